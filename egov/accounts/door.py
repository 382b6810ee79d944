"""Between a password and the portal: who is half-way in, and what happens when the door opens.

Half-way state lives in the session, ten minutes: `login()` is called once, when the last factor has come. Whoever
changes the password meanwhile has to start again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.models import User
from cases.service import queries
from cases.service.acts import naming, signing_in
from cases.web.request import browser
from cases.web.request.callers import address
from cases.web.request.moment import moment
from egov.accounts.desks import desk_url
from egov.accounts.language import keep_language

HALF, NEWCOMER, RENEWAL, PROVIDER = "half_way", "newcomer", "second_factor", "provider"
"""Keys of the session: half-way in, known by certificate only, setting up a new second factor, gone to a provider."""
PASSWORD = "password"
FIRST = (PASSWORD, signing_in.oidc.WAY)
"""What a code comes after."""
HALF_LASTS, NEWCOMER_LASTS = timedelta(minutes=10), timedelta(minutes=15)
# The cookie with the key that ties a challenge to this browser. A session would cost a row for every passer-by.
BROWSER = browser.BROWSER


def next_of(request: HttpRequest) -> str:
    """Where the visitor wanted to go, if that is here; else ""."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    # A path and nothing else: `redirect` takes a bare word for the name of a view.
    path = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if path and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else ""


# ------------------------------------------------------------------------------------------------ half-way


@dataclass(slots=True)
class Half:
    user: User
    passed: str
    """Which factors have come: one of FIRST, then "password+totp" or "password+recovery"."""
    next: str
    device: Any = None
    """Of an enrolment, the secret begun with."""


def begin(request: HttpRequest, user: User, next_url: str, passed: str = PASSWORD) -> None:
    request.session.cycle_key()
    request.session[HALF] = {
        "user": str(user.pk),
        "hash": user.get_session_auth_hash(),
        "passed": passed,
        "next": next_url,
        "until": (moment(request) + HALF_LASTS).isoformat(),
    }


def half_way(request: HttpRequest) -> Half | None:
    """Who is half-way in; None when nobody is, or not any more."""
    stored = request.session.get(HALF)
    if not stored or moment(request) >= datetime.fromisoformat(stored["until"]):
        return None
    user = queries.user_in_service(stored["user"])
    if user is None or user.get_session_auth_hash() != stored["hash"] or not signing_in.by_password(user.role):
        return None
    return Half(user, stored["passed"], stored["next"], stored.get("device"))


def give_up(request: HttpRequest) -> None:
    """Who looks at the sign-in page begins from the beginning: on a shared computer it may be somebody else."""
    for key in (HALF, NEWCOMER):
        request.session.pop(key, None)


def advance(request: HttpRequest, **facts: object) -> None:
    request.session[HALF] = request.session[HALF] | facts


# ------------------------------------------------------------------------------------------------ known by certificate


def keep_newcomer(request: HttpRequest, new: signing_in.Newcomer) -> None:
    """Keeps what the certificate tells until the account is open, a quarter of an hour at most."""
    request.session.cycle_key()
    until = (moment(request) + NEWCOMER_LASTS).isoformat()
    request.session[NEWCOMER] = {"who": new.plain(), "next": next_of(request), "until": until}


def newcomer_at_door(request: HttpRequest) -> tuple[signing_in.Newcomer, str] | None:
    """Who is to get an account, and where they wanted to go."""
    stored = request.session.get(NEWCOMER)
    if not stored or moment(request) >= datetime.fromisoformat(stored["until"]):
        return None
    return signing_in.Newcomer.from_plain(stored["who"]), stored["next"]


# ------------------------------------------------------------------------------------------------ in


def open_door(
    request: HttpRequest, user: User, way: str, next_url: str, certificate: signing_in.SignInCertificate | None = None
) -> HttpResponse:
    """Signs in, remembers it, and leads on. The one place of the portal that calls `login`."""
    enter(request, user, way, certificate)
    if certificate is not None:
        _say_of(request, certificate, user)
    return finish_sign_in(redirect(next_url or desk_url(user)), request, user)


def enter(request: HttpRequest, user: User, way: str, certificate: signing_in.SignInCertificate | None = None) -> None:
    for key in (HALF, NEWCOMER, RENEWAL, PROVIDER):
        request.session.pop(key, None)
    backend = signing_in.CERTIFICATE if certificate is not None else signing_in.STAFF_PASSWORD
    login(request, user, backend=backend)
    signing_in.record(user, moment(request), way, address(request), certificate)


def finish_sign_in(response: HttpResponse, request: HttpRequest, user: User) -> HttpResponse:
    """In the language of the account, and with the key of the browser used up."""
    response.delete_cookie(BROWSER, samesite="Lax")
    return keep_language(response, request, user)


def _say_of(request: HttpRequest, certificate: signing_in.SignInCertificate, user: User) -> None:
    if not signing_in.same_name(certificate, user) and not _is_corrected(user):
        notice = _("Your certificate says “%(name)s”. The account keeps the name “%(own)s”; write to us if it changed.")
        if user.role == Role.APPLICANT:
            notice = _(
                "Your certificate says “%(name)s”, and the account keeps the name “%(own)s”. If it is not that of "
                "your passport, ask for a correction under “My data”."
            )
        messages.info(request, notice % {"name": certificate.name, "own": user.full_name})
    if certificate.ends_soon(moment(request)):
        messages.warning(
            request,
            _("Your electronic signature (ЭЦП) ends soon: see “My data”. Without a valid one you can not sign in."),
        )


def _is_corrected(user: User) -> bool:
    """The name was made that of the passport at the person's own request: the certificate is known to differ."""
    last = naming.latest(user.person) if user.person is not None else None
    return last is not None and last.state == last.ACCEPTED and last.wanted == user.full_name


# ------------------------------------------------------------------------------------------------ the browser


def browser_key(request: HttpRequest) -> str:
    """The key this browser came with; "" where it has none of ours."""
    key = request.COOKIES.get(BROWSER, "")
    return key if signing_in.is_key(key) else ""


def keep_key(response: HttpResponse, key: str) -> HttpResponse:
    response.set_cookie(
        BROWSER, key, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
    )  # until the browser is closed
    return response
