"""What a head sees: load by person, who has waited longest, how long steps take; counted by a job."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.dateparse import parse_datetime

from cases.models import Case, DeskFigures
from cases.programmes.nomad.states import State
from cases.workload import counts, taking
from tests import people
from tests.cases.engine import ways
from tests.cases.workload.test_taking import colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> list[Case]:
    return [people.case_in(State.REGISTRATION) for _number in range(3)]


def row_of(load: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in load if row["name"] == name)


def test_load_is_counted_by_person_and_state(waiting: list[Case]) -> None:
    officer, bolat, now = people.officer(), colleague("Bolat"), people.after(waiting[-1])
    people.officer("almaty")
    taking.take(waiting[0].pk, bolat, now)
    late = max(case.due_at for case in waiting if case.due_at) + people.HOUR
    assert counts.count(late) == DeskFigures.objects.count()
    kept = counts.figures_of("officer", "astana")
    assert kept is not None
    shown = kept.figures
    assert row_of(shown["load"], "Bolat")["states"] == {"registration": 1}
    assert row_of(shown["load"], "Bolat")["overdue"] == 1
    assert row_of(shown["load"], officer.full_name)["cases"] == 0
    assert (shown["free"]["cases"], shown["free"]["overdue"]) == (2, 2)
    assert [row["number"] for row in shown["longest"]] == [
        case.number for case in sorted(waiting, key=lambda c: (c.state_since, c.pk))
    ]
    other = counts.figures_of("officer", "almaty")
    assert other is not None and other.figures["free"]["cases"] == 0


def test_how_long_steps_take_is_median_and_nine_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FEWEST", 1)
    cases = [people.case_in(State.REGISTRATION) for _number in range(3)]
    for days, case in enumerate(cases, 1):
        ways.take(case, "register", case.state_since + timedelta(days=days))
    counts.count(people.after(ways.fresh(cases[-1])))
    kept = counts.figures_of("officer", "astana")
    assert kept is not None
    step = next(row for row in kept.figures["steps"] if row["step"] == "register")
    assert (step["taken"], step["median"], step["nine"]) == (3, 2.0, 3.0)


def test_a_busy_city_leaves_another_its_figures_and_they_are_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FEWEST", 1)
    monkeypatch.setattr(counts, "SAMPLE", 2)
    small = people.case_in(State.REGISTRATION, city="almaty")
    ways.take(small, "register", people.after(small))
    busy = [people.case_in(State.REGISTRATION) for _number in range(3)]
    for days, case in enumerate(busy, 1):
        ways.take(case, "register", case.state_since + timedelta(days=days))
    now = people.after(ways.fresh(busy[-1]))

    def registered(city: str, at: datetime) -> dict[str, Any]:
        counts.count(at)
        kept = counts.figures_of("officer", city)
        assert kept is not None
        return next(row for row in kept.figures["steps"] if row["step"] == "register")

    assert registered("almaty", now)["taken"] == 1
    of_busy = registered("astana", now)
    since = (busy[1].state_since + timedelta(days=2)).isoformat()
    assert (of_busy["taken"], of_busy["median"], parse_datetime(of_busy["since"])) == (2, 2.5, parse_datetime(since))
    monkeypatch.setattr(counts, "SAMPLE", 3)
    assert registered("astana", now + timedelta(minutes=5))["taken"] == 2
    assert registered("astana", now + timedelta(minutes=61))["taken"] == 3


def test_nine_of_ten_is_a_value_that_was_measured() -> None:
    assert [counts._ninth(list(range(1, n + 1))) for n in (1, 9, 10, 11, 20)] == [1, 9, 9, 10, 18]


def test_the_load_follows_what_the_head_does_before_the_next_count(waiting: list[Case]) -> None:
    head, bolat, azat, now = people.head("astana"), colleague("Bolat"), colleague("Azat"), people.after(waiting[-1])
    taking.take(waiting[0].pk, bolat, now)
    counts.count(now)
    late = max(case.due_at for case in waiting if case.due_at) + people.HOUR
    taking.assign(waiting[0].pk, head, azat, "", late)
    taking.assign(waiting[1].pk, head, azat, "", late)
    taking.release(waiting[0].pk, head, late)
    kept = counts.figures_of("officer", "astana")
    assert kept is not None
    load, free = kept.figures["load"], kept.figures["free"]
    assert row_of(load, "Bolat")["cases"] == 0 and row_of(load, "Bolat")["states"] == {}
    assert (row_of(load, "Azat")["states"], row_of(load, "Azat")["overdue"]) == ({"registration": 1}, 1)
    assert free["states"] == {"registration": 2}


def test_steps_before_the_period_that_the_page_names_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FEWEST", 1)
    case = people.case_in(State.CHECKS)
    counts.count(people.after(case) + counts.LIFETIME + timedelta(days=1))
    kept = counts.figures_of("officer", "astana")
    assert kept is not None and kept.figures["steps"] == []
