"""A recorded fact is put right with a reason, until the decision that stands on it; the old one stays, struck."""

from __future__ import annotations

from typing import Any

import pytest

from cases import actions
from cases.corrections import CHECKS_OPEN, DECIDED, FACTS
from cases.errors import NotMetError, StaleError, WrongStateError
from cases.models import Case, Check, Event
from cases.states import State
from cases.steps import STEPS
from cases.web.timeline import put_right
from tests import people
from tests.cases import ways
from tests.desks import open_case, signed_in, step_url, take, text

pytestmark = pytest.mark.django_db

WHY = "The letter was read wrongly."


def not_approved(case: Case) -> Case:
    return ways.take(case, "record_knb_answer", clear=False)


def corrected(case: Case, **facts: Any) -> Case:
    told: dict[str, Any] = {
        "kind": "knb",
        "clear": True,
        "reference": "K-10",
        "answered_on": case.state_since.date(),
        "reason": WHY,
    }
    return ways.take(ways.fresh(case), "correct_check", **told | facts)


def test_a_wrong_answer_of_the_security_bodies_is_put_right_before_the_decision() -> None:
    case = corrected(not_approved(people.case_in("knb")))
    held = case.dossier.check("knb")
    assert held and (held.clear, held.reference, held.reason) == (True, "K-10", WHY)
    assert held.corrects and not held.corrects.clear
    assert ways.take(ways.fresh(case), "approve_preliminary").state == State.PRELIMINARY_APPROVED
    ways.sound(case)


def test_the_old_fact_stays_struck_in_the_timeline_and_under_the_check() -> None:
    case = corrected(not_approved(people.case_in("knb")))
    events = list(Event.objects.filter(case=case).order_by("-id"))
    assert [e.step for e in events if e.pk in put_right(events)] == ["record_knb_answer"]
    page = text(open_case(people.officer(), case))
    assert page.count("<s>") >= 2 and WHY in page and "corrected later" in page and "K-9" in page


@pytest.mark.parametrize("reason", ["", "..........", "aaaaaaaa aaaaaaaa", "So."])
def test_nothing_is_put_right_without_a_reason_in_words(reason: str) -> None:
    case = not_approved(people.case_in("knb"))
    with pytest.raises(NotMetError):
        corrected(case, reason=reason)
    with people.at(people.after(case)):
        said = {"kind": "knb", "clear": "yes", "reference": "K-10", "answered_on": "2026-06-09", "reason": reason}
        assert signed_in(people.officer()).post(step_url(case, "correct_check"), said).status_code == 422


def test_what_the_bodies_answered_themselves_yields_only_to_their_newer_letter() -> None:
    case = people.case_in("knb")
    Check.objects.create(
        case=case, kind="knb", clear=False, reference="K-1", answered_on=case.state_since.date(), at=case.state_since
    )
    case = not_approved(ways.fresh(case))
    with pytest.raises(NotMetError):
        corrected(case, reference="K-1")
    with pytest.raises(NotMetError):
        corrected(case, answered_on=case.filed_at.date() - ways.DAY * 30)  # type: ignore[union-attr]
    held = corrected(case).dossier.check("knb")
    assert held and held.clear


def test_a_check_that_contradicts_an_earlier_one_asks_why() -> None:
    case, user = people.case_in("checks"), people.officer()
    said = {"kind": "ibd", "clear": "no", "text": "Wanted."}
    assert take(user, case, "record_check", **said).status_code == 422
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "record_check", kind="ibd", clear=False, text="Wanted.")
    take(user, case, "record_check", **said, reason="Found at a second look.")
    held = ways.fresh(case).dossier.check_now("ibd")
    assert held and not held.clear and held.corrects and held.corrects.clear


@pytest.mark.parametrize(("state", "name"), [("preliminary_approved", "correct_check"), ("granted", "correct_arrival")])
def test_after_the_decision_it_is_closed_and_says_why(state: str, name: str) -> None:
    case = people.case_in(state)
    with pytest.raises(WrongStateError) as error:
        actions.perform(case, name, people.officer(), people.after(case), reason=WHY)
    assert str(DECIDED) in str(error.value)


def test_the_final_review_does_not_put_right_what_the_preliminary_decision_stood_on() -> None:
    case = people.case_in("final_review")
    with pytest.raises(NotMetError) as error:
        corrected(case, clear=False)
    assert str(DECIDED) in str(error.value)
    assert "Decided upon" in text(open_case(people.officer(), case))


def test_every_fact_is_open_up_to_the_state_of_the_decisions_that_stand_on_it() -> None:
    for fact in FACTS.values():
        assert {s for name in fact.decided_by for s in STEPS[name].sources} == {fact.open_in[-1]}
    assert STEPS["correct_check"].sources == CHECKS_OPEN


def test_of_two_officers_the_slower_one_is_told() -> None:
    case = not_approved(people.case_in("knb"))
    seen = case.version
    corrected(case, version=seen)
    with pytest.raises(StaleError):
        corrected(case, version=seen, reference="K-11")
    assert Check.objects.filter(case=case, kind="knb").count() == 2


def test_a_correction_and_a_decision_at_once_do_not_both_stand_on_the_old_fact() -> None:
    case = ways.take(people.case_in("knb"), "record_knb_answer")
    seen = case.version
    corrected(case, clear=False, reference="K-12", version=seen)
    with pytest.raises(StaleError):
        ways.take(ways.fresh(case), "approve_preliminary", version=seen)


def test_the_day_of_arrival_is_put_right_within_what_can_be() -> None:
    case = people.case_in("arrived")
    was = case.arrived_on
    assert was and case.approved_at
    for day in (was, was + ways.DAY, case.approved_at.date() - ways.DAY):
        with pytest.raises(NotMetError):
            ways.take(ways.fresh(case), "correct_arrival", arrived_on=day)
    ways.take(ways.fresh(case), "correct_arrival", arrived_on=was - ways.DAY)
    assert ways.fresh(case).arrived_on == was - ways.DAY
    page = text(open_case(people.officer(), case))
    assert "corrected later" in page and "Correct the day of arrival" in page


def test_the_record_of_the_interview_is_put_right_before_the_ministry_decides() -> None:
    case = ways.take(people.case_in("ministry_review"), "correct_interview")
    assert case.dossier.interview.kind == "interview_against"  # type: ignore[union-attr]
    assert "corrected later" in text(open_case(people.signer(), case))
    ways.take(ways.fresh(case), "decline_petition", grounds=["not-confirmed"])
