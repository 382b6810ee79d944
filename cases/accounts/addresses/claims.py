"""An address that somebody claims, until its mailbox has confirmed it (docs/decisions/email.md).

An account is known by its IIN, so an address opens nothing: it is where mail goes. Nobody learns here whether an
address has an account: whoever names one that is taken sees the same as anybody, and only its mailbox gets a message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.models import EmailClaim, Notice, User, searchentry
from cases.models.user import NO_MAILBOX
from cases.outbox import writing

NEW, FORMER = "new", "former"
"""Which mailbox a link went to."""

LASTS = timedelta(days=7)
"""A link, and how long a former address may stop a change before it goes through by itself."""
PAUSE, WINDOW, MOST = timedelta(minutes=1), timedelta(hours=24), 6
"""Between two letters to one person, and how many a day."""

_SALT = "cases.accounts.addresses"


class TooOftenError(CaseError):
    status = 429

    def __str__(self) -> str:
        return _("A letter went out not long ago. Wait a minute and look into the spam folder; six letters go a day.")


class LinkError(CaseError):
    """No link of ours, or too old."""

    status = 410

    def __str__(self) -> str:
        return _("This link is not valid any more. Sign in and have a new letter sent on the page “My data”.")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link of a mail leads to."""

    claim: EmailClaim
    """The claim for which the link was sent, or a later claim of the same address."""
    side: str
    """NEW or FORMER."""


# ------------------------------------------------------------------------------------------------ asking


def opening_address(user_id: UUID, email: str) -> str:
    """What a new account is opened with: the address, or a stand-in where somebody has it already."""
    return placeholder(user_id) if User.objects.filter(email__iexact=email).exists() else email


def placeholder(user_id: UUID) -> str:
    return f"{user_id.hex}{NO_MAILBOX}"


def request_change(user: User, email: str, now: datetime) -> EmailClaim:
    """Write to the mailbox of `email`, and to that of the confirmed address it would replace. Raises TooOftenError."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        _ensure_pace(locked, now)
        former = locked.email if _is_sure(locked) and locked.email.lower() != email.lower() else ""
        return _written(locked, email, former, now)


def send_again(user: User, now: datetime) -> EmailClaim | None:
    """The same letters once more; None when nothing waits. Raises TooOftenError."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        before = waiting(locked)
        if before is None:
            return None if _is_sure(locked) else request_change(locked, locked.email, now)
        _ensure_pace(locked, now)
        return _written(locked, before.email, before.former, now, before)


def request_confirmation(user: User, email: str, now: datetime) -> EmailClaim:
    """Of an account just opened, or whose address an administrator has changed: without a pause."""
    return _written(user, email, "", now)


def _written(user: User, email: str, former: str, now: datetime, before: EmailClaim | None = None) -> EmailClaim:
    """What a mailbox has confirmed stays confirmed when the letter is sent again."""
    EmailClaim.objects.filter(user=user, state=EmailClaim.OPEN).update(**{"state": EmailClaim.REPLACED})
    carried = {name: getattr(before, name) for name in ("asked_at", "confirmed_at", "agreed_at")} if before else {}
    claim = EmailClaim(user=user, email=email, former=former, sent_at=now, **{"asked_at": now} | carried)
    claim.save(force_insert=True)
    if user.person is not None:
        searchentry.person_changed(user.person)
    effects = [("address", claim.pk)] if claim.confirmed_at is None else []
    effects += [("former", claim.pk)] if former and claim.agreed_at is None else []
    writing.enqueue(now, effects)
    return claim


def _ensure_pace(user: User, now: datetime) -> None:
    sent = EmailClaim.objects.filter(user=user).order_by("-id").values_list("sent_at", flat=True)[:MOST]
    recent = [at for at in sent if now - at < WINDOW]
    if recent and (now - recent[0] < PAUSE or len(recent) == MOST):
        raise TooOftenError


# ------------------------------------------------------------------------------------------------ what is known


def waiting(user: User) -> EmailClaim | None:
    return EmailClaim.objects.filter(user=user, state=EmailClaim.OPEN).first()


def is_free(claim: EmailClaim) -> bool:
    """Nobody else has confirmed this address. Who has only typed it in, has no right to it."""
    others = User.objects.filter(email__iexact=claim.email).exclude(pk=claim.user_id)
    return not any(_is_sure(other) for other in others)


def by_itself_at(claim: EmailClaim) -> datetime:
    """When a change goes through though the former mailbox is silent."""
    return claim.asked_at + LASTS


def _is_sure(user: User) -> bool:
    return bool(user.mailbox) and user.email_is_sure


# ------------------------------------------------------------------------------------------------ links


def token(claim: EmailClaim, side: str) -> str:
    return signing.dumps([claim.pk.hex, side], salt=_SALT)


def read_link(text: str, *, lock: bool = False) -> Link:
    """Raises LinkError. A letter sent once more does not make the links of the one before it dead."""
    try:
        pk, side = signing.loads(text, salt=_SALT, max_age=LASTS)
        claim = _locked(UUID(pk)) if lock else EmailClaim.objects.select_related("user").get(pk=UUID(pk))
    except (signing.BadSignature, EmailClaim.DoesNotExist, ValueError, TypeError) as error:
        raise LinkError from error
    if claim.state == EmailClaim.REPLACED:
        latest = EmailClaim.objects.filter(user=claim.user).select_related("user").order_by("-id")[0]
        if (latest.email, latest.former) != (claim.email, claim.former):
            raise LinkError
        claim = latest
    return Link(claim, side)


def _locked(pk: UUID) -> EmailClaim:
    """The user first: so does every request, and two who lock in one order never wait for each other."""
    claim = EmailClaim.objects.get(pk=pk)
    User.objects.select_for_update().get(pk=claim.user_id)
    return EmailClaim.objects.select_related("user").get(pk=pk)


def confirm(text: str, now: datetime) -> Link:
    """The mailbox says yes: the new one that it is right, the former one that it may be replaced. Idempotent."""
    with transaction.atomic():
        opened = read_link(text, lock=True)
        claim, field = opened.claim, "confirmed_at" if opened.side == NEW else "agreed_at"
        if claim.state == EmailClaim.OPEN and getattr(claim, field) is None:
            setattr(claim, field, now)
            claim.save(update_fields=[field])
            _settle(claim, now)
    return opened


def stop_change(text: str, now: datetime) -> Link:
    """The former mailbox says no: the address stays. Idempotent; too late once it is changed."""
    with transaction.atomic():
        opened = read_link(text, lock=True)
        if opened.side == FORMER and opened.claim.state == EmailClaim.OPEN:
            opened.claim.state, opened.claim.done_at = EmailClaim.STOPPED, now
            opened.claim.save(update_fields=["state", "done_at"])
            _notify(opened.claim, "email_change_stopped", now)
    return opened


# ------------------------------------------------------------------------------------------------ taking effect


def settle_due(now: datetime, limit: int = 500) -> int:
    """Changes whose former mailbox has been silent for LASTS. Returns how many took effect."""
    due = EmailClaim.objects.filter(state=EmailClaim.OPEN, confirmed_at__isnull=False, asked_at__lte=now - LASTS)
    done = 0
    for pk in list(due.order_by("asked_at").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            claim = _locked(pk)
            done += claim.state == EmailClaim.OPEN and _settle(claim, now)
    return done


def _settle(claim: EmailClaim, now: datetime) -> bool:
    """Let the address become that of the account, if every mailbox has agreed."""
    is_settled = not claim.former or claim.agreed_at is not None or by_itself_at(claim) <= now
    if claim.confirmed_at is None or not is_settled or not is_free(claim):
        return False
    for other in User.objects.select_for_update().filter(email__iexact=claim.email).exclude(pk=claim.user_id):
        other.email, other.email_confirmed_at = placeholder(other.pk), None
        other.save(update_fields=["email", "email_confirmed_at"])
    user = claim.user
    user.email, user.email_confirmed_at, user.mail_failed_at = claim.email, now, None
    user.save(update_fields=["email", "email_confirmed_at", "mail_failed_at"])
    claim.state, claim.done_at = EmailClaim.DONE, now
    claim.save(update_fields=["state", "done_at"])
    if claim.former:
        _notify(claim, "email_changed", now)
    return True


def _notify(claim: EmailClaim, what: str, now: datetime) -> None:
    notice = Notice.objects.create(user=claim.user, what=what, facts={"email": claim.email}, at=now)
    writing.enqueue(now, [("mail", notice.pk)])


def changed_by_administrator(user: User, now: datetime) -> None:
    """Inside the transaction that saved the new address: it is as little confirmed as any other."""
    if user.role == Role.APPLICANT:
        request_confirmation(user, user.email, now)
