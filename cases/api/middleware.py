"""What surrounds every call: the size of the body, the record, and that nothing but JSON ever comes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cases.api import calls, problems
from cases.api.access import caller_of
from cases.api.throttling import stranger
from cases.gateways import signing
from cases.web.request import stranger_limit
from cases.web.request.callers import count, seconds_left
from cases.web.request.moment import moment

log = structlog.get_logger(__name__)

PREFIX = "/api/"
NOT_RECEIVED = "dnr.not_received"
"""In the WSGI environment: why the body was not received (`status`, `detail`), set by the server's door."""


class ApiMiddleware:
    """For paths under /api/ alone, outside of all that would answer with a page, a redirect or a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        began = time.monotonic()
        response = _no_page(request, _unreadable(request) or self._answered(request))
        if _public(request):
            return response
        response = _recorded(request, response, round((time.monotonic() - began) * 1000))
        # RFC 9111, 3.5 keeps shared caches from answers to Authorization alone, and our calls bear other headers.
        response["Cache-Control"] = "no-store"
        return response

    def _answered(self, request: HttpRequest) -> HttpResponse:
        """Django's own page of an error may fail in its turn, and then nobody else is left to answer."""
        try:
            return self.get_response(request)
        except Exception:
            log.exception("the page of an error failed", path=request.path)
            return problems.response(500)


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """By the headers, and by what of the body arrived: no view reads such a body."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return problems.response(411, detail="Send the body with its Content-Length.")
    if not (length.isascii() and length.isdigit()):
        return problems.response(400, detail="The Content-Length is no number.")
    if int(length[:20]) > settings.API_MAX_BYTES:
        return problems.response(413, detail=f"A body may have {settings.API_MAX_BYTES} bytes.")
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        response = problems.response(415, detail="Send the body as it is, without a Content-Encoding.")
        response["Accept-Encoding"] = "identity"  # RFC 9110, 15.5.16
        return response
    refusal = request.META.get(NOT_RECEIVED)
    return problems.response(refusal.status, detail=refusal.detail) if refusal else None


def _no_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Nor a redirect of what is signed: the signature covers this path alone, so there is nowhere to go on to."""
    if response.status_code >= 400 and not problems.is_problem(response):
        return problems.response(response.status_code)
    led_on = 300 <= response.status_code < 400 and signing.KEY in request.headers
    return problems.response(404) if led_on else response


def _slowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Who is turned away too often no longer learns what was wrong, a key that was revoked included. A good call from
    the same address, which a whole ministry may share, goes through at any time."""
    let_in = caller_of(request) is not None and response.status_code not in (401, 403)
    if let_in:
        return response
    now = moment(request)
    if count(stranger(request), now) > settings.API_STRANGERS:
        return _too_many("Too many calls that were turned away came from this address.", now)
    if caller_of(request) is None and stranger_limit.too_many("api", now):
        return _too_many("Too many calls of unknown callers came from all addresses together. Sign yours.", now)
    return response


def _too_many(detail: str, now: datetime) -> HttpResponse:
    response = problems.response(429, detail=detail)
    response["Retry-After"] = str(seconds_left(now))
    return response


def _public(request: HttpRequest) -> bool:
    """The document and its page: no machine's business, so no call."""
    match = request.resolver_match
    return hasattr(getattr(match, "func", None), "open_to")


def _recorded(request: HttpRequest, response: HttpResponse, milliseconds: int) -> Any:
    """Nothing leaves without a record. A POST whose response is lost gets the stored response."""
    try:
        response = _slowed(request, response)
        calls.record(request, response, milliseconds)
    except Exception:  # the database is away, or the cache that counts
        log.exception("a call could not be recorded", path=request.path)
        return response if response.status_code >= 400 else problems.response(503)
    return response
