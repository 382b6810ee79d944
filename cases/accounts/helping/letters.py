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
from cases.models import Helper, User
from cases.values import moments


def send_invitation(ref: UUID, now: datetime, request_id: str = "") -> None:
    """The handler of the outbox. Nothing where the invitation was withdrawn or accepted since."""
    made = make_link(ref, now)
    if made is None:
        return
    row, token = made
    _message(row, token).send()


def _languages(row: Helper) -> list[str]:
    """That of the helper, where the address is known by an account; else that of who invites, and both of the state."""
    known = User.objects.filter(email__iexact=row.email, is_active=True, email_confirmed_at__isnull=False).first()
    return [known.language] if known else list(dict.fromkeys((row.language, "kk", "ru")))


def _message(row: Helper, token: str) -> EmailMultiAlternatives:
    texts, languages = [], _languages(row)
    for language in languages:
        with translation.override(language):
            texts.append(_texts(row))
    subjects, words, buttons = zip(*texts, strict=True)
    context: dict[str, Any] = {
        "words": "\n\n".join(words),
        "button": " / ".join(dict.fromkeys(buttons)),
        "language": languages[0],
    }
    with translation.override(languages[0]):
        to = reverse("egov:helping:invitation", args=[token])
        return framed(row.email, " / ".join(subjects), f"{row.pk}.helper", context, to)


def _texts(row: Helper) -> tuple[str, str, str]:
    """Subject, words, button, in the active language."""
    words = _(
        "%(who)s asks you to help with the case %(number)s on the portal of the Digital Nomad Residency. You may: "
        "%(may)s. Sign in with your own electronic signature (ЭЦП) and accept by this link; it works once, until "
        "%(until)s. You never sign for the person. If you do not know the person, do nothing, and delete this message."
    )
    facts = {"who": row.by.full_name, "number": row.case.number, "may": row.get_may_display()}
    facts["until"] = moments.moment(row.expires_at)
    return _("%(who)s asks you for help on the portal") % facts, words % facts, _("To the invitation")
