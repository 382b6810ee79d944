"""A system that contradicts itself, and an arrival that a crossing contradicts: all of it stays, one side is chosen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine.steps.errors import NotMetError
from cases.gateways import inbox
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.models import Case, Check, Deadline, Discrepancy, Event
from cases.outbox import exchanges
from cases.programmes.nomad import resolving
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways import wire
from tests.cases.gateways.wire import DAY, HOUR, Line, answer, asked, deliver
from tests.desks import open_case, signed_in, step_url, text

pytestmark = pytest.mark.django_db
HAND, SYSTEM = Discrepancy.HAND, Discrepancy.SYSTEM
WHY = "The letters were compared."


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Line:
    return wire.join(monkeypatch, settings)


def outcome(case: Case, number: int, clear: bool, **facts: Any) -> str:
    """КНБ answers for the `number`-th time, an hour later each; the outcome."""
    payload = {"case": case.number, "clear": clear, "reference": f"K-{number}", "answered_on": "2026-06-03"} | facts
    row = inbox.receive(
        "knb", "answer", payload, f"k-{number}-{clear}-{len(facts)}", people.after(case) + number * HOUR
    )
    assert exchanges.apply(row.pk, row.created_at)
    return str(wire.fresh(row).outcome)


def at_knb(line: Line) -> Case:
    case = ways.take(people.case_in("checks"), "send_to_knb")
    deliver(asked(case, "knb.approve"))
    return case


def resolve(case: Case, side: str) -> None:
    (discrepancy,) = ways.fresh(case).dossier.discrepancies
    resolving.resolve(discrepancy.pk, people.officer(), people.after(case) + 9 * HOUR, resolving.Choice(side, WHY))


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_bodies_that_come_round_to_the_hand_are_their_newest_word(line: Line, by_hand: bool) -> None:
    """By hand "no", by the system "yes", by the system "no" again; and the other way round."""
    case = ways.take(at_knb(line), "record_knb_answer", clear=by_hand)
    assert outcome(case, 1, not by_hand) == "discrepancy"
    assert outcome(case, 2, by_hand) == "applied"
    assert outcome(case, 2, by_hand, text="Once more.") == "duplicate"
    case = ways.fresh(case)
    assert [answer["clear"] for answer in case.dossier.own_answers("knb")] == [not by_hand, by_hand]
    with pytest.raises(NotNowError):
        resolve(case, SYSTEM)  # their older answer
    resolve(case, HAND)  # needs no newer letter: their own newest word says so
    case = ways.fresh(case)
    held = case.dossier.check("knb")
    assert held and held.clear is by_hand and not case.dossier.discrepancies
    step = "approve_preliminary" if by_hand else "refuse_preliminary"
    grounds = {} if by_hand else {"grounds": ["nsc-not-approved"]}
    ways.take(case, step, people.after(case) + 10 * HOUR, **grounds)


def test_a_system_that_contradicts_itself_twice_leaves_all_three_answers(line: Line) -> None:
    case = at_knb(line)
    assert outcome(case, 1, False) == "applied"
    assert outcome(case, 2, True) == "discrepancy"
    assert outcome(case, 3, False) == "applied", "its newest word, not a repetition of the first"
    assert outcome(case, 1, False, text="The first letter once more.") == "duplicate"
    case = ways.fresh(case)
    assert [answer["clear"] for answer in case.dossier.own_answers("knb")] == [False, True, False]
    page = text(open_case(people.officer(), case))
    assert "K-1" in page and "K-3" in page and "otherwise than the last time" in page
    (discrepancy,) = case.dossier.discrepancies
    with people.at(people.after(case) + DAY):
        shown = text(signed_in(people.officer()).get(reverse("cases:discrepancy", args=[case.pk, discrepancy.pk])))
    assert "All that the system has answered" in shown and shown.index("K-2") < shown.index("K-3")
    assert "newer letter" not in shown, "none is needed for the side to which they came round"
    with pytest.raises(NotNowError):
        resolve(case, SYSTEM)
    ways.sound(case)


# ------------------------------------------------------------------------------------------------ the day of an answer


@pytest.mark.parametrize("day", ["ahead", "before the request"])
def test_the_day_of_an_answer_is_judged_at_every_door(day: str) -> None:
    case = people.case_in("knb")
    term = case.dossier.running("knb")
    assert term
    on = {"ahead": people.after(case).date() + 2 * DAY, "before the request": local_day(term.starts_at) - DAY}[day]
    words = {"ahead": "still to come", "before the request": "older than the request"}[day]
    with translation.override("en"), pytest.raises(NotMetError, match=words):
        ways.take(case, "record_knb_answer", answered_on=on)
    with people.at(people.after(case)):
        sent = {"clear": "yes", "reference": "K-1", "answered_on": on.isoformat(), "version": case.version}
        page = signed_in(people.officer()).post(step_url(case, "record_knb_answer"), sent)
    assert page.status_code == 422 and words in text(page)


def test_an_answer_has_a_number() -> None:
    with pytest.raises(NotMetError):
        ways.take(people.case_in("knb"), "record_knb_answer", reference="№ -")


# ------------------------------------------------------------------------------------------------ the arrival


def contradicted(line: Line, crossed: int | None) -> Case:
    """An arrival, and a crossing `crossed` days after it (None: none is found)."""
    case = ways.take(people.case_in("preliminary_approved"), "record_arrival")
    assert case.arrived_on
    day = case.arrived_on + crossed * DAY if crossed is not None else None
    line.says.append(answer("berkut.crossing", found=day is not None, crossed_on=day, point="Astana"))
    assert deliver(asked(case, "berkut.crossing")).outcome == "discrepancy"
    return ways.fresh(case)


def standing(case: Case) -> tuple[date | None, str, date | None]:
    """The day of arrival, how its term stands, and the day on which it was met."""
    case = ways.fresh(case)
    term = Deadline.objects.filter(case=case, key="validity").order_by("-id")[0]
    return case.arrived_on, term.state, term.met_on


def test_a_later_crossing_that_is_chosen_moves_the_arrival_and_its_term(line: Line) -> None:
    case = contradicted(line, 2)
    day = case.arrived_on
    assert day
    resolve(case, SYSTEM)
    assert standing(case) == (day + 2 * DAY, "met", day + 2 * DAY)
    held = ways.fresh(case).dossier.check("arrival")
    assert held and (held.clear, held.happened_on, held.reason) == (True, day + 2 * DAY, WHY)
    event = Event.objects.filter(case=case).order_by("-id")[0]
    assert (event.step, event.facts["arrived_on"]) == ("discrepancy_resolved", (day + 2 * DAY).isoformat())
    page = text(open_case(people.officer(), case))
    assert WHY in page and "corrected later" in page
    ways.sound(case)


def test_an_arrival_that_is_chosen_stays_as_it_was(line: Line) -> None:
    case = contradicted(line, 2)
    before = standing(case)
    resolve(case, HAND)
    assert standing(case)[:2] == before[:2]
    assert not any(check.happened_on for check in Check.objects.filter(case=case, kind="arrival"))


def test_the_absence_of_a_crossing_is_recorded_and_leaves_the_day(line: Line) -> None:
    case = contradicted(line, None)
    before = standing(case)
    resolve(case, SYSTEM)
    assert standing(case) == before
    held = ways.fresh(case).dossier.check("arrival")
    assert held and not held.clear and held.corrects and held.corrects.clear


def test_a_crossing_outside_of_the_validity_cannot_be_chosen(line: Line) -> None:
    case = contradicted(line, 60)
    with translation.override("en"), pytest.raises(NotNowError, match="was valid until"):
        resolve(case, SYSTEM)
    resolve(case, HAND)


def test_the_resolution_of_an_arrival_is_put_right_until_the_final_decision(line: Line) -> None:
    case = contradicted(line, 2)
    day = case.arrived_on
    resolve(case, SYSTEM)
    (resolution,) = ways.fresh(case).dossier.resolutions
    now = people.after(case) + 10 * HOUR
    resolving.correct(resolution.pk, people.officer(), now, resolving.Choice(HAND, "The stamp is of another person."))
    assert standing(case)[0] == day
    j = people.Journey(case.person.user)  # type: ignore[arg-type]
    j.case, j.now = ways.fresh(case), now
    j.to(people.S.GRANTED)
    (resolution,) = ways.fresh(case).dossier.resolutions
    with pytest.raises(NotNowError):
        resolving.correct(
            resolution.pk, people.officer(), j.now, resolving.Choice(SYSTEM, "The stamp is his after all.")
        )
