"""perform(): who is refused, with which word; and that a refused step leaves no trace."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import translation

from cases import actions, filing, paying
from cases.calendar import ALMATY, local_day
from cases.documents import filing_day
from cases.errors import (
    NotFoundError,
    NotMetError,
    SlotTakenError,
    StaleError,
    WrongActorError,
    WrongStateError,
)
from cases.models import Bar, Case, Check, Deadline, Decision, Document, EditionPeriod, Event
from cases.states import State
from cases.steps import STEPS
from tests import people
from tests.cases import ways
from tests.cases.ways import DAY, SECOND, nothing_written

pytestmark = [pytest.mark.django_db, pytest.mark.database]


Stand = Callable[[str], Case]


@pytest.fixture
def stand(every_case: dict[State, Case]) -> Stand:
    """The module's case in a state, prepared for its next step; what a test does to it is undone after the test."""
    return lambda state: ways.fresh(every_case[State(state)])


def refused(error: type[Exception], case: Case, name: str, **options: Any) -> str:
    """The sentence of the refusal, in English; asserts that nothing at all was written."""
    now = options.get("now") or ways.ready_at(case, name)
    options.setdefault("user", ways.somebody(STEPS[name].by, case))
    ways.FACTS.get(name, lambda c, n: {})(case, now)
    with translation.override("en"), nothing_written():
        with pytest.raises(error) as caught:
            ways.take(case, name, **options)
        return str(caught.value)


# ------------------------------------------------------------------------------------------------ who


def test_another_role_is_told_whose_step_it_is(stand: Stand) -> None:
    case = stand("screening")
    said = refused(WrongActorError, case, "admit", user=case.person.user)
    assert said == "“Admit to the next stage” is done by another: Astana Hub reviewer."


@pytest.mark.parametrize(("state", "name"), [("registration", "register"), ("arrived", "open_intake")])
def test_a_case_of_another_city_does_not_exist(state: str, name: str) -> None:
    case = people.case_in(state, city="almaty")
    stranger = people.officer("astana") if name == "register" else people.clerk("astana")
    refused(NotFoundError, case, name, user=stranger)


def test_a_case_of_another_applicant_does_not_exist(stand: Stand) -> None:
    refused(NotFoundError, stand("petition_draft"), "submit_petition", user=people.applicant())


def test_a_guessed_address_does_not_exist() -> None:
    user = people.applicant()
    with nothing_written(), pytest.raises(NotFoundError):
        actions.perform(uuid4(), "withdraw", user, people.START)


def test_one_who_may_not_sign_in_any_more_acts_no_more(stand: Stand) -> None:
    case, user = stand("registration"), people.officer()
    user.is_active = False
    user.save()
    refused(NotFoundError, case, "register", user=user)


@pytest.mark.parametrize("who", [people.auditor, people.administrator])
def test_neither_auditor_nor_administrator_moves_a_case(stand: Stand, who: Any) -> None:
    case, user = stand("registration"), who()
    with nothing_written(), pytest.raises((NotFoundError, WrongActorError)):
        ways.take(case, "register", user=user)


# ------------------------------------------------------------------------------------------------ who was quicker


def test_the_second_of_two_is_told_by_whom(stand: Stand) -> None:
    case = stand("preliminary_decision")
    ways.take(case, "approve_preliminary", version=case.version)
    said = refused(StaleError, case, "refuse_preliminary", version=case.version)
    assert "Somebody was quicker" in said
    assert "“Approve”, Officer Astana, " in said


def test_the_second_of_two_signers_is_told_by_whom_though_the_case_has_left_the_ministry(stand: Stand) -> None:
    case = stand("ministry_review")
    ways.take(case, "decline_petition", version=case.version)
    assert "“Decline the petition”, Signer, " in refused(StaleError, case, "sign_petition", version=case.version)


def test_a_second_click_without_a_version_is_told_that_the_case_has_moved_on(stand: Stand) -> None:
    case = stand("screening")
    ways.take(case, "admit")
    said = refused(WrongStateError, case, "admit")
    assert said.startswith("“Admit to the next stage” is not possible any more")
    assert "Screener" in said


def test_what_the_clock_did_is_told_as_done_by_the_portal(stand: Stand) -> None:
    case = stand("annulled")
    said = refused(StaleError, case, "resubmit", version=case.version - 1)
    assert "“Annul the application”, the portal, " in said


def test_a_document_attached_meanwhile_makes_a_page_stale(stand: Stand) -> None:
    case = stand("petition_draft")
    people.attach(case, case.person.user, "cv", people.after(case))
    refused(StaleError, case, "submit_petition", version=case.version)


# ------------------------------------------------------------------------------------------------ the passport


def with_passport(case: Case, days: int, name: str) -> tuple[Case, datetime]:
    """The case, its passport having `days` left on the day of filing: `filed_at`, or when the step `name` is taken."""
    now = ways.ready_at(case, name)
    passport = Document.objects.get(case=case, kind="passport", current=True)
    passport.expires_on = local_day(filed_at(case) or now) + days * DAY
    passport.save()
    return case, now


def filed_at(case: Case) -> datetime | None:
    """When that was filed which the case brings to its end: the application under correction, the package at ЦОН."""
    return {"rework": case.filed_at, "intake": case.state_since}.get(case.state)


FILINGS = [
    ("petition_draft", "submit_petition"),
    ("petition_signed", "file_application"),
    ("rework", "resubmit"),
    ("intake", "file_at_con"),
]


@pytest.mark.parametrize(("state", "name"), FILINGS)
def test_a_passport_with_180_days_left_is_refused_with_its_date(stand: Stand, state: str, name: str) -> None:
    case, now = with_passport(stand(state), 180, name)
    said = refused(NotMetError, case, name, now=now)
    assert "180 days from the day of filing. More than 180 are required (para. 4" in said
    assert "2026" in said


@pytest.mark.parametrize(("state", "name"), FILINGS)
def test_a_passport_with_181_days_left_is_accepted(stand: Stand, state: str, name: str) -> None:
    case, now = with_passport(stand(state), 181, name)
    ways.take(case, name, now)


@pytest.mark.parametrize(("state", "name", "days"), [("rework", "resubmit", 4), ("intake", "file_at_con", 3)])
def test_what_is_filed_is_not_measured_anew_while_it_is_corrected_or_compared(
    stand: Stand, state: str, name: str, days: int
) -> None:
    """A passport nobody sent back cannot be replaced: the days of the service must not run against its holder."""
    case, now = with_passport(stand(state), 181, name)
    ways.take(case, name, now + days * DAY)


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ("petition_draft", None),
        ("slot_choice", "submitted_at"),
        ("ministry_review", "submitted_at"),
        ("petition_signed", None),
        ("registration", "filed_at"),
        ("knb", "filed_at"),
        ("preliminary_approved", None),
        ("arrived", None),
        ("registered", None),
    ],
)
def test_the_day_of_filing_is_that_of_what_is_under_way_or_today(stand: Stand, state: str, since: str | None) -> None:
    case, now = stand(state), people.START + 300 * DAY
    assert filing_day(case, now) == local_day(getattr(case, since) if since else now)


def test_the_day_of_filing_at_the_centre_is_that_of_the_last_visit(stand: Stand) -> None:
    case = stand("intake")
    first, now = case.state_since, people.START + 300 * DAY
    assert filing_day(case, now) == filing_day(stand("final_review"), now) == local_day(first)
    case = ways.take(case, "return_package")
    assert filing_day(case, now) == local_day(now), "still to be filed"
    case = ways.take(case, "open_intake", first + 5 * DAY)
    assert filing_day(case, now) == local_day(first + 5 * DAY)


def test_the_day_of_filing_is_a_day_in_almaty(stand: Stand) -> None:
    """19:00 in London of the day before is already the day of filing in Kazakhstan: one day less is left."""
    case = stand("petition_draft")
    almost_midnight = datetime(2026, 6, 2, 23, 59, 59, tzinfo=ALMATY)
    passport = Document.objects.get(case=case, kind="passport", current=True)
    passport.expires_on = local_day(almost_midnight) + 181 * DAY
    passport.save()
    refused(NotMetError, case, "submit_petition", now=almost_midnight + SECOND)
    ways.take(case, "submit_petition", almost_midnight)


@pytest.mark.parametrize(("days", "accepted"), [(179, False), (180, True)])
def test_a_housing_contract_runs_180_days_at_least(stand: Stand, days: int, accepted: bool) -> None:
    case = stand("intake")
    housing = Document.objects.get(case=case, kind="housing", current=True)
    assert housing.valid_from
    housing.expires_on = housing.valid_from + timedelta(days=days - 1)
    housing.save()
    if accepted:
        ways.take(case, "file_at_con")
    else:
        assert "runs for 179 days; at least 180" in refused(NotMetError, case, "file_at_con")


# ------------------------------------------------------------------------------------------------ requirements


def test_an_unprepared_draft_is_refused_with_every_reason_at_once() -> None:
    case = people.case_in("petition_draft", prepared=False)
    said = refused(NotMetError, case, "submit_petition")
    assert "Consent to the processing of personal data has not been given." in said
    assert said.count("Missing:") == sum(r.required for r in case.law.lists["petition"])


def test_an_unprepared_application_is_refused_with_every_reason_at_once() -> None:
    said = refused(NotMetError, people.case_in("petition_signed", prepared=False), "file_application")
    for reason in ("Choose the migration service", "questionnaire is not complete", "duty for the permit is not paid"):
        assert reason in said


def test_without_the_duty_the_application_is_refused(stand: Stand) -> None:
    case = stand("petition_signed")
    case.dossier.payments[0].delete()
    assert refused(NotMetError, case, "file_application") == "The state duty for the permit is not paid."


def test_a_refusal_of_the_national_security_bodies_blocks_the_approval(stand: Stand) -> None:
    case = stand("knb")
    ways.take(case, "record_knb_answer", clear=False)
    assert "Without the approval of the national security" in refused(NotMetError, case, "approve_preliminary")
    assert ways.take(case, "refuse_preliminary").state == State.PRELIMINARY_REFUSED


def test_a_check_that_speaks_against_blocks_the_grant_and_allows_the_refusal(stand: Stand) -> None:
    case = stand("final_review")
    ways.take(case, "record_check", kind="adis", clear=False, text="Known under another name.")
    assert refused(NotMetError, case, "grant") == "A check speaks against: Fingerprint registration (ADIS)."
    assert ways.take(case, "refuse_final").state == State.FINAL_REFUSED


def test_the_newest_check_counts(stand: Stand) -> None:
    case = stand("final_review")
    ways.take(case, "record_check", kind="adis", clear=False, text="Known under another name.")
    ways.take(case, "record_check", kind="adis", clear=True)
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
def test_a_returned_questionnaire_must_be_saved_anew(stand: Stand, zone: Any) -> None:
    """Whatever zone the moments were written in: they are compared as moments, not as texts."""
    case = stand("registration")
    returns = [{"kind": "questionnaire", "ground": people._ground("rework"), "text": "Incomplete."}]
    now = ways.ready_at(case, "return_for_rework").astimezone(zone)
    case = ways.take(case, "return_for_rework", now, returns=returns)
    assert "Still to be corrected" in refused(NotMetError, case, "resubmit", now=now + DAY)
    schema = people.questionnaire(now)
    said = people.answers(schema, case.person)
    filing.fill_questionnaire(case.pk, case.person.user, now + ways.HOUR, schema.version, said, True)
    assert ways.take(case, "resubmit", now + DAY).state == State.REGISTRATION


def test_a_returned_duty_is_paid_anew_and_the_earlier_payment_gives_way(stand: Stand) -> None:
    case = stand("registration")
    returns = [{"kind": "duty", "ground": people._ground("rework"), "text": "The bank knows nothing of it."}]
    case = ways.take(case, "return_for_rework", returns=returns)
    refused(NotMetError, case, "resubmit")
    now = people.after(case)
    again = paying.start_payment(case.pk, case.person.user, now, "prp")
    paying.settle_payment(again.code, True, "R-2", now)
    assert [p.state for p in ways.fresh(case).dossier.payments] == ["paid", "cancelled"]
    assert ways.take(case, "resubmit").state == State.REGISTRATION


def test_a_failed_payment_does_not_answer_a_returned_duty(stand: Stand) -> None:
    case = stand("registration")
    returns = [{"kind": "duty", "ground": people._ground("rework"), "text": "The bank knows nothing of it."}]
    case = ways.take(case, "return_for_rework", returns=returns)
    again = paying.start_payment(case.pk, case.person.user, people.after(case), "prp")
    paying.settle_payment(again.code, False, "R-2", people.after(case))
    refused(NotMetError, case, "resubmit")


def test_a_package_not_wholly_accepted_is_not_filed(stand: Stand) -> None:
    case = stand("intake")
    ways.take(case, "reconcile_document", kind="housing", accepted=False, text="No notary.")
    assert refused(NotMetError, case, "file_at_con").startswith("Not yet accepted: ")


def test_a_returned_package_is_checked_anew_on_the_next_visit(stand: Stand) -> None:
    case = stand("intake")
    ways.take(case, "return_package")
    ways.take(case, "open_intake")
    assert refused(NotMetError, case, "file_at_con").startswith("Not yet accepted: ")


def test_the_word_of_the_package_does_not_serve_the_card() -> None:
    """The passport was accepted at п. 21; at п. 26 the clerk looks again."""
    case = people.case_in("registered", prepared=False)
    assert refused(NotMetError, case, "order_card").startswith("Not yet accepted: ")


def test_a_card_is_not_ordered_on_a_passport_that_has_run_out(stand: Stand) -> None:
    """п. 26(1): a valid passport."""
    case, now = with_passport(stand("registered"), -1, "order_card")
    assert refused(NotMetError, case, "order_card", now=now).startswith("The document expired on ")
    case, now = with_passport(case, 0, "order_card")
    assert ways.take(case, "order_card", now).state == State.CARD_ORDERED


def test_a_housing_contract_without_a_notary_is_not_accepted(stand: Stand) -> None:
    case = stand("intake")
    Document.objects.filter(case=case, kind="housing").update(notarised=False)
    assert "certified by a notary" in refused(NotMetError, case, "file_at_con")


def test_an_interview_is_not_recorded_before_it_begins() -> None:
    case = people.case_in("interview", prepared=False)
    assert case.slot
    refused(NotMetError, case, "record_interview", now=case.slot.starts_at - SECOND)
    ways.take(case, "record_interview", case.slot.starts_at)


# ------------------------------------------------------------------------------------------------ terms


def test_nothing_is_resubmitted_after_the_term_even_before_the_sweep(stand: Stand) -> None:
    case = stand("rework")
    due = Deadline.objects.get(case=case, key="rework").due_at
    assert refused(NotMetError, case, "resubmit", now=due) == "The term for this has ended."
    assert ways.take(case, "resubmit", due - SECOND).state == State.REGISTRATION


def test_an_arrival_is_recorded_to_the_last_second_of_the_validity(stand: Stand) -> None:
    case = stand("preliminary_approved")
    due = Deadline.objects.get(case=case, key="validity").due_at
    refused(NotMetError, case, "record_arrival", now=due)
    assert ways.take(case, "record_arrival", due - SECOND).state == State.ARRIVED


@pytest.mark.parametrize(
    ("state", "name", "key"), [("rework", "annul", "rework"), ("preliminary_approved", "lapse", "validity")]
)
def test_the_clock_does_not_act_a_second_before_the_end(stand: Stand, state: str, name: str, key: str) -> None:
    case = stand(state)
    due = Deadline.objects.get(case=case, key=key).due_at
    refused(NotMetError, case, name, now=due - SECOND)
    assert ways.take(case, name, due).closed_at == due


@pytest.mark.parametrize(
    ("state", "name", "key", "late", "outcome"),
    [
        ("registration", "register", "register", False, "met"),
        ("registration", "register", "register", True, "late"),
        ("preliminary_decision", "refuse_preliminary", "decision", False, "met"),
        ("preliminary_decision", "refuse_preliminary", "decision", True, "late"),
        ("final_review", "refuse_final", "final", False, "met"),
        ("registration", "withdraw", "decision", False, "stopped"),
        ("rework", "annul", "rework", False, "expired"),
    ],
)
def test_a_term_remembers_how_it_ended(stand: Stand, state: str, name: str, key: str, late: bool, outcome: str) -> None:
    case = stand(state)
    deadline = Deadline.objects.get(case=case, key=key, state="running")
    now = deadline.due_at if late else ways.ready_at(case, name)
    ways.take(case, name, now)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.stopped_at) == (outcome, now)


def test_nobody_withdraws_from_an_approval_that_has_run_out(stand: Stand) -> None:
    """A late job must not spare the year of п. 19 to one who is quicker than it."""
    case = stand("preliminary_approved")
    due = Deadline.objects.get(case=case, key="validity").due_at
    assert refused(NotMetError, case, "withdraw", now=due) == "The term for this has ended."
    assert ways.take(case, "withdraw", due - SECOND).state == State.WITHDRAWN


def test_a_late_service_keeps_nobody_from_withdrawing(stand: Stand) -> None:
    case = stand("knb")
    due = Deadline.objects.get(case=case, key="decision", state="running").due_at
    assert ways.take(case, "withdraw", due).state == State.WITHDRAWN


def entered(case: Case, now: datetime, clear: bool = True) -> None:
    """ЕИС «Беркут» tells an entry into Kazakhstan."""
    Check.objects.create(case=case, kind="arrival", clear=clear, text="12.06.2026 Astana", by=None, at=now)


def test_an_approval_does_not_lapse_for_one_whose_entry_is_on_file(stand: Stand) -> None:
    """п. 19 names one who "did not arrive and did not apply"; a letter may not say so against the portal's own file."""
    case = stand("preliminary_approved")
    due = Deadline.objects.get(case=case, key="validity").due_at
    entered(case, due - SECOND)
    refused(NotMetError, case, "lapse", now=due)
    assert actions.perform_many([case.pk], "lapse", due) == []
    after = ways.take(case, "record_arrival", due + DAY)
    assert (after.state, Bar.objects.filter(case=case).exists()) == (State.ARRIVED, False)
    assert Deadline.objects.get(case=case, key="validity").state == "late"


@pytest.mark.parametrize(("shift", "clear"), [(timedelta(0), True), (-SECOND, False)])
def test_an_entry_told_too_late_or_not_found_holds_no_approval(stand: Stand, shift: timedelta, clear: bool) -> None:
    case = stand("preliminary_approved")
    due = Deadline.objects.get(case=case, key="validity").due_at
    entered(case, due + shift, clear)
    refused(NotMetError, case, "record_arrival", now=due)
    assert [c.state for c in actions.perform_many([case.pk], "lapse", due)] == [State.LAPSED]


def test_an_order_may_let_the_forty_five_days_run_on_through_the_correction(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interpretation 3 the other way round, by the edition alone."""
    case = stand("registration")
    term = dataclasses.replace(
        case.law.terms["decision"], event=("file_application",), bounds=(*case.law.terms["decision"].bounds, "rework")
    )
    other = dataclasses.replace(case.law, terms={**case.law.terms, "decision": term})
    monkeypatch.setattr(Case, "law", other)
    case = ways.take(case, "return_for_rework")
    people.attach(case, case.person.user, "criminal_record", people.after(case))
    ways.take(case, "resubmit", people.after(case))
    assert [d.state for d in Deadline.objects.filter(case=case, key="decision")] == ["running"]


def test_the_forty_five_days_start_anew_at_the_corrected_application(stand: Stand) -> None:
    case = stand("rework")
    after = ways.take(case, "resubmit")
    first, second = Deadline.objects.filter(case=case, key="decision").order_by("id")
    assert (first.state, second.state) == ("met", "running")
    assert after.due_at == Deadline.objects.get(case=case, key="register", state="running").due_at < second.due_at


# ------------------------------------------------------------------------------------------------ editions and bars


@pytest.mark.parametrize("day", [datetime(2026, 1, 15, 12, tzinfo=ALMATY), datetime(2027, 1, 1, 0, 0, tzinfo=ALMATY)])
def test_no_petition_is_submitted_outside_an_edition(day: datetime) -> None:
    case = people.case_in("petition_draft", start=people.START_2025 if day.year == 2026 else people.START)
    assert "No edition of the order accepts new filings" in refused(NotMetError, case, "submit_petition", now=day)


def test_the_last_moment_of_the_pilot_is_in_time(stand: Stand) -> None:
    case = stand("petition_draft")
    ways.take(case, "submit_petition", datetime(2026, 12, 31, 23, 59, 59, tzinfo=ALMATY))


def test_an_administrator_can_narrow_or_prolong_the_intake(stand: Stand) -> None:
    case = stand("petition_draft")
    now = datetime(2027, 1, 15, 12, tzinfo=ALMATY)
    period = {"intake_from": now.date() - 300 * DAY, "intake_until": now.date()}
    EditionPeriod.objects.update_or_create(edition="order_2026_241", defaults=period)
    assert ways.take(case, "submit_petition", now).edition == "order_2026_241"


def test_a_running_case_goes_on_after_the_pilot_has_ended() -> None:
    case = people.case_in("registration", start=datetime(2026, 12, 20, 10, tzinfo=ALMATY))
    now = datetime(2027, 1, 20, 12, tzinfo=ALMATY)
    assert ways.take(case, "register", now).state == State.CHECKS


def test_a_case_of_2025_keeps_its_edition_and_its_nine_documents() -> None:
    case = people.case_in("intake", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    assert case.edition == "order_2025_1"
    assert len(case.law.lists["con"]) == 9
    assert ways.take(case, "file_at_con", datetime(2026, 6, 1, 12, tzinfo=ALMATY)).edition == "order_2025_1"
    assert not Document.objects.filter(case=case, kind="consent_form").exists()


def test_a_draft_of_2025_submitted_in_2026_follows_the_order_of_2026() -> None:
    case = people.case_in("petition_draft", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    after = ways.take(case, "submit_petition", datetime(2026, 6, 1, 12, tzinfo=ALMATY))
    assert (case.edition, after.edition, ways.fresh(case).edition) == ("order_2025_1", *["order_2026_241"] * 2)


def test_a_petition_of_2025_is_applied_with_in_2026_under_its_own_edition() -> None:
    case = people.case_in("petition_signed", start=datetime(2025, 12, 1, 10, tzinfo=ALMATY))
    refused(NotMetError, case, "file_application", now=datetime(2026, 2, 1, 12, tzinfo=ALMATY))
    assert ways.take(case, "file_application", datetime(2026, 6, 1, tzinfo=ALMATY)).edition == "order_2025_1"


def test_filing_under_a_bar_is_refused_until_the_day_after_its_end(stand: Stand) -> None:
    owner = stand("preliminary_refused").person.user
    bar = Bar.objects.get(person=owner.person)
    case = filing.open_application(owner, datetime(2026, 12, 1, 12, tzinfo=ALMATY))
    period = {"intake_from": datetime(2026, 5, 7).date(), "intake_until": datetime(2028, 1, 1).date()}
    EditionPeriod.objects.update_or_create(edition="order_2026_241", defaults=period)
    last = datetime.combine(bar.until, datetime.max.time(), ALMATY)
    journey = people.Journey(owner, start=last)
    journey.case = case
    people.application(journey)
    said = refused(NotMetError, case, "file_application", now=last)
    assert said.startswith("A new application may be filed from ")
    assert (bar.until + DAY).strftime("%Y") in said
    assert "(para. 19)" in said
    assert ways.take(case, "file_application", last + SECOND).state == State.REGISTRATION


# ------------------------------------------------------------------------------------------------ slots


@pytest.mark.parametrize(("state", "name"), [("slot_choice", "book_interview"), ("interview", "rebook")])
def test_a_time_that_another_holds_is_refused(stand: Stand, state: str, name: str) -> None:
    taken = stand("interview").slot
    assert "just been taken" in refused(SlotTakenError, people.case_in(state, prepared=False), name, slot=taken)


def test_a_withdrawal_gives_the_time_back(stand: Stand) -> None:
    case = people.case_in("interview", prepared=False)
    assert case.slot
    ways.take(case, "withdraw")
    assert ways.take(stand("slot_choice"), "book_interview", slot=case.slot).slot_id == case.slot_id


# ------------------------------------------------------------------------------------------------ what is kept


def test_a_step_that_breaks_in_the_middle_leaves_nothing(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    case = stand("preliminary_decision")

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("cases.waking.after_commit", broken)
    with nothing_written(), pytest.raises(RuntimeError), transaction.atomic():
        ways.take(case, "approve_preliminary")


def test_wrong_facts_leave_nothing(stand: Stand) -> None:
    case = stand("screening")
    with nothing_written(), pytest.raises(TypeError), transaction.atomic():
        ways.take(case, "admit", surprise=1)


def test_the_event_tells_who_why_and_by_which_request(stand: Stand) -> None:
    case = stand("screening")
    ways.take(case, "refuse_screening", request_id="abc")
    event = Event.objects.filter(case=case).order_by("-id")[0]
    assert (event.user_name, event.actor, event.request_id) == ("Screener", "screener", "abc")
    assert event.facts == {"grounds": [people._ground("petition")], "text": people.REASONS}
    decision = Decision.objects.get(case=case, kind="refuse_petition")
    assert (decision.grounds, decision.text) == (event.facts["grounds"], people.REASONS)


def test_the_case_handed_in_is_not_changed(stand: Stand) -> None:
    case = stand("screening")
    version = case.version
    ways.take(case, "admit")
    assert (case.state, case.version) == (State.SCREENING, version)


def test_a_case_is_not_amended_into_another_state(stand: Stand) -> None:
    case = stand("screening")
    with nothing_written(), pytest.raises(ValueError, match="perform"):
        actions.amend(case, None, people.START, "edit", {}, state="granted")
