"""A link by which a member of staff sets a password: it works once, for a time, and known to the mailbox alone.

Nobody learns by asking whether an address has an account. Setting a password opens no door by itself: the second
factor is required as always.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cases.accounts.mailed_links import SpentError, new_token, of_token
from cases.accounts.signing_in.ways import by_password
from cases.models import Notice, PasswordLink, User
from cases.outbox import writing

INVITATION_LASTS, RESET_LASTS = timedelta(days=7), timedelta(hours=1)
PAUSE, WINDOW, MOST = timedelta(minutes=5), timedelta(hours=24), 6
"""Between two letters about a forgotten password to one person, and how many a day."""


class SpentLinkError(SpentError):
    def __str__(self) -> str:
        return _(
            "This link is not valid any more: it was used, it is too old, or a later one was sent. Ask for a new one "
            "on the sign-in page, or ask the administrator to invite you again."
        )


def invite(user: User, by: User, now: datetime) -> PasswordLink:
    """Inside the transaction that opens the account, or later where the first letter was lost."""
    return _new_link(user, PasswordLink.INVITATION, by, now, INVITATION_LASTS)


def ask_reset(email: str, now: datetime) -> None:
    """A letter to the mailbox of this address, if a member of staff who signs in by password has it. Silent else."""
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None or not user.mailbox or not by_password(user.role):
        return
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        sent = PasswordLink.objects.filter(user=user, kind=PasswordLink.RESET).order_by("-id")[:MOST]
        recent = [row.at for row in sent if now - row.at < WINDOW]
        if recent and (now - recent[0] < PAUSE or len(recent) == MOST):
            return
        _new_link(user, PasswordLink.RESET, None, now, RESET_LASTS)


def _new_link(user: User, kind: str, by: User | None, now: datetime, lasts: timedelta) -> PasswordLink:
    with transaction.atomic():
        invalidate(user, now)
        row = PasswordLink(user=user, kind=kind, by=by, at=now, expires_at=now + lasts)
        row.save(force_insert=True)
        writing.enqueue(now, [("password", row.pk)])
    return row


def invalidate(user: User, now: datetime) -> None:
    """Links sent before stop working: a later one was requested, a password was set, or the person has left."""
    PasswordLink.objects.filter(user=user, used_at=None, void_at=None).update(**{"void_at": now})


def make_link(ref: UUID, now: datetime) -> tuple[PasswordLink, str] | None:
    """The link as the mail carries it, made now; None where it was used or replaced, or its time is over."""
    row = PasswordLink.objects.select_related("user").filter(pk=ref, used_at=None, void_at=None).first()
    if row is None or row.expires_at <= now or not row.user.is_active:
        return None
    return row, new_token(row, now)


def read_link(token: str, now: datetime, *, lock: bool = False) -> PasswordLink:
    """Raises SpentLinkError."""
    rows = of_token(PasswordLink.objects.all(), token)
    row = (rows.select_for_update() if lock else rows.select_related("user")).first()
    if row is None or row.used_at or row.void_at or row.expires_at <= now:
        raise SpentLinkError
    if not row.user.is_active or not by_password(row.user.role):
        raise SpentLinkError
    return row


def set_by_link(token: str, password: str, now: datetime) -> User:
    """Of two presses one sets it. Sessions that were open with the former password end. Raises SpentLinkError."""
    with transaction.atomic():
        row = read_link(token, now, lock=True)
        user = User.objects.select_for_update().get(pk=row.user_id)
        user.set_password(password)
        user._change_reason = f"password set by {row.kind}"  # type: ignore[attr-defined]
        user.save(update_fields=["password"])
        PasswordLink.objects.filter(pk=row.pk).update(**{"used_at": now})
        after_change(user, now)
    return user


def set_own(user: User, password: str, now: datetime) -> None:
    """By the person, who has entered the present one. Sessions elsewhere end."""
    with transaction.atomic():
        user.set_password(password)
        user._change_reason = "password changed by its owner"  # type: ignore[attr-defined]
        user.save(update_fields=["password"])
        after_change(user, now)


def after_change(user: User, now: datetime) -> None:
    """Inside the transaction that has set it: links are void, and the person is notified."""
    invalidate(user, now)
    notify(user, "password_changed", now)


def notify(user: User, what: str, now: datetime, **facts: str) -> None:
    """A word about the account to whose it is. Inside the transaction that changes it."""
    notice = Notice.objects.create(user=user, what=what, facts=facts, at=now)
    writing.enqueue(now, [("mail", notice.pk)])
