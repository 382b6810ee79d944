"""A signer delegates the signature, for a period, to an official who signs by delegation alone, and takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.people.notices import send
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Delegation, Notice, User
from cases.values import letter_numbers, moments
from cases.workload import entereddays

TOO_LONG = _("A delegation is entered for a year at most.")
NO_DOCUMENT = _("Name the document by which the signature is delegated: its number.")
NOT_YET = _("The document bears a date that is still to come.")
LATER = _("The document is newer than the first day: the signature is delegated from the day of the document on.")
TWICE = _("{who} has a delegation from {first} to {last} already, by document № {document}.")
NOT_YOURS = _("Who signs by delegation alone delegates nothing further.")


@dataclass(frozen=True, slots=True)
class DelegationTerms:
    """By which document, and for which days."""

    first: date
    last: date
    document: str
    document_on: date


def delegates(by: User) -> QuerySet[User]:
    """To whom `by` may delegate: officials of the same post who sign by delegation alone."""
    rows = User.objects.filter(role=by.role, city=by.city_id, is_active=True, signs_by_delegation=True)
    return rows.exclude(pk=by.pk).order_by("full_name", "id")


def delegate(by: User, to: UUID, authority: DelegationTerms, now: datetime) -> Delegation:
    """Raises NotFoundError (nobody to whom `by` may delegate), NotNowError."""
    if by.signs_by_delegation:
        raise NotNowError(NOT_YOURS)
    with transaction.atomic():
        # The lock: two who enter a delegation to one person at once see each other's.
        official = delegates(by).select_for_update().filter(pk=to).first()
        if official is None:
            raise NotFoundError
        if reason := _wrong(authority, now) or _twice(official, authority):
            raise NotNowError(reason)
        days = {"first": authority.first, "last": authority.last}
        paper = {"document": authority.document.strip(), "document_on": authority.document_on}
        row = Delegation(by=by, to=official, at=now, **days, **paper)
        entereddays.save_row(row, by, now)
        facts = {"document": row.document, "day": row.first.isoformat(), "until": row.last.isoformat()}
        send(Notice(user=official, what="delegated", facts=facts, at=now), now)
    return row


def withdraw(by: User, pk: UUID, now: datetime) -> Delegation:
    """From this moment on. Raises NotFoundError, NotNowError."""
    with transaction.atomic():
        row = entereddays.withdraw(Delegation.objects.filter(by=by), pk, by, now)
        facts = {"document": row.document, "day": local_day(now).isoformat()}
        send(Notice(user=row.to, what="delegation_over", facts=facts, at=now), now)
    return row


def delegations_of(user: User, limit: int = 100) -> list[Delegation]:
    """What the user has delegated, and what is delegated to the user, the newest first."""
    rows = Delegation.objects.filter(Q(by=user) | Q(to=user)).select_related("by", "to", "withdrawn_by")
    return list(rows.order_by("-id")[:limit])


def _wrong(authority: DelegationTerms, now: datetime) -> str | Promise:
    today = local_day(now)
    if reason := entereddays.wrong_days(authority.first, authority.last, today, TOO_LONG):
        return reason
    checks: list[tuple[bool, Promise]] = [
        (not authority.document.strip(), NO_DOCUMENT),
        (authority.document_on > today, NOT_YET),
        (authority.document_on > authority.first, LATER),
    ]
    wrong = next((reason for is_wrong, reason in checks if is_wrong), "")
    return wrong or letter_numbers.number_fault(authority.document) or ""


def _twice(to: User, authority: DelegationTerms) -> str | Promise:
    rows = Delegation.objects.filter(to=to, withdrawn_at=None, first__lte=authority.last, last__gte=authority.first)
    row = rows.order_by("first").first()
    if row is None:
        return ""
    days = {"first": moments.day(row.first), "last": moments.day(row.last)}
    return format_lazy(TWICE, who=to.full_name, document=row.document, **days)
