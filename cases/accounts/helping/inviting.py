"""An invitation goes to a mailbox, and is accepted by whoever signs in with its link: an account of his own, known by
ЭЦП like everybody's. All of it stands in the journal of the case."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.accounts.mailed_links import SpentError, new_token, of_token
from cases.engine.people import notices
from cases.engine.writing import amend
from cases.engine.writing.locking import lock
from cases.law.actors import Role
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, Event, Helper, Notice, ReadLog, User
from cases.outbox import writing

LASTS = timedelta(days=7)
MOST, A_DAY = 5, 10
"""Helpers and open invitations of a case at once; invitations of a case in 24 hours."""
SHOWN = 200
STAFF = gettext_lazy(
    "You are signed in as a member of staff. Help is given by an account of your own, as any person has."
)


class SpentInvitationError(SpentError):
    def __str__(self) -> str:
        return _(
            "This invitation is not valid any more: it was accepted or withdrawn, it is too old, or a later one was "
            "sent. Ask the person who has invited you for a new one."
        )


def invite(pk: UUID, user: User, now: datetime, email: str, may: str, *, request_id: str = "") -> Helper:
    """By the person whose case it is. An invitation to the same address that still waits is replaced. Raises
    NotFoundError, NotNowError."""
    with transaction.atomic():
        case = _own(pk, user)
        rows = list(Helper.objects.filter(case=case, ended_at=None).order_by("-id")[:SHOWN])
        _ensure_sound(case, user, now, email)
        same = [row for row in rows if row.user_id is None and row.email.lower() == email.lower()]
        if sum(row.active or row.waits(now) for row in rows if row not in same) >= MOST:
            raise NotNowError(_("More than five helpers at once are not possible: end the help of somebody first."))
        for row in same:
            _close(row, user, now)
        row = Helper(case=case, by=user, email=email, may=may, invited_at=now, expires_at=now + LASTS)
        row.language = user.language
        row.save(force_insert=True)
        amend(case, user, now, "helper_invited", {"email": email, "may": may}, request_id=request_id)
        writing.enqueue(now, [("helper", row.pk)])
    return row


def _own(pk: UUID, user: User) -> Case:
    """The locked case of this person. Raises NotFoundError."""
    locked = lock([pk], user)
    if not locked or user.role != Role.APPLICANT:
        raise NotFoundError
    return locked[0]


def _ensure_sound(case: Case, user: User, now: datetime, email: str) -> None:
    if not case.open or case.about is not None:
        raise NotNowError(_("Helpers are invited to a case that is open, and not to a complaint."))
    if email.lower() in {user.email.lower(), user.mailbox.lower()}:
        raise NotNowError(_("This is your own address: enter that of the helper."))
    if Helper.objects.filter(case=case, invited_at__gt=now - timedelta(hours=24)).count() >= A_DAY:
        raise NotNowError(_("These were many invitations for one day. Go on tomorrow."))


def make_link(ref: UUID, now: datetime) -> tuple[Helper, str] | None:
    """The invitation with its link as the mail carries it, made now; None where there is nothing to accept any more."""
    row = Helper.objects.select_related("by", "case").filter(pk=ref, user=None, ended_at=None).first()
    if row is None or row.expires_at <= now:
        return None
    return row, new_token(row, now)


def read_link(token: str, now: datetime) -> Helper:
    """Raises SpentInvitationError."""
    row = of_token(Helper.objects.select_related("by", "case__person"), token).first()
    if row is None or not row.waits(now):
        raise SpentInvitationError
    return row


def accept(token: str, user: User, now: datetime, *, request_id: str = "") -> Helper:
    """Once. An earlier help of this account in the case is replaced by it. Raises SpentInvitationError, NotNowError."""
    with transaction.atomic():
        case = lock([read_link(token, now).case_id], None)[0]
        row = read_link(token, now)
        if user.role != Role.APPLICANT:
            raise NotNowError(STAFF)
        if user.person_id == case.person_id:
            raise NotNowError(_("This is your own case: another person has to accept the invitation."))
        for earlier in Helper.objects.filter(case=case, user=user, ended_at=None):
            _close(earlier, user, now)
        row.user, row.joined_at = user, now
        row.save(update_fields=["user", "joined_at"])
        case.helper = row
        facts = {"who": user.full_name, "email": row.email, "may": row.may}
        amend(case, user, now, "helper_joined", facts, request_id=request_id)
        notices.send(Notice(case=case, user=row.by, what="helper_joined", facts={"who": user.full_name}, at=now), now)
    return row


def end_help(pk: UUID, helper: UUID, user: User, now: datetime, *, request_id: str = "") -> Helper:
    """By the person: the help, or an invitation that waits. Twice changes nothing. Raises NotFoundError."""
    with transaction.atomic():
        case = _own(pk, user)
        row = Helper.objects.select_related("user").filter(case=case, pk=helper).first()
        if row is None:
            raise NotFoundError
        if row.ended_at is None:
            _end(case, row, user, now, request_id)
            if row.user:
                facts = {"who": user.full_name, "number": case.number}
                notices.send(Notice(user=row.user, what="helper_ended", facts=facts, at=now), now)
    return row


def leave(pk: UUID, user: User, now: datetime, *, request_id: str = "") -> None:
    """By the helper. Raises NotFoundError."""
    with transaction.atomic():
        row = Helper.latest(pk, user)
        if row is None or not row.active:
            raise NotFoundError
        case = lock([pk], None)[0]
        case.helper = row
        _end(case, row, user, now, request_id)
        facts = {"who": user.full_name}
        notices.send(Notice(case=case, user=row.by, what="helper_left", facts=facts, at=now), now)


def _end(case: Case, row: Helper, user: User, now: datetime, request_id: str) -> None:
    _close(row, user, now)
    amend(case, user, now, "helper_ended", {"who": row.name, "email": row.email}, request_id=request_id)


def _close(row: Helper, user: User, now: datetime) -> None:
    row.ended_at, row.ended_by = now, user
    row.save(update_fields=["ended_at", "ended_by"])


# ------------------------------------------------------------------------------------------------ what is read of it


def helpers_of(case: Case) -> list[Helper]:
    """Newest first, with their accounts."""
    return list(Helper.objects.filter(case=case).select_related("user").order_by("-id")[:SHOWN])


def helped_by(user: User) -> list[Helper]:
    """Those under which this user helps now, newest first, with case and person."""
    rows = Helper.objects.filter(user=user, ended_at=None).select_related("case__person", "case__city")
    return list(rows.order_by("-id")[:SHOWN])


def events_of(case: Case, row: Helper) -> list[Event]:
    """What this helper has written, newest first."""
    return list(Event.objects.filter(case=case, user=row.user).order_by("-id")[:SHOWN]) if row.user else []


def readings_of(case: Case, row: Helper) -> list[ReadLog]:
    """What this helper has opened, newest first."""
    return list(ReadLog.objects.filter(case=case, user=row.user).order_by("-id")[:SHOWN]) if row.user else []
