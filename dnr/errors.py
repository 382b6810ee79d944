"""The pages of what went wrong before or below every view."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views import defaults

from cases.api.problems import AGAIN
from cases.web import kept

AWAY = (OperationalError, InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is handled. A database that is away or locked is no fault of the page: 503
    (RFC 9110, 15.6.4), for nothing was done, and the same request goes well a moment later."""
    if isinstance(sys.exception(), AWAY):
        return HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": AGAIN})
    return defaults.server_error(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form grows old when its reader signs in or out in another tab. Where it belongs to a page for people who have
    signed in, what was typed is handed back for copying; the public ones ask for passwords and codes."""
    match = request.resolver_match
    roles: frozenset[str] = getattr(match.func, "open_to", frozenset()) if match else frozenset()
    typed = kept.handed_back(request, ended=False) if roles and request.method == "POST" else None
    return typed or render(request, "403_csrf.html", status=403)
