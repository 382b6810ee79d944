"""What goes to a mailbox: a link to confirm, a word to a former address, or that the address is in use already."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.accounts.addresses.claims import FORMER, NEW, is_free, token
from cases.letters.framing import framed
from cases.models import EmailClaim


def to_new(ref: UUID, now: datetime, request_id: str = "") -> None:
    """Nothing where the claim has been settled or replaced since."""
    claim = _open(ref)
    if claim is None or claim.confirmed_at is not None:
        return
    with translation.override(claim.user.language):
        message = _link_to(claim) if is_free(claim) else _in_use(claim)
    message.send()


def to_former(ref: UUID, now: datetime, request_id: str = "") -> None:
    claim = _open(ref)
    if claim is None or not claim.former or claim.agreed_at is not None:
        return
    with translation.override(claim.user.language):
        words = _(
            "Somebody who is signed in to your account on the portal wants its mail to go to another address. If it "
            "was you, confirm it. If it was not, stop it. If you do neither, the new address takes over after seven "
            "days."
        )
        message = _message(claim, claim.former, _("Your address on the portal is to change"), words, FORMER)
    message.send()


def _open(ref: UUID) -> EmailClaim | None:
    return EmailClaim.objects.select_related("user").filter(pk=ref, state=EmailClaim.OPEN).first()


def _link_to(claim: EmailClaim) -> EmailMultiAlternatives:
    words = _(
        "Somebody has entered this address on the portal of the Digital Nomad Residency. If it was you, confirm it: "
        "letters and reminders then come here. If it was not, do nothing, and delete this message."
    )
    return _message(claim, claim.email, _("Confirm your e-mail address"), words, NEW)


def _in_use(claim: EmailClaim) -> EmailMultiAlternatives:
    """To the mailbox alone, whose owner knows it anyway."""
    words = _(
        "Somebody has entered this address on the portal of the Digital Nomad Residency for an account of theirs. It "
        "already belongs to another account, so nothing changes. If it was you, enter an address that you use nowhere "
        "else on the portal, or change the address of the other account first."
    )
    return _message(claim, claim.email, _("Your e-mail address on the portal"), words, "")


def _message(claim: EmailClaim, to: str, subject: str, words: str, side: str) -> EmailMultiAlternatives:
    page = reverse("accounts:address", args=[token(claim, side)]) if side else "/"
    context: dict[str, Any] = {
        "words": words,
        "button": _("Confirm or stop") if side == FORMER else _("To the confirmation") if side else "",
        "language": claim.user.language,
    }
    return framed(to, subject, f"{claim.pk}.{side or 'used'}", context, page)
