"""A mail in the portal's frame, as text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def framed(to: str, subject: str, key: str, context: Mapping[str, object], path: str = "/") -> EmailMultiAlternatives:
    """`context`: that of `emails/notice.*`, whose link leads to `path`. `key`: its id, the same on every attempt, so
    that a mail server drops the second copy after a crash between sending and noting it."""
    shown = {"link": settings.PUBLIC_URL + path} | dict(context)
    message = EmailMultiAlternatives(subject, render_to_string("emails/notice.txt", shown), None, [to])
    message.extra_headers["Message-ID"] = f"<{key}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    message.attach_alternative(render_to_string("emails/notice.html", shown), "text/html")
    return message
