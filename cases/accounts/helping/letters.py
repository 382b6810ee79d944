"""The mail that carries an invitation to help."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.accounts.helping.inviting import make_link
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
        "%(may)s. Sign in with your own ЭЦП and accept by this link; it works once, until %(until)s. You never sign "
        "for the person. If you do not know the person, do nothing, and delete this message."
    )
    facts = {"who": row.by.full_name, "number": row.case.number, "may": row.get_may_display()}
    facts["until"] = moments.moment(row.expires_at)
    context: dict[str, Any] = {
        "words": words % facts,
        "link": settings.PUBLIC_URL + reverse("egov:helping:invitation", args=[token]),
        "button": _("To the invitation"),
        "language": row.language,
    }
    subject = _("%(who)s asks you for help on the portal") % facts
    message = EmailMultiAlternatives(subject, render_to_string("emails/notice.txt", context), None, [row.email])
    message.extra_headers["Message-ID"] = f"<{row.pk}.helper@{urlsplit(settings.PUBLIC_URL).hostname}>"
    message.attach_alternative(render_to_string("emails/notice.html", context), "text/html")
    return message
