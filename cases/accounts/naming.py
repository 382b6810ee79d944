"""Corrections of a person's name: requested by the person, decided by an administrator, stored with both names."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from cases.law.errors import CaseError
from cases.models import NameCorrection, Notice, Person, User
from cases.outbox import writing
from cases.values import moments

__all__ = [
    "PARTS",
    "AlreadyRequestedError",
    "DecidedError",
    "decide",
    "latest",
    "request_correction",
    "waiting",
    "waiting_for",
]

PARTS = ("surname", "given_names", "patronymic")


class AlreadyRequestedError(CaseError):
    def __str__(self) -> str:
        return _("You have asked for a correction already. It waits for a decision; you get a notice.")


class DecidedError(CaseError):
    """A colleague was quicker."""

    def __init__(self, row: NameCorrection) -> None:
        self.row = row

    def __str__(self) -> str:
        row = self.row
        words = _("This request is decided already: %(state)s (%(who)s, %(at)s). Reason: %(reason)s")
        who, at = row.decided_by, row.decided_at
        return words % {
            "state": row.get_state_display(),
            "who": who.full_name if who else "–",
            "reason": row.reason,
            "at": moments.moment(at) if at else "–",
        }


def waiting(person: Person) -> NameCorrection | None:
    return NameCorrection.objects.filter(person=person, state=NameCorrection.ASKED).first()


def waiting_for() -> Subquery:
    """Key of the request that waits, beside a row of Case: read with it, since it is seldom there."""
    rows = NameCorrection.objects.filter(person=OuterRef("person"), state=NameCorrection.ASKED)
    return Subquery(rows.values("pk")[:1])


def latest(person: Person) -> NameCorrection | None:
    return NameCorrection.objects.filter(person=person).order_by("-id").first()


def request_correction(user: User, parts: dict[str, str], why: str, now: datetime) -> NameCorrection:
    """`parts`: surname, given_names, patronymic as the passport has them. Raises AlreadyAskedError."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(user=user)
        if waiting(person) is not None:
            raise AlreadyRequestedError
        was = {name: getattr(person, name) for name in PARTS}
        row = NameCorrection(person=person, was=was, why=why, asked_by=user, asked_at=now, **parts)
        row.save(force_insert=True)
    return row


def decide(pk: UUID, by: User, now: datetime, *, accept: bool, reason: str) -> NameCorrection:
    """The name becomes the requested one, or stays. Either way the person is notified. Raises DecidedError."""
    with transaction.atomic():
        row = NameCorrection.objects.select_for_update().get(pk=pk)
        if row.state != NameCorrection.ASKED:
            raise DecidedError(row)
        row.state = NameCorrection.ACCEPTED if accept else NameCorrection.REFUSED
        row.decided_by, row.decided_at, row.reason = by, now, reason
        row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        if accept:
            _rename(row, now)
        _tell(row, now)
    return row


def _rename(row: NameCorrection, now: datetime) -> None:
    """Papers already written keep the name they were written with: letters and sheets freeze their facts."""
    person: Any = Person.objects.select_for_update().get(pk=row.person_id)
    for name in PARTS:
        setattr(person, name, getattr(row, name))
    person._change_reason = f"name correction {row.pk}"
    person.save(update_fields=PARTS)
    user: Any = User.objects.select_for_update().filter(person=person).first()
    if user is not None:
        user.full_name, user._change_reason = person.full_name, person._change_reason
        user.save(update_fields=["full_name"])


def _tell(row: NameCorrection, now: datetime) -> None:
    what = "name_corrected" if row.state == NameCorrection.ACCEPTED else "name_refused"
    notice = Notice.objects.create(user=row.asked_by, what=what, facts={"reason": row.reason}, at=now)
    writing.enqueue(now, [("mail", notice.pk)])
