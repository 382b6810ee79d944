"""What a head sees: load by person, who has waited longest, how long steps take; counted by a job."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Case, DeskFigures
from cases.programmes.nomad.states import State
from cases.workload import counts, taking
from tests import people
from tests.cases.engine import ways
from tests.cases.workload.test_taking import colleague

pytestmark = pytest.mark.django_db
HOME_STATEMENTS = 16


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
    kept = counts.of("officer", "astana")
    assert kept is not None
    shown = kept.figures
    assert row_of(shown["load"], "Bolat")["states"] == {"registration": 1}
    assert row_of(shown["load"], "Bolat")["overdue"] == 1
    assert row_of(shown["load"], officer.full_name)["cases"] == 0
    assert (shown["free"]["cases"], shown["free"]["overdue"]) == (2, 2)
    assert [row["number"] for row in shown["longest"]] == [
        case.number for case in sorted(waiting, key=lambda c: (c.state_since, c.pk))
    ]
    other = counts.of("officer", "almaty")
    assert other is not None and other.figures["free"]["cases"] == 0


def test_how_long_steps_take_is_median_and_nine_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "FEWEST", 1)
    cases = [people.case_in(State.REGISTRATION) for _number in range(3)]
    for days, case in enumerate(cases, 1):
        ways.take(case, "register", case.state_since + timedelta(days=days))
    counts.count(people.after(ways.fresh(cases[-1])))
    kept = counts.of("officer", "astana")
    assert kept is not None
    step = next(row for row in kept.figures["steps"] if row["step"] == "register")
    assert (step["taken"], step["median"], step["nine"]) == (3, 2.0, 3.0)


def test_nine_of_ten_is_a_value_that_was_measured() -> None:
    assert [counts._ninth(list(range(1, n + 1))) for n in (1, 9, 10, 11, 20)] == [1, 9, 9, 10, 18]


def test_the_page_shows_it_and_counts_nothing(
    waiting: list[Case], client: Client, django_assert_max_num_queries: Any
) -> None:
    bolat, now = colleague("Bolat"), people.after(waiting[-1])
    taking.take(waiting[0].pk, bolat, now)
    client.force_login(people.head("astana"))
    home = reverse("con:head:home")
    with people.at(now):
        assert "подсчёта ещё не было" in client.get(home).content.decode()
        counts.count(now)
        client.get(home)
        with django_assert_max_num_queries(HOME_STATEMENTS):
            shown = client.get(home).content.decode()
        assert "Bolat" in shown and waiting[0].number in shown
        listed = client.get(reverse("con:head:work"), {"owner": str(bolat.pk)}).content.decode()
        assert waiting[0].number in listed and waiting[1].number not in listed
        free = client.get(reverse("con:head:work"), {"owner": "nobody"}).content.decode()
        assert waiting[0].number not in free and waiting[1].number in free
        assert client.get(reverse("con:head:work"), {"owner": "nonsense"}).status_code == 404
        assert client.get(reverse("con:head:work"), {"owner": str(people.clerk().pk)}).status_code == 404
        client.force_login(people.head("almaty"))
        assert waiting[0].number not in client.get(reverse("con:head:work")).content.decode()
