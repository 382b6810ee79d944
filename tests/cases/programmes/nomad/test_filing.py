"""How a case begins and how its file grows; and the numbers things get."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction

from cases.engine.steps.errors import NotMetError
from cases.files import BadFile
from cases.files.refusals import refuse
from cases.law.actors import Role
from cases.law.calendar import ALMATY, local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, City, Consent, Counter, Document, DutyRate, Event, Notice, Payment, Slot, User
from cases.programmes.nomad import filing
from cases.programmes.nomad.filing import paying, putting
from cases.programmes.nomad.states import OPEN_STATES, State
from tests import bad_files, people
from tests.cases.engine import ways
from tests.cases.engine.ways import DAY, HOUR, SECOND

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uncaged")]

NOW = people.START


def send(case: Case, user: Any, kind: str, now: datetime, data: bytes | None = None, **facts: Any) -> Document:
    name, good = people.specimen(kind)
    return filing.attach(case.pk, user, now, kind, BytesIO(data or good), name, **facts)


# ------------------------------------------------------------------------------------------------ beginning


@pytest.mark.database
def test_a_draft_is_opened_with_number_event_and_history() -> None:
    case = filing.open_petition(people.applicant(), NOW)
    assert case.number.startswith("HUB-2026-")
    assert (case.state, case.edition, case.version) == (State.PETITION_DRAFT, "order_2026_241", 1)
    assert Event.objects.get(case=case).step == "open"
    ways.sound(case)


def test_the_year_of_a_number_is_that_of_almaty() -> None:
    start = datetime(2025, 12, 31, 23, 59, 59, tzinfo=ALMATY)
    Counter.objects.all().delete()
    assert filing.open_petition(people.applicant(), start).number == "HUB-2025-00001"


@pytest.mark.database
def test_consent_is_recorded_once_with_its_wording() -> None:
    owner = people.applicant()
    case = filing.open_petition(owner, NOW)
    for _ in range(2):
        filing.give_consent(case.pk, owner, NOW, "The wording.")
    assert Consent.objects.get(case=case).text == "The wording."
    ways.sound(case)


def test_consent_is_not_given_for_another() -> None:
    case, stranger = filing.open_petition(people.applicant(), NOW), people.applicant()
    with ways.nothing_written(), pytest.raises(NotFoundError):
        filing.give_consent(case.pk, stranger, NOW, "x")


# ------------------------------------------------------------------------------------------------ documents


ATTACHABLE = {
    (Role.APPLICANT, "petition_draft"): "petition",
    (Role.APPLICANT, "petition_signed"): "application",
    (Role.APPLICANT, "preliminary_approved"): "arrival",
    (Role.APPLICANT, "arrival_review"): "arrival",
    (Role.CLERK, "intake"): "con",
    (Role.CLERK, "registered"): "residence",
}
HEARINGS = ("petition_hearing", "preliminary_hearing", "final_hearing")
OF_HEARINGS = {
    **{(Role.APPLICANT, state): ["objection"] for state in HEARINGS},
    (Role.SIGNER, "petition_hearing"): ["hearing_protocol"],
    (Role.OFFICER, "preliminary_hearing"): ["hearing_protocol"],
    (Role.OFFICER, "final_hearing"): ["hearing_protocol"],
}
"""art. 73, 74 of the АППК."""


RETURNED = {State.REWORK: "criminal_record", State.PETITION_INCOMPLETE: "passport"}


@pytest.mark.parametrize("state", OPEN_STATES)
def test_documents_are_attached_by_whom_and_when_the_order_says(every_case: dict[State, Case], state: State) -> None:
    case = ways.fresh(every_case[state])
    for role in (Role.APPLICANT, Role.SCREENER, Role.SIGNER, Role.OFFICER, Role.CLERK):
        attachable = filing.attachable(case, ways.a_person(role.value, case))
        key = ATTACHABLE.get((role, state.value))
        if role == Role.APPLICANT and state in RETURNED:
            assert attachable == [RETURNED[state]], "only what was returned"
        elif key is None:
            assert attachable == OF_HEARINGS.get((role, state.value), []), role
        else:
            assert attachable == [r.kind for r in case.law.lists[key] if r.source in ("applicant", "clerk")]


@pytest.mark.database
def test_a_new_file_of_a_kind_retires_the_earlier_file() -> None:
    case = people.case_in("petition_draft")
    first = case.dossier.documents["cv"]
    second = send(case, case.person.user, "cv", people.after(case), bad_files.picture())
    assert {d.pk: d.current for d in Document.objects.filter(case=case, kind="cv")} == {
        first.pk: False,
        second.pk: True,
    }
    assert Event.objects.filter(case=case, step="attach").order_by("-id")[0].facts["sha256"] == second.blob_id
    ways.sound(case)


def test_a_document_is_not_attached_when_it_is_not_its_time() -> None:
    case = people.case_in("screening")
    with ways.nothing_written(), pytest.raises(NotNowError):
        send(case, case.person.user, "cv", people.after(case))


def test_only_what_was_returned_can_be_replaced() -> None:
    case = people.case_in("rework")
    with ways.nothing_written(), pytest.raises(NotNowError):
        send(case, case.person.user, "passport", people.after(case))


@pytest.mark.database
def test_a_bad_file_leaves_nothing_and_the_earlier_file_in_place() -> None:
    case = people.case_in("petition_draft")
    with ways.nothing_written(), pytest.raises(BadFile):
        send(case, case.person.user, "cv", people.after(case), b"MZ\x90\x00 not a document")


@pytest.mark.database
def test_a_full_disk_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    case = people.case_in("petition_draft")

    def full(*args: Any) -> str:
        raise refuse("storage_full")

    monkeypatch.setattr(putting, "store", full)
    with ways.nothing_written(), pytest.raises(BadFile):
        send(case, case.person.user, "cv", people.after(case))


def test_what_is_recorded_of_a_document_can_be_corrected_without_the_file() -> None:
    case = people.case_in("petition_draft")
    day = date(2030, 1, 1)
    filing.describe(case.pk, case.person.user, people.after(case), "passport", expires_on=day)
    passport = ways.fresh(case).dossier.documents["passport"]
    assert (passport.expires_on, passport.history.count()) == (day, 2)
    ways.sound(case)


def test_a_stranger_can_describe_nothing() -> None:
    case, stranger = people.case_in("petition_draft"), people.applicant()
    with ways.nothing_written(), pytest.raises(NotFoundError):
        filing.describe(case.pk, stranger, people.after(case), "passport", expires_on=date(2030, 1, 1))


# ------------------------------------------------------------------------------------------------ city, анкета, duty


def test_a_city_outside_the_order_is_refused() -> None:
    case = people.case_in("petition_signed", prepared=False)
    names = {f"{field}_{lang}": "Oral" for field in ("name", "department") for lang in ("ru", "kk", "en")}
    city = City.objects.create(code="oral", series="ORL", **names)
    with ways.nothing_written(), pytest.raises(NotNowError):
        filing.choose_city(case.pk, case.person.user, NOW, city)


@pytest.mark.parametrize("state", ["registration", "rework", "knb"])
def test_the_city_is_fixed_once_filed(every_case: dict[State, Case], state: str) -> None:
    case = every_case[State(state)]
    with ways.nothing_written(), pytest.raises(NotNowError):
        filing.choose_city(case.pk, case.person.user, NOW, City.objects.get(pk="almaty"))


def test_the_questionnaire_is_closed_unless_it_was_returned(every_case: dict[State, Case]) -> None:
    for state in (State.REWORK, State.CHECKS):
        case = every_case[state]
        with ways.nothing_written(), pytest.raises(NotNowError):
            filing.fill_questionnaire(case.pk, case.person.user, NOW, "1", {}, True)


def payer() -> tuple[Case, Any, datetime]:
    case = people.case_in("petition_signed", prepared=False)
    return case, case.person.user, people.after(case)


@pytest.mark.database
def test_a_duty_is_of_the_day_and_asked_for_once() -> None:
    case, owner, now = payer()
    rate = DutyRate.objects.filter(kind="prp", valid_from__lte=local_day(now)).order_by("-valid_from")[0]
    first, second = (paying.start_payment(case.pk, owner, now, "prp") for _ in range(2))
    assert first.pk == second.pk
    assert first.amount == rate.amount == (rate.rate * rate.index).quantize(Decimal("0.01"))


def begun_before_a_new_rate(case: Case, owner: User, now: datetime) -> Payment:
    first = paying.start_payment(case.pk, owner, now, "prp")
    DutyRate.objects.create(kind="prp", rate=5, index=5000, valid_from=local_day(now) + DAY, source="test")
    return first


@pytest.mark.database
def test_a_new_rate_makes_a_new_payment() -> None:
    case, owner, now = payer()
    first = begun_before_a_new_rate(case, owner, now)
    assert paying.start_payment(case.pk, owner, now, "prp").pk == first.pk
    assert paying.start_payment(case.pk, owner, now + DAY, "prp").amount == 25000


@pytest.mark.database
def test_the_word_of_the_gateway_counts_once_and_is_reported() -> None:
    case, owner, now = payer()
    payment = paying.start_payment(case.pk, owner, now, "prp")
    for paid in (True, True, False):
        assert paying.settle_payment(payment.code, paid, "R-1", now).state == "paid"
    assert Notice.objects.get(user=owner, what="paid").facts == {"amount": str(payment.amount)}
    assert Event.objects.filter(case=case, step="pay").count() == 1
    ways.sound(case)
    with ways.nothing_written(), pytest.raises(NotNowError):
        paying.start_payment(case.pk, owner, now, "prp")


@pytest.mark.database
def test_a_duty_paid_twice_counts_once_and_the_second_is_kept_for_the_refund() -> None:
    case, owner, now = payer()
    first = begun_before_a_new_rate(case, owner, now)
    second = paying.start_payment(case.pk, owner, now + DAY, "prp")
    paying.settle_payment(second.code, True, "R-2", now + DAY)
    assert paying.settle_payment(first.code, True, "R-1", now + DAY).state == "cancelled"
    assert Payment.objects.get(pk=first.pk).bank_reference == "R-1"
    assert Event.objects.filter(case=case, step="pay").count() == 1
    ways.sound(case)


def test_a_failed_payment_can_be_begun_again() -> None:
    case, owner, now = payer()
    first = paying.start_payment(case.pk, owner, now, "prp")
    paying.settle_payment(first.code, False, "", now)
    assert paying.start_payment(case.pk, owner, now, "prp").pk != first.pk
    ways.sound(case)


@pytest.mark.parametrize(
    ("state", "kind"), [("screening", "prp"), ("petition_signed", "card"), ("registration", "prp")]
)
def test_no_duty_is_taken_before_its_time(every_case: dict[State, Case], state: str, kind: str) -> None:
    case = every_case[State(state)]
    with ways.nothing_written(), pytest.raises(NotNowError):
        paying.start_payment(case.pk, case.person.user, NOW, kind)


def test_without_a_rate_there_is_no_payment() -> None:
    case, owner, now = payer()
    DutyRate.objects.all().delete()
    with ways.nothing_written(), pytest.raises(NotNowError):
        paying.start_payment(case.pk, owner, now, "prp")


# ------------------------------------------------------------------------------------------------ slots


@pytest.mark.database
def test_times_already_there_are_not_made_twice() -> None:
    user = people.screener()
    times = [NOW + 30 * DAY + n * HOUR for n in range(3)]
    assert [filing.add_slots(user, times, 30), filing.add_slots(user, [*times, NOW + 31 * DAY], 30)] == [3, 1]


@pytest.mark.database
def test_a_free_time_is_removed_and_a_booked_time_stays(every_case: dict[State, Case]) -> None:
    user, booked = people.screener(), every_case[State.INTERVIEW].slot
    filing.add_slots(user, [NOW + 40 * DAY], 30)
    free = Slot.objects.get(starts_at=NOW + 40 * DAY)
    assert booked is not None
    assert (filing.remove_slot(user, free.pk), filing.remove_slot(user, booked.pk)) == (True, False)
    assert not filing.remove_slot(people.signer(), booked.pk)


# ------------------------------------------------------------------------------------------------ numbers


def approved(city: str, when: datetime) -> int:
    """The running number of a preliminary permit given at that moment, its series and year checked."""
    case = people.case_in("preliminary_decision", city=city, start=datetime(2026, 12, 1, 10, tzinfo=ALMATY))
    series, year, number = ways.take(case, "approve_preliminary", when).preliminary_number.split("-")
    assert (series, int(year)) == ({"astana": "AST", "almaty": "ALA"}[city], when.year)
    return int(number)


@pytest.mark.database
def test_preliminary_numbers_run_by_city_and_by_the_year_of_almaty() -> None:
    midnight = datetime(2027, 1, 1, 0, 0, tzinfo=ALMATY)
    first = approved("astana", midnight - SECOND)
    assert approved("almaty", midnight - SECOND) == 1
    assert approved("astana", midnight - SECOND) == first + 1
    assert approved("astana", midnight) == 1


@pytest.mark.database
def test_the_number_of_a_step_that_failed_is_given_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    case = people.case_in("preliminary_decision")
    before = ways.written()["cases_counter"]
    with monkeypatch.context() as patch:
        patch.setattr("cases.engine.writing.effects.follow", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ways.take(case, "approve_preliminary")
    assert ways.written()["cases_counter"] == before
    ways.take(case, "approve_preliminary")


@pytest.mark.database
def test_the_number_of_a_refused_step_is_not_used_up() -> None:
    case = people.case_in("preliminary_decision")
    ways.take(people.case_in("preliminary_decision"), "approve_preliminary")
    before = Counter.objects.get(series="AST").value
    passport = case.dossier.checks[0]
    type(passport).objects.create(case=case, kind="knb", clear=False, by=passport.by, at=people.after(case))
    with pytest.raises(NotMetError):
        ways.take(case, "approve_preliminary")
    assert Counter.objects.get(series="AST").value == before


@pytest.mark.database
def test_many_numbers_come_at_once_and_in_order() -> None:
    assert Counter.take("X", 2026, 3) == ["X-2026-00001", "X-2026-00002", "X-2026-00003"]
    assert Counter.take("X", 2026) == ["X-2026-00004"]
