"""A recorded fact is put right with a reason, until the decision that stands on it; the old one stays, struck."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from cases.engine import performing
from cases.engine.programmes import form_of
from cases.engine.steps.errors import NotMetError, StaleError, WrongStateError
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.letters.mail import words
from cases.models import Case, Check, Event, Letter, Notice, WaybillMove
from cases.programmes.nomad import filing
from cases.programmes.nomad.correcting.corrections import DECIDED
from cases.programmes.nomad.papers import visits
from cases.programmes.nomad.petitions import decided
from cases.programmes.nomad.programme import NOMAD
from cases.programmes.nomad.states import PLACES, State
from cases.web.timeline.standing import corrected_events
from tests import people
from tests.cases.engine import ways
from tests.desks import open_case, signed_in, step_url, take, text

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = pytest.mark.django_db

WHY = "The letter was read wrongly."


def not_approved(case: Case) -> Case:
    return ways.take(case, "record_knb_answer", clear=False)


def corrected(case: Case, **facts: Any) -> Case:
    given: dict[str, Any] = {
        "kind": "knb",
        "clear": True,
        "reference": "K-10",
        "answered_on": case.state_since.date(),
        "reason": WHY,
    }
    return ways.take(ways.fresh(case), "correct_check", **given | facts)


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
    assert [e.step for e in events if e.pk in corrected_events(events)] == ["record_knb_answer"]
    page = text(open_case(people.officer(), case))
    assert page.count("<s>") >= 2 and WHY in page and "corrected later" in page and f"12/3-{case.number[-5:]}" in page


@pytest.mark.parametrize("reason", ["", "..........", "aaaaaaaa aaaaaaaa", "So."])
def test_nothing_is_put_right_without_a_reason_in_words(reason: str) -> None:
    case = not_approved(people.case_in("knb"))
    with pytest.raises(NotMetError):
        corrected(case, reason=reason)
    with people.at(people.after(case)):
        data = {"kind": "knb", "clear": "yes", "reference": "K-10", "answered_on": "2026-06-09", "reason": reason}
        assert signed_in(people.officer()).post(step_url(case, "correct_check"), data).status_code == 422


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


def test_the_corrected_day_of_an_answer_reaches_its_term_and_lies_not_before_the_request() -> None:
    case = people.case_in("knb")
    term = case.dossier.running("knb")
    assert term
    late = term.due_at + 2 * ways.DAY
    ways.take(case, "record_knb_answer", late, reference="K-1", answered_on=late.date())
    term.refresh_from_db()
    assert term.state == "late"
    given: dict[str, Any] = {"kind": "knb", "clear": True, "reference": "K-1", "reason": WHY}
    with translation.override("en"), pytest.raises(NotMetError, match="older than the request"):
        early = local_day(term.starts_at) - ways.DAY
        ways.take(ways.fresh(case), "correct_check", late + ways.HOUR, answered_on=early, **given)
    ways.take(ways.fresh(case), "correct_check", late + ways.HOUR, answered_on=term.last_day, **given)
    term.refresh_from_db()
    assert (term.state, term.met_on, term.stopped_at) == ("met", term.last_day, late)


def test_a_check_that_contradicts_an_earlier_check_asks_why() -> None:
    case, user = people.case_in("checks"), people.officer()
    data = {"kind": "ibd", "clear": "no", "text": "Wanted."}
    assert take(user, case, "record_check", **data).status_code == 422
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), "record_check", kind="ibd", clear=False, text="Wanted.")
    take(user, case, "record_check", **data, reason="Found at a second look.")
    held = ways.fresh(case).dossier.check_now("ibd")
    assert held and not held.clear and held.corrects and held.corrects.clear


@pytest.mark.parametrize(
    ("state", "name"), [("granted", "correct_check"), ("granted", "correct_arrival"), ("granted", "correct_courier")]
)
def test_after_the_decision_it_is_closed_and_says_why(state: str, name: str) -> None:
    case = people.case_in(state)
    with pytest.raises(WrongStateError) as error:
        by: Any = ways.somebody(STEPS[name].by, case)
        performing.perform(case, name, by, people.after(case))
    assert str(DECIDED) in str(error.value)


def test_a_check_of_the_first_round_is_not_put_right_in_the_final_review() -> None:
    case = people.case_in("final_review", prepared=False)
    with pytest.raises(NotMetError):
        ways.take(case, "correct_check", kind="ibd", clear=False, text="Wanted.", reason=WHY)
    page = text(open_case(people.officer(), case))
    assert "Decided upon" in page and "?kind=knb" in page


@pytest.mark.parametrize("state", ["preliminary_approved", "in_transit", "final_review"])
def test_the_answer_of_knb_is_put_right_until_the_final_decision_that_stands_on_it_too(state: str) -> None:
    case = corrected(people.case_in(state), clear=False, text="The approval was taken back.")
    held = case.dossier.check("knb")
    assert held and not held.clear and held.corrects and held.corrects.clear
    if state == "final_review":
        with pytest.raises(NotMetError):
            ways.take(ways.fresh(case), "grant")
    case = corrected(ways.fresh(case), reference="K-11")
    if state == "final_review":
        assert ways.take(ways.fresh(case), "grant").state == State.GRANTED
    ways.sound(case)


def test_every_fact_is_open_up_to_the_state_of_the_decisions_that_stand_on_it() -> None:
    """Once the step that stands on it is taken, the fact can be put right nowhere."""
    for_good = {fact for place in PLACES.values() if place.final for fact in place.corrects}
    facts = {fact for place in PLACES.values() for fact in place.corrects} - for_good
    assert for_good == {"residence", "card"} and facts == {fact for step in STEPS.values() for fact in step.settles}
    for step in STEPS.values():
        for fact in step.settles:
            assert all(fact in PLACES[source].corrects for source in step.sources)
            assert step.target and fact not in PLACES[step.target].corrects
    checks = {"preliminary", "final", "knb"}
    assert set(STEPS["correct_check"].sources) == {state for state in State if checks & {*PLACES[state].corrects}}


def test_of_two_officers_the_slower_is_informed() -> None:
    case = not_approved(people.case_in("knb"))
    ways.knb_letter(case, people.after(case))
    seen = case.version
    corrected(case, version=seen)
    with pytest.raises(StaleError):
        corrected(case, version=seen, reference="K-11")
    assert Check.objects.filter(case=case, kind="knb").count() == 2


def test_a_correction_and_a_decision_at_once_do_not_both_stand_on_the_old_fact() -> None:
    case = ways.take(people.case_in("knb"), "record_knb_answer")
    ways.knb_letter(case, people.after(case))
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
    assert decided.interview_result(case).kind == "interview_against"  # type: ignore[union-attr]
    assert "corrected later" in text(open_case(people.signer(), case))
    ways.take(ways.fresh(case), "decline_petition", grounds=["not-confirmed"])


RECORDED = [
    ("in_transit", "correct_courier", {"courier": "Courier", "waybill": "KZ-77", "sheets": 3}, "KZ-77"),
    ("final_review", "correct_courier", {"courier": "Courier", "waybill": "KZ-77", "sheets": 3}, "KZ-77"),
    ("registered", "correct_residence", {"address": "77 Example Street"}, "77 Example Street"),
    ("card_ordered", "correct_residence", {"address": "77 Example Street"}, "77 Example Street"),
    ("card_issued", "correct_card", {"card_number": "D-77"}, "D-77"),
]


@pytest.mark.parametrize(("state", "name", "data", "shown"), RECORDED)
def test_what_the_clerk_has_recorded_is_put_right_and_the_former_stays_struck(
    state: str, name: str, data: dict[str, Any], shown: str
) -> None:
    case, user = people.case_in(state), people.clerk()
    closed_at = case.closed_at
    with people.at(people.after(case)):
        form = signed_in(user).get(step_url(case, name)).context["form"]
    held = {key: form[key].initial for key in form.fields if key not in ("version", "draft", "reason")}
    same = take(user, case, name, **held, reason=WHY)
    assert same.status_code == 422 and "nothing would be put right" in text(same)
    assert take(user, case, name, **held | data, reason="......").status_code == 422
    page = text(take(user, case, name, **held | data, reason=WHY))
    assert shown in page and WHY in page and "corrected later" in page
    events = list(Event.objects.filter(case=case).order_by("-id"))
    assert [STEPS[e.step].subject for e in events if e.pk in corrected_events(events)] == [STEPS[name].subject]
    assert ways.fresh(case).closed_at == closed_at, "what is put right closes nothing once more"
    ways.sound(case)


def test_the_day_of_what_the_clerk_has_recorded_does_not_lie_ahead() -> None:
    case = people.case_in("card_issued")
    ahead = people.after(case).date() + 2 * ways.DAY
    for name, day in (("correct_card", "issued_on"), ("correct_residence", "registered_on")):
        with pytest.raises(NotMetError):
            data: dict[str, Any] = {day: ahead}
            ways.take(ways.fresh(case), name, **data)


@pytest.mark.parametrize(
    ("state", "name", "day", "what"),
    [
        ("granted", "register_residence", "registered_on", "granted"),
        ("card_issued", "correct_residence", "registered_on", "granted"),
        ("card_ordered", "issue_card", "issued_on", "ordered"),
        ("card_issued", "correct_card", "issued_on", "ordered"),
    ],
)
def test_what_the_clerk_records_does_not_lie_before_what_it_follows(state: str, name: str, day: str, what: str) -> None:
    case = people.case_in(state)
    first = case.granted_at if what == "granted" else visits.card_ordered_at(case)
    assert first
    before: dict[str, Any] = {day: local_day(first) - ways.DAY}
    with translation.override("en"), pytest.raises(NotMetError, match=f"This is before the .* was {what}"):
        ways.take(case, name, **before)
    given: Any = ways.facts(case, name, people.after(case), **{day: local_day(first)})
    assert not [why for demand in STEPS[name].demands for why in demand.check(case, people.after(case), given)]


def test_the_courier_tells_of_the_waybill_that_stands() -> None:
    case = people.case_in("in_transit")
    old = case.dossier.dispatch
    assert old
    moved: dict[str, Any] = {"status": "in_transit", "moved_at": people.after(case), "at": people.after(case)}
    WaybillMove(case=case, waybill=old.waybill, **moved).save(force_insert=True)
    assert ways.fresh(case).dossier.waybill_moves
    case = ways.fresh(ways.take(case, "correct_courier"))
    standing = case.dossier.dispatch
    assert standing and standing.corrects_id == old.pk and standing.waybill != old.waybill
    assert case.dossier.waybill_moves == [], "another parcel's way is not this one's"
    assert Letter.objects.filter(case=case, kind="courier_registry").count() == 2


@pytest.mark.parametrize("first", [True, False])
def test_the_clerk_s_word_turned_round_asks_why_and_the_former_stays(first: bool) -> None:
    case, user = people.case_in("intake", prepared=False), people.clerk()
    data = {True: {"accepted": "yes"}, False: {"accepted": "no", "text": "The last page is missing."}}
    row = reverse("con:clerk:reconcile", args=[case.pk, "passport"])

    def word(accepted: bool, **more: str) -> Any:
        with people.at(people.after(case)):
            return signed_in(user).post(row, data[accepted] | more, follow=True)

    assert word(first).status_code == 200
    assert word(first).status_code == 200, "the same once more contradicts nothing"
    refused = word(not first)
    assert refused.status_code == 422 and "contradicts what is recorded" in text(refused)
    for reason in ("....", WHY):
        answer = word(not first, reason=reason)
    held = ways.fresh(case).dossier.item("passport", "con")
    assert held and held.accepted is not first and held.reason == WHY and held.corrects.accepted is first
    page = text(answer)
    assert answer.status_code == 200 and WHY in page and page.count("<s>") >= 1 and "corrected later" in page


def test_another_copy_is_another_matter() -> None:
    case, user = people.case_in("intake", prepared=False), people.clerk()
    ways.take(case, "reconcile_document", kind="housing", accepted=False, text="The lease is not among the papers.")
    people.attach(ways.fresh(case), user, "housing", people.after(case))
    ways.take(ways.fresh(case), "reconcile_document", kind="housing", accepted=True)
    assert ways.fresh(case).dossier.accepted("housing", "con")


# ------------------------------------------------------------------------------------------------ data of documents

CORRECTING = {"screening": "correct_petition_document", "intake": "correct_package_document"}


def document_corrected(case: Case, kind: str = "passport", reason: str = WHY, **data: Any) -> Case:
    """By the officer, or whoever sees the paper where the case stands."""
    name = CORRECTING.get(case.state, "correct_document")
    return ways.take(ways.fresh(case), name, kind=kind, recorded=data, reason=reason)


def last_notice(case: Case) -> str:
    """What the applicant was told last, in English."""
    with translation.override("en"):
        return words(Notice.objects.filter(case=case).order_by("-id")[0])


def short(case: Case) -> dict[str, Any]:
    """A passport that was too short on the day of filing."""
    filed = case.filed_at or case.submitted_at
    assert filed
    return {"expires_on": filed.date() + 30 * ways.DAY, "no_end": False}


@pytest.mark.parametrize(("state", "user"), [("screening", "screener"), ("checks", "officer"), ("intake", "clerk")])
def test_who_sees_the_paper_puts_its_data_right_and_the_former_stay_struck(state: str, user: str) -> None:
    case, by = people.case_in(state), getattr(people, user)()
    name = CORRECTING.get(state, "correct_document")
    with people.at(people.after(case)):
        client = signed_in(by)
        asks = client.get(step_url(case, name), {"kind": "passport"})
        assert "Recorded now" in text(asks) and "Correct its data" in text(open_case(by, case))
    take(by, case, name, kind="passport", expires_on="2040-05-04", reason=WHY)
    document = ways.fresh(case).dossier.documents["passport"]
    assert str(document.expires_on) == "2040-05-04"
    kept = [str(row.expires_on) for row in document.history.order_by("history_id")]  # type: ignore[attr-defined]
    assert kept[-1] == "2040-05-04" != kept[-2]
    event = Event.objects.filter(case=case).order_by("-id")[0]
    (changed,) = event.facts["changed"]
    assert (changed["field"], changed["now"]) == ("expires_on", "2040-05-04")
    assert changed["was"] != changed["now"] and "said" not in event.facts
    page = text(open_case(by, case))
    assert page.count("<s>") >= 2 and "4\xa0May 2040" in page and WHY in page
    ways.sound(case)


def test_without_a_document_chosen_the_page_offers_those_on_file() -> None:
    case = people.case_in("checks")
    with people.at(people.after(case)):
        page = text(signed_in(people.officer()).get(step_url(case, "correct_document")))
    assert "?kind=passport" in page and "?kind=criminal_record" in page and "?kind=photo" not in page


@pytest.mark.parametrize(
    ("state", "name", "given"),
    [
        ("screening", "propose_screening_refusal", {"grounds": ["passport-term"], "text": ways.REASONS}),
        ("registration", "return_for_rework", {"returns": [{"kind": "passport", "ground": "passport-term"}]}),
    ],
)
def test_a_ground_rests_on_the_data_that_were_put_right(state: str, name: str, given: dict[str, Any]) -> None:
    case = people.case_in(state)
    with pytest.raises(NotMetError):
        ways.take(ways.fresh(case), name, **given)
    case = document_corrected(case, **short(case))
    assert "More than 180" in text(open_case(ways.somebody(STEPS[name].by, case), case))  # type: ignore[arg-type]
    assert ways.take(ways.fresh(case), name, **given).state == STEPS[name].target


def test_the_centre_files_no_package_whose_corrected_contract_is_too_short() -> None:
    case = people.case_in("intake")
    held = case.dossier.documents["housing"]
    assert held.valid_from
    case = document_corrected(
        case, "housing", valid_from=held.valid_from, expires_on=held.valid_from + 30 * ways.DAY, notarised=True
    )
    with pytest.raises(NotMetError, match="31"):
        ways.take(ways.fresh(case), "file_at_con")


def test_a_paper_without_legalisation_is_recorded_so() -> None:
    case = people.case_in("checks")
    held = case.dossier.documents["criminal_record"]
    case = document_corrected(case, "criminal_record", issued_on=held.issued_on, legalisation="", legalisation_note="")
    assert case.dossier.documents["criminal_record"].legalisation == ""
    assert "apostille → not given" in last_notice(case)


@pytest.mark.parametrize(
    "data",
    [
        {"expires_on": None, "no_end": False},
        {"expires_on": date(2040, 1, 1), "no_end": True},
        {"expires_on": date(9999, 1, 1), "no_end": False},
        {},
    ],
)
def test_data_that_cannot_be_true_are_not_recorded(data: dict[str, Any]) -> None:
    case = people.case_in("checks")
    with pytest.raises(NotMetError):
        document_corrected(case, **data)


def test_the_same_data_no_reason_or_no_such_document_put_nothing_right() -> None:
    case = people.case_in("checks")
    until = case.dossier.documents["passport"].expires_on
    for data in (
        {"expires_on": until, "no_end": False},
        {"expires_on": date(2040, 1, 1), "no_end": False, "reason": "......"},
        {"kind": "housing", "valid_from": date(2026, 1, 1), "expires_on": date(2027, 1, 1)},
        {"kind": "photo"},
    ):
        with pytest.raises(NotMetError):
            document_corrected(case, **data)


@pytest.mark.parametrize("name", ["correct_petition_document", "correct_document", "correct_package_document"])
@pytest.mark.parametrize("state", ["petition_draft", "petition_signed", "rework"])
def test_where_the_applicant_himself_corrects_no_official_does(state: str, name: str) -> None:
    assert state not in STEPS[name].sources


@pytest.mark.parametrize(
    ("state", "name", "user"),
    [
        ("ministry_review", "correct_petition_document", "screener"),
        ("granted", "correct_document", "officer"),
        ("card_ordered", "correct_package_document", "clerk"),
    ],
)
def test_the_data_of_a_document_are_closed_after_the_decision_and_it_says_why(state: str, name: str, user: str) -> None:
    case, by = people.case_in(state), getattr(people, user)()
    with pytest.raises(WrongStateError) as error:
        performing.perform(case, name, by, people.after(case))
    assert str(DECIDED) in str(error.value)
    page = text(open_case(by, case))
    assert "Decided upon" in page and "Correct its data" not in page


def test_the_applicant_reads_from_what_to_what_and_why() -> None:
    case = people.case_in("registration")
    case = document_corrected(case, expires_on=date(2040, 5, 4), no_end=False)
    notice = last_notice(case)
    assert "Valid until: " in notice and "→ 4\xa0May 2040" in notice and WHY in notice
    user = case.person.user
    assert user
    with people.at(people.after(case)):
        page = text(signed_in(user).get(reverse("egov:cabinet:case", args=[case.pk])))
    assert "→ 4\xa0May 2040" in page and WHY in page


def test_of_two_corrections_only_what_is_wholly_overtaken_is_struck() -> None:
    case = people.case_in("checks")
    held = case.dossier.documents["criminal_record"]
    assert held.issued_on
    same: dict[str, Any] = {"issued_on": held.issued_on, "legalisation_note": held.legalisation_note}
    case = document_corrected(case, "criminal_record", **same, legalisation="consular")
    case = document_corrected(
        case, "criminal_record", **same | {"issued_on": held.issued_on - ways.DAY}, legalisation="consular"
    )
    events = list(Event.objects.filter(case=case).order_by("-id"))
    assert corrected_events(events) == set()
    document_corrected(case, "criminal_record", **same, legalisation="apostille")
    events = list(Event.objects.filter(case=case).order_by("-id"))
    assert corrected_events(events) == {e.pk for e in events if e.step == "correct_document"} - {events[0].pk}


def test_the_clerk_changes_recorded_data_by_a_correction_or_a_new_copy_only() -> None:
    case = people.case_in("intake")
    with pytest.raises(NotNowError):
        filing.describe(case.pk, people.clerk(), people.after(case), "passport", expires_on=date(2040, 1, 1))
    with people.at(people.after(case)):
        answer = signed_in(people.clerk()).post(
            reverse("con:clerk:upload", args=[case.pk, "passport"]), {"expires_on": "2040-01-01"}
        )
    assert answer.status_code == 422 and "Choose a file." in text(answer)


def test_remarks_of_a_result_are_not_kept_with_its_opposite() -> None:
    case = ways.fresh(ways.take(people.case_in("knb"), "record_knb_answer", clear=False, text="Не согласовано."))
    step = STEPS["correct_check"]
    held = case.dossier.check_now("knb")
    assert held and held.text
    ways.knb_letter(case, people.after(case))
    more: dict[str, Any] = {"case": case, "step": step, "user": people.officer(), "now": people.after(case)}
    opened = form_of(step)(None, initial={"kind": "knb", "clear": "yes"}, **more)
    assert not opened["text"].value() and form_of(step)(None, initial={"kind": "knb"}, **more)["text"].value()
    sent = {"kind": "knb", "clear": "yes", "reference": "K-10", "answered_on": case.state_since.date(), "reason": WHY}
    kept = form_of(step)(sent | {"text": held.text}, **more)
    assert not kept.is_valid() and list(kept.errors) == ["text"]
    assert form_of(step)(sent | {"text": ""}, **more).is_valid()
    assert form_of(step)(sent | {"text": held.text, "clear": "no", "reference": "K-11"}, **more).is_valid()
