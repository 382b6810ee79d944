"""What the sides read: nothing here changes a row, and each answer costs one statement unless it says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.engine.programmes import filing_day
from cases.engine.queues import buttons
from cases.engine.signers import lacking as lacking_for_acts
from cases.engine.worklist import find
from cases.law import regulations
from cases.law.regulations import Edition, Term, edition
from cases.law.terms import Proof, due
from cases.law.titles import list_at, rule_of, rules_of
from cases.letters.anketa import signed_with as anketas
from cases.letters.filling import consent_form
from cases.letters.genuine import by_code as letter_by_code
from cases.letters.genuine import by_file as letter_by_file
from cases.letters.marks import code_in as mark_in
from cases.models import (
    Case,
    City,
    DutyRate,
    EditionPeriod,
    Event,
    Letter,
    Notice,
    Payment,
    Person,
    Signature,
    Slot,
    User,
)
from cases.models.emailclaim import stated_address
from cases.models.serviceterm import in_use
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import KEY
from cases.programmes.nomad.applicants import taking_over
from cases.programmes.nomad.checks.approval_doubted import cases_of as approvals_doubted
from cases.programmes.nomad.consents.consent_text import paragraphs as consent_wording
from cases.programmes.nomad.consents.consent_text import unfinished as consent_unfinished
from cases.programmes.nomad.consents.withdrawals import shown as withdrawals_shown
from cases.programmes.nomad.papers.documents import rule_problems
from cases.programmes.nomad.periods import eligibility, endings
from cases.service.challenged import (
    challenges,
    complaint_places,
    complaint_text,
    complaints_of,
    complaints_waiting,
    last_day,
    letter_for,
    letter_of,
    overdue_originals,
    overdue_terms,
    remedies_of,
    rulings_waiting,
    silence,
    to_court,
)

__all__ = [
    "anketas",
    "approvals_doubted",
    "buttons",
    "challenges",
    "cities_of",
    "complaint_places",
    "complaint_text",
    "complaints_of",
    "complaints_waiting",
    "consent_form",
    "consent_unfinished",
    "consent_wording",
    "counted",
    "duties_on",
    "duty_on",
    "edition",
    "editions",
    "eligibility",
    "endings",
    "events_of",
    "filing_day",
    "filing_period",
    "find_cases",
    "interview_times",
    "lacking_for_acts",
    "last_day",
    "latest_cases",
    "letter_by_code",
    "letter_by_file",
    "letter_for",
    "letter_of",
    "letters_of",
    "list_at",
    "mark_in",
    "notices_of",
    "overdue_originals",
    "overdue_terms",
    "payment",
    "person",
    "remedies_of",
    "rule_of",
    "rule_problems",
    "rules_of",
    "rulings_waiting",
    "sheets_signed",
    "signatures_of",
    "silence",
    "slot",
    "slots_between",
    "slots_of",
    "stated_address",
    "taking_over",
    "terms_in_use",
    "to_court",
    "user_in_service",
    "withdrawals_shown",
]


# ------------------------------------------------------------------------------------------------ a case


def editions() -> tuple[Edition, ...]:
    """Of the pilot's order, oldest first."""
    return regulations.editions(KEY)


def latest_cases(user: User, limit: int) -> list[Case]:
    """The newest cases this user may see, with person, department, time of interview and the case they go on from."""
    rows = Case.objects.visible_to(user, KEY).select_related("person", "city", "slot", "based_on")
    return list(rows.order_by("-id")[:limit])


def find_cases(user: User, text: str, now: datetime) -> list[Case]:
    """By a name or a number, as far as this user sees them."""
    return find(user, text, now)


def events_of(case: Case, names: Collection[str], limit: int) -> list[Event]:
    """Newest first: those whose step, or word for what is no step, is among `names`."""
    return list(Event.objects.filter(case=case, step__in=names).order_by("-id")[:limit])


def letters_of(case: Case, limit: int) -> list[Letter]:
    """Newest first, of the newest `limit` those meant for the applicant."""
    return [row for row in Letter.objects.filter(case=case).order_by("-id")[:limit] if row.for_applicant]


def sheets_signed(case: Case, sheets: Collection[str]) -> list[Signature]:
    """The signatures under these sheets (SHA-256), without their bytes. No statement for no sheets."""
    if not sheets:
        return []
    return list(Signature.objects.filter(case=case, sha256__in=sheets).defer("value", "annex"))


def signatures_of(case: Case, user: User, sheets: Collection[str] = ()) -> QuerySet[Signature]:
    """Newest first: what this person has signed in the case, and what stands under these sheets (SHA-256). Not asked
    yet: the page adds what it shows of each."""
    mine = Q(user=user) | Q(sha256__in=sheets) if sheets else Q(user=user)
    return Signature.objects.filter(mine, case=case).order_by("-id")


def payment(code: str) -> Payment | None:
    """With its case; whoever asks sees to it that the case may be seen."""
    return Payment.objects.select_related("case").filter(code=code).first()


# ------------------------------------------------------------------------------------------------ interviews


def interview_times(cases: Iterable[Case]) -> dict[UUID, datetime]:
    """By case, when its interview is; cases without a time are left out."""
    booked = [case.pk for case in cases if case.slot_id]
    return dict(Slot.objects.filter(case__in=booked).values_list("case", "starts_at"))


def slot(pk: UUID) -> Slot | None:
    return Slot.objects.filter(pk=pk).first()


def slots_between(start: datetime, end: datetime, limit: int) -> list[Slot]:
    """All reviewers' times from `start` until before `end`, with reviewer, case and person."""
    rows = Slot.objects.filter(starts_at__gte=start, starts_at__lt=end).select_related("case__person", "screener")
    return list(rows.order_by("starts_at", "id")[:limit])


def slots_of(screener: User, after: datetime, before: datetime) -> list[Slot]:
    """One reviewer's times that begin between the two."""
    return list(Slot.objects.filter(screener=screener, starts_at__gt=after, starts_at__lt=before))


# ------------------------------------------------------------------------------------------------ people


def user_in_service(pk: str) -> User | None:
    """Whose account is there and not closed."""
    return User.objects.filter(pk=pk, is_active=True).first()


def person(pk: UUID) -> Person:
    """As stored now, whatever a request holds of it. Raises Person.DoesNotExist."""
    return Person.objects.get(pk=pk)


def notices_of(user: User, limit: int) -> list[Notice]:
    """Newest first, with their cases."""
    return list(Notice.objects.filter(user=user).select_related("case").order_by("-id")[:limit])


# ------------------------------------------------------------------------------------------------ reference data


def terms_in_use(law: Edition) -> list[Term]:
    """The terms of an edition, those that the order does not set with the length of today."""
    return [in_use(term) for term in law.terms.values()]


def counted(term: Term, moment: datetime) -> Proof:
    """When it would end, had its event happened at `moment`, by the portal's calendar."""
    return due(term, moment, work_calendar())


def cities_of(law: Edition) -> QuerySet[City]:
    """The departments of an edition, open and closed ones. Not asked yet: a form may choose among them."""
    return City.objects.filter(code__in=law.cities)


def duty_on(kind: str, day: date) -> DutyRate | None:
    """The rate of that day, None when an administrator has not set it."""
    return DutyRate.objects.filter(kind=kind, valid_from__lte=day).order_by("-valid_from").first()


def duties_on(day: date) -> list[DutyRate]:
    """The rate of each duty on that day, the permit's before the card's."""
    rows = DutyRate.objects.filter(valid_from__lte=day).order_by("valid_from")
    return sorted({row.kind: row for row in rows}.values(), key=lambda row: row.kind, reverse=True)


def filing_period(law: Edition) -> tuple[date, date]:
    """First and last day of filing: as an administrator set them, else the edition's own."""
    row = EditionPeriod.objects.filter(edition=law.key).first()
    return (row.intake_from, row.intake_until) if row else (law.in_force_from, law.in_force_to)
