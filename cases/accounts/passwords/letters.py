"""The mail that carries a link to set a password."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.accounts.passwords.links import make_link
from cases.letters.framing import framed
from cases.models import PasswordLink
from cases.values import moments


def send(ref: UUID, now: datetime, request_id: str = "") -> None:
    """The handler of the outbox. Nothing where the link was used or overtaken since."""
    minted = make_link(ref, now)
    if minted is None:
        return
    row, token = minted
    with translation.override(row.user.language):
        message = _message(row, token)
    message.send()


def _message(row: PasswordLink, token: str) -> EmailMultiAlternatives:
    until = moments.moment(row.expires_at)
    if row.kind == PasswordLink.INVITATION:
        subject = _("Your account on the portal")
        words = _(
            "An account of a member of staff was opened for you on the portal of the Digital Nomad Residency. Set a "
            "password of your own by this link; it works once, until %(until)s. Nobody else knows it: do not hand it "
            "on."
        )
    else:
        subject = _("A new password on the portal")
        words = _(
            "Somebody, you most likely, says that the password of your account is forgotten. Set a new one by this "
            "link; it works once, until %(until)s. If it was not you, do nothing: the password stays."
        )
    context: dict[str, Any] = {
        "words": words % {"until": until},
        "button": _("Set a password"),
        "language": row.user.language,
    }
    return framed(
        row.user.email, subject, f"{row.pk}.password", context, reverse("accounts:password_link", args=[token])
    )
