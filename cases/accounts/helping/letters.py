"""The mail that carries an invitation to help."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.accounts.helping.inviting import make_link
from cases.letters.framing import framed
from cases.models import Helper
from cases.values import moments


def send_invitation(ref: UUID, now: datetime, request_id: str = "") -> None:
    """The handler of the outbox. Nothing where the invitation was withdrawn or accepted since."""
    made = make_link(ref, now)
    if made is None:
        return
    row, token = made
    with translation.override(row.language):
        message = _message(row, token)
    message.send()


def _message(row: Helper, token: str) -> EmailMultiAlternatives:
    words = _(
        "%(who)s asks you to help with the case %(number)s on the portal of the Digital Nomad Residency. You may: "
        "%(may)s. Sign in with your own electronic signature (ЭЦП) and accept by this link; it works once, until "
        "%(until)s. You never sign for the person. If you do not know the person, do nothing, and delete this message."
    )
    facts = {"who": row.by.full_name, "number": row.case.number, "may": row.get_may_display()}
    facts["until"] = moments.moment(row.expires_at)
    context: dict[str, Any] = {
        "words": words % facts,
        "button": _("To the invitation"),
        "language": row.language,
    }
    subject = _("%(who)s asks you for help on the portal") % facts
    return framed(row.email, subject, f"{row.pk}.helper", context, reverse("egov:helping:invitation", args=[token]))
