"""What has to be true before a step: each refusal with its reasons, and nothing written."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cases.engine.lists.queues import buttons
from cases.engine.steps.errors import NotMetError
from cases.law.calendar import ALMATY
from cases.models import Discrepancy, Exchange, Notice
from cases.programmes.nomad import filing
from cases.programmes.nomad.filing import paying
from cases.programmes.nomad.states import State
from egov.cabinet import guide
from tests import people
from tests.cases.engine import ways
from tests.cases.engine.performing.refusing import Stand, refused
from tests.cases.engine.ways import DAY, SECOND

pytestmark = pytest.mark.django_db


def test_an_unprepared_draft_is_refused_with_every_reason_at_once() -> None:
    case = people.case_in("petition_draft", prepared=False)
    text = refused(NotMetError, case, "submit_petition")
    assert "Consent to the processing of personal data has not been given." in text
    assert text.count("Missing:") == sum(r.required for r in case.law.lists["petition"])


def test_an_unprepared_application_is_refused_with_every_reason_at_once() -> None:
    text = refused(NotMetError, people.case_in("petition_signed", prepared=False), "file_application")
    for reason in ("Choose the migration service", "questionnaire is not complete", "duty for the permit is not paid"):
        assert reason in text


def test_without_the_duty_the_application_is_refused(stand: Stand) -> None:
    case = stand("petition_signed")
    case.dossier.payments[0].delete()
    assert refused(NotMetError, case, "file_application") == "The state duty for the permit is not paid."


def test_a_refusal_of_the_national_security_bodies_blocks_the_approval(stand: Stand) -> None:
    case = stand("knb")
    ways.take(case, "record_knb_answer", clear=False)
    assert "Without the approval of the national security" in refused(NotMetError, case, "approve_preliminary")
    case = ways.fresh(case)
    barred = {button.step.name: button for button in buttons(case, people.officer(), people.after(case))}
    assert [step.name for step in barred["approve_preliminary"].ways] == ["correct_check"], "a newer letter of theirs"
    assert ways.take(case, "refuse_preliminary").state == State.PRELIMINARY_REFUSED


def test_a_check_that_speaks_against_blocks_the_grant_and_allows_the_refusal(stand: Stand) -> None:
    case = stand("final_review")
    ways.take(case, "record_check", kind="adis", clear=False, text="Known under another name.", reason=ways.REASONS)
    assert refused(NotMetError, case, "grant") == "A check speaks against: Fingerprint registration (ADIS)."
    assert ways.take(case, "refuse_final").state == State.FINAL_REFUSED


def test_the_newest_check_counts(stand: Stand) -> None:
    case = stand("final_review")
    ways.take(case, "record_check", kind="adis", clear=False, text="Known under another name.", reason=ways.REASONS)
    ways.take(case, "record_check", kind="adis", clear=True, reason=ways.REASONS)
    assert ways.take(case, "grant").state == State.GRANTED


def test_checks_of_the_preliminary_stage_do_not_serve_the_final_decision() -> None:
    case = people.case_in("final_review", prepared=False)
    assert "Integrated data bank" in refused(NotMetError, case, "grant")


def test_checks_before_a_return_do_not_serve_the_corrected_application(stand: Stand) -> None:
    case = stand("registration")
    ways.take(case, "register")
    assert "Not recorded yet" in refused(NotMetError, case, "send_to_knb")


def test_a_returned_document_must_be_replaced() -> None:
    case = people.case_in("rework", prepared=False)
    assert refused(NotMetError, case, "resubmit").startswith("Still to be corrected: ")


@pytest.mark.parametrize("zone", [ALMATY, None])
def test_a_returned_questionnaire_must_be_saved_again(stand: Stand, zone: Any) -> None:
    """Whatever zone the moments were written in: they are compared as moments, not as texts."""
    case = stand("registration")
    returns = [{"kind": "questionnaire", "ground": "questionnaire-incomplete", "text": "Name the employer in full."}]
    now = ways.ready_at(case, "return_for_rework").astimezone(zone)
    case = ways.take(case, "return_for_rework", now, returns=returns)
    assert "Still to be corrected" in refused(NotMetError, case, "resubmit", now=now + DAY)
    schema = people.questionnaire(now)
    answers = people.answers(schema, case)
    filing.fill_questionnaire(case.pk, case.person.user, now + ways.HOUR, schema.version, answers, True)
    assert ways.take(case, "resubmit", now + DAY).state == State.REGISTRATION


def test_a_returned_duty_is_paid_again(stand: Stand) -> None:
    case = stand("registration")
    people.bank_takes_back(case)
    returns = [{"kind": "duty", "ground": "duty", "text": "The bank knows nothing of it."}]
    case = ways.take(case, "return_for_rework", returns=returns)
    refused(NotMetError, case, "resubmit")
    now = people.after(case)
    again = paying.start_payment(case.pk, case.person.user, now, "prp")
    paying.settle_payment(again.code, True, "R-2", now)
    assert [p.state for p in ways.fresh(case).dossier.payments] == ["paid", "failed"]
    assert ways.take(case, "resubmit").state == State.REGISTRATION


@pytest.mark.parametrize(
    ("state", "decision"), [("preliminary_decision", "approve_preliminary"), ("final_review", "grant")]
)
def test_a_duty_that_the_bank_has_taken_back_stops_the_decision_until_it_is_paid_again(
    stand: Stand, state: str, decision: str
) -> None:
    case = stand(state)
    with translation.override("en"):
        assert not guide.call_of(case, people.after(case)).post
        people.bank_takes_back(case)
        call = guide.call_of(ways.fresh(case), people.after(case))
    assert call.post and call.url.endswith("/prp/") and "is not paid" in call.text
    assert Notice.objects.filter(case=case, what="unpaid").exists()
    assert refused(NotMetError, case, decision) == "The state duty for the permit is not paid."
    again = paying.start_payment(case.pk, case.person.user, people.after(case), "prp")
    paying.settle_payment(again.code, True, "R-2", people.after(case))
    assert not guide.call_of(ways.fresh(case), people.after(case)).post
    ways.take(ways.fresh(case), decision)


DIFFERS = "A system has answered otherwise than was entered by hand: resolve the discrepancy first."
DECIDING = [
    *(("preliminary_decision", name) for name in ("approve_preliminary", "propose_preliminary_refusal")),
    *(("final_review", name) for name in ("grant", "propose_final_refusal")),
    *(("preliminary_hearing", "refuse_preliminary"), ("final_hearing", "refuse_final")),
]


@pytest.mark.parametrize(("state", "decision"), DECIDING)
def test_nothing_is_decided_either_way_while_two_answers_differ(stand: Stand, state: str, decision: str) -> None:
    case = stand(state)
    answers: dict[str, Any] = {"by_hand": {}, "by_system": {}, "raised_at": people.after(case)}
    exchange = Exchange.objects.filter(case=case)[0]
    Discrepancy.objects.create(exchange=exchange, case=case, what="ibd", **answers)
    assert DIFFERS in refused(NotMetError, case, decision)


@pytest.mark.parametrize("state", ["preliminary_approved", "arrived"])
def test_who_has_to_pay_again_still_reads_what_else_is_asked(stand: Stand, state: str) -> None:
    case = stand(state)
    now = people.after(case)
    before = guide.call_of(case, now)
    people.bank_takes_back(case)
    call = guide.call_of(ways.fresh(case), now)
    assert (call.title, call.items, call.post) == (before.title, before.items, True) and before.text in call.text


def test_a_failed_payment_does_not_answer_a_returned_duty(stand: Stand) -> None:
    case = stand("registration")
    people.bank_takes_back(case)
    returns = [{"kind": "duty", "ground": "duty", "text": "The bank knows nothing of it."}]
    case = ways.take(case, "return_for_rework", returns=returns)
    again = paying.start_payment(case.pk, case.person.user, people.after(case), "prp")
    paying.settle_payment(again.code, False, "R-2", people.after(case))
    refused(NotMetError, case, "resubmit")


def test_a_package_not_wholly_accepted_is_not_filed(stand: Stand) -> None:
    case = stand("intake")
    ways.take(case, "reconcile_document", kind="housing", accepted=False, text="No notary.", reason=ways.REASONS)
    assert refused(NotMetError, case, "file_at_con").startswith("Not yet accepted: ")


def test_a_returned_package_is_checked_again_on_the_next_visit(stand: Stand) -> None:
    case = stand("intake")
    ways.take(case, "return_package")
    ways.take(case, "open_intake")
    assert refused(NotMetError, case, "file_at_con").startswith("Not yet accepted: ")


def test_the_word_of_the_package_does_not_serve_the_card() -> None:
    """The passport was accepted at п. 21; at п. 26 the clerk looks again."""
    case = people.case_in("registered", prepared=False)
    assert refused(NotMetError, case, "order_card").startswith("Not yet accepted: ")


def test_an_interview_is_not_recorded_before_it_begins() -> None:
    case = people.case_in("interview", prepared=False)
    assert case.slot
    refused(NotMetError, case, "record_interview", now=case.slot.starts_at - SECOND)
    ways.take(case, "record_interview", case.slot.starts_at)
