"""What surrounds every call: the size of the body, the record, and that nothing but JSON ever comes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse

from cases.api import calls, problems
from cases.api.access import caller_of
from cases.api.throttling import count, left, stranger
from cases.web.common import moment

log = structlog.get_logger(__name__)

PREFIX = "/api/"


class ApiMiddleware:
    """For paths under /api/ alone, outside of all that would answer with a page, a redirect or a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        began = time.monotonic()
        response = _oversized(request) or self._answered(request)
        if response.status_code >= 400 and not problems.is_problem(response):
            response = problems.response(response.status_code)
        if _public(request):
            return response
        response = _slowed(request, response)
        return _recorded(request, response, round((time.monotonic() - began) * 1000))

    def _answered(self, request: HttpRequest) -> HttpResponse:
        """Django's own page of an error may fail in its turn, and then nobody else is left to answer."""
        try:
            return self.get_response(request)
        except Exception:
            log.exception("the page of an error failed", path=request.path)
            return problems.response(500)


def _oversized(request: HttpRequest) -> HttpResponse | None:
    """Told by the header alone: nothing of such a body is read."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return problems.response(411, detail="Send the body with its Content-Length.")
    if not (length.isascii() and length.isdigit()):
        return problems.response(400, detail="The Content-Length is no number.")
    if int(length[:20]) > settings.API_MAX_BYTES:
        return problems.response(413, detail=f"A body may have {settings.API_MAX_BYTES} bytes.")
    return None


def _slowed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Who proves nothing too often is no longer told what was wrong. A good signature from the same address, which a
    whole ministry may share, goes through at any time."""
    if caller_of(request) is not None or count(stranger(request), moment(request)) <= settings.API_STRANGERS:
        return response
    found = problems.response(429, detail="Too many calls that proved nothing came from this address.")
    found["Retry-After"] = str(int(left(moment(request))))
    return found


def _public(request: HttpRequest) -> bool:
    """The document and its page: no machine's business, so no call."""
    match = request.resolver_match
    return hasattr(getattr(match, "func", None), "open_to")


def _recorded(request: HttpRequest, response: Any, milliseconds: int) -> Any:
    """Nothing leaves without a record. A POST whose answer is lost is answered from what is kept."""
    try:
        calls.record(request, response, milliseconds)
    except Error:
        log.exception("a call could not be recorded", path=request.path)
        return response if response.status_code >= 400 else problems.response(503)
    return response
