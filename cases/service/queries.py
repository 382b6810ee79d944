"""What the sides read: nothing here changes a row, and each answer costs one statement unless it says otherwise."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from cases.engine.lists.queues import Button, buttons
from cases.letters.anketa import signed_with as anketas
from cases.letters.genuine import Genuine
from cases.letters.genuine import by_code as letter_by_code
from cases.letters.genuine import by_file as letter_by_file
from cases.letters.mail import words as notice_words
from cases.letters.marks import code_in as mark_in
from cases.letters.receipt import payment_receipt
from cases.letters.summary import summary as letter_summary
from cases.models import (
    Case,
    Event,
    Letter,
    Notice,
    Payment,
    Person,
    RemedyRecount,
    Signature,
    User,
)
from cases.models.emailclaim import entered_address
from cases.models.row import values_before
from cases.programmes.nomad import KEY
from cases.programmes.nomad.applicants.taking_over import from_before, signed_otherwise, taken_over
from cases.programmes.nomad.applicants.taking_over import of_person as signed_otherwise_of
from cases.programmes.nomad.checks.approval_doubted import cases_of as approvals_doubted
from cases.programmes.nomad.consents.withdrawals import withdrawn_rows as withdrawals_shown
from cases.programmes.nomad.filing.bank import bank_awaited
from cases.programmes.nomad.filing.shown_payments import payments_shown
from cases.programmes.nomad.papers.changes import sentence as corrected

__all__ = [
    "Button",
    "Genuine",
    "anketas",
    "approvals_doubted",
    "bank_awaited",
    "buttons",
    "corrected",
    "entered_address",
    "events_of",
    "from_before",
    "latest_cases",
    "letter_by_code",
    "letter_by_file",
    "letter_summary",
    "letters_of",
    "mark_in",
    "notice_words",
    "notices_of",
    "payment",
    "payment_receipt",
    "payments_shown",
    "person",
    "sheets_signed",
    "signatures_of",
    "signed_otherwise",
    "signed_otherwise_of",
    "taken_over",
    "user_in_service",
    "values_before",
    "withdrawals_shown",
]


# ------------------------------------------------------------------------------------------------ a case


def latest_cases(user: User, limit: int) -> list[Case]:
    """The newest cases this user may see, with person, department, time of interview and the case they go on from."""
    rows = Case.objects.visible_to(user, KEY).select_related("person", "city", "slot", "based_on")
    return list(rows.order_by("-id")[:limit])


def events_of(case: Case, names: Collection[str], limit: int) -> list[Event]:
    """Newest first: those whose step, or word for what is no step, is among `names`; and what a helper has changed."""
    named = Q(step__in=names) | Q(step__in=("edit", "detach"), facts__helper=True)
    return list(Event.objects.filter(named, case=case).order_by("-id")[:limit])


def letters_of(case: Case, limit: int) -> list[Letter]:
    """Newest first, of the newest `limit` those meant for the applicant; `moved_until`: the last day for a complaint or
    for going to court, where a changed calendar has moved it."""
    rows = Letter.objects.filter(case=case).annotate(moved_until=RemedyRecount.of_letters())
    return [row for row in rows.order_by("-id")[:limit] if row.for_applicant]


def sheets_signed(case: Case, sheets: Collection[str]) -> list[Signature]:
    """The signatures under these sheets (SHA-256), without their bytes. No statement for no sheets."""
    if not sheets:
        return []
    return list(Signature.objects.filter(case=case, sha256__in=sheets).defer("value", "annex"))


def signatures_of(case: Case, user: User, sheets: Collection[str] = ()) -> QuerySet[Signature]:
    """Newest first: what this person has signed in the case, and what signs these sheets (SHA-256). Not queried
    yet: the page adds what it shows of each."""
    mine = Q(user=user) | Q(sha256__in=sheets) if sheets else Q(user=user)
    return Signature.objects.filter(mine, case=case).order_by("-id")


def payment(code: str) -> Payment | None:
    """With its case; the caller checks that the case may be seen."""
    return Payment.objects.select_related("case").filter(code=code).first()


# ------------------------------------------------------------------------------------------------ people


def user_in_service(pk: str) -> User | None:
    """Whose account is there and not closed."""
    return User.objects.filter(pk=pk, is_active=True).first()


def person(pk: UUID) -> Person:
    """As stored now, whatever a request has of it. Raises Person.DoesNotExist."""
    return Person.objects.get(pk=pk)


def notices_of(user: User, limit: int) -> list[Notice]:
    """Newest first, with their cases."""
    return list(Notice.objects.filter(user=user).select_related("case").order_by("-id")[:limit])
