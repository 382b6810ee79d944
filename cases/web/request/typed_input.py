"""Input that was not accepted: the browser keeps it (static/dnr/keep.js), for its own person, and never the server.

A form brings `kept`, the number under which its browser keeps what was typed. When the form is taken (a redirect), the
cookie `dnr_kept` says so with that number, and the browser forgets. A form that cannot be taken, because its session is
over or its token is old, is answered by a page that hands what was typed back for copying.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from cases.fields.merging import BASE, CHOICE, CLASH, ONLY, SENT, base_texts
from cases.models import User

NUMBER, COOKIE, COOKIE_SECONDS = "kept", "dnr_kept", 120
SAME = "same-origin"
_NUMBER = re.compile(r"[a-z0-9]{8,32}")
OURS = frozenset(
    {
        "csrfmiddlewaretoken",
        "version",
        "draft",
        "draft_at",
        "preview",
        "current",
        "seen",
        NUMBER,
        BASE,
        ONLY,
        CLASH,
        SENT,
        "cms",
        "sheet_at",
        "sheet_language",
        "sheet_shown",
        "next",
        "code",
        "present",
        "password",
    }
)
"""Inputs that a page fills in by itself, and secrets."""
_CHOSEN = re.compile(r"[a-z_]{0,20}|\d{1,3}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Values of lists and boxes: nothing that was typed."""

Response = TypeVar("Response", bound=HttpResponseBase)


def owner_mark(user: User) -> str:
    """Identifies the owner of what a browser keeps: the same at each sign-in, and revealing nothing about the
    person."""
    return salted_hmac("cases.web.kept", str(user.pk), algorithm="sha256").hexdigest()[:24]


def not_accepted(response: Response) -> Response:
    """A redirect that accepts none of the input: the browser goes on keeping it."""
    response.not_accepted = True  # type: ignore[attr-defined]
    return response


def confirm(request: HttpRequest, response: HttpResponseBase) -> None:
    """Tell the browser that the form was taken: by a redirect, or by the part of a page that a script requested."""
    number = request.POST.get(NUMBER, "") if request.method == "POST" else ""
    in_place = response.status_code == 200 and request.headers.get("HX-Request") == "true"
    taken = (in_place or 300 <= response.status_code < 400) and not getattr(response, "not_accepted", False)
    if taken and _NUMBER.fullmatch(number):
        secure = bool(settings.SESSION_COOKIE_SECURE)
        response.set_cookie(COOKIE, number, max_age=COOKIE_SECONDS, samesite="Lax", secure=secure)


def typed_page(request: HttpRequest, *, ended: bool = False, why: str = "", status: int = 403) -> HttpResponse | None:
    """The page that gives back what was typed. `ended`: the session is over; `why`: what else prevented it, for a
    person who is signed in. None when nothing was typed."""
    # Only a browser writes Sec-Fetch-Site, so no other site can put its words on a page of ours. A reason is displayed
    # behind the check of the form's token, which no other site has.
    ours = bool(why) or request.headers.get("Sec-Fetch-Site") == SAME
    typed = list(_typed(request)) if ours else []
    context = {"typed": typed, "ended": ended, "why": why, "files": bool(request.FILES)}
    return render(request, "403_csrf.html", context, status=status) if typed else None


def _typed(request: HttpRequest) -> Iterator[str]:
    return (text for _name, text in named_texts(request))


def named_texts(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """(input, text) of what was typed, and differs from what the page showed."""
    base = base_texts(request.POST) or {}
    for name, values in request.POST.lists():
        if name in OURS or name.startswith((CHOICE, "_")):  # "_save" and its kind are buttons
            continue
        yield from ((name, v) for v in values if v != base.get(name) and not _CHOSEN.fullmatch(v))
