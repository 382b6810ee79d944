"""What comes before every view: the id of the request, its count, the probes, and what of a body was not received."""

import re
import time
import uuid
from collections.abc import Callable
from contextlib import suppress

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, UnreadablePostError
from django.shortcuts import render
from django.urls import resolve, reverse

from cases.api.middleware import NOT_RECEIVED
from cases.api.problems import AGAIN
from cases.files.caging import CagesBusyError
from cases.health import requests, urls

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """The id under which the request is found in logs, events, the worker and the gateways: the caller's X-Request-ID,
    so that a partner and we speak of the same thing, or a new one where that is none.

    It proves nothing of the caller: letters, digits and dashes, no longer than our columns, and never looked up.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = sent if REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        request.META["DNR_REQUEST_ID"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class RequestCountMiddleware:
    """Counts answers and their time by view, for Prometheus. What a stream takes after its head is not in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = self.get_response(request)
        requests.count(request, response.status_code, time.perf_counter() - begun)
        return response


class HealthMiddleware:
    """Answers /health/ and /metrics before the name of the host and TLS are checked: probes come by address, from
    inside, and speak plain HTTP. Who may read which of them is the views' own affair (`cases.health.access`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.paths = frozenset(
            reverse(f"health:{page.name}", urlconf=settings.ROOT_URLCONF) for page in urls.urlpatterns
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in self.paths:
            return self.get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Http404:
            response = HttpResponseNotFound("Not found\n", content_type="text/plain")
        response["X-Content-Type-Options"] = "nosniff"
        return response


class NotReceivedMiddleware:
    """A page for the body that was refused at the door of the server (`dnr.receiving`), and for the file that found no
    process to be opened in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = request.META.get(NOT_RECEIVED)
        return not_received(request, refusal.status, refusal.code) if refusal else self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_received(request, 503, "cages") if isinstance(exception, CagesBusyError) else None


def not_received(request: HttpRequest, status: int, code: str) -> HttpResponse:
    """`code` names the words in templates/not_received.html."""
    response = render(request, "not_received.html", {"code": code}, status=status)
    if status == 503:
        response["Retry-After"] = AGAIN
    return response


class RequestSizeMiddleware:
    """Refuses a body over REQUEST_MAX_BYTES (or that of its page) before anything of it is stored.

    A moderate excess is read and thrown away first: a browser whose connection is cut while it still sends shows its
    own error instead of our page.
    """

    DRAINED = 8
    CHUNK = 64 * 1024

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        size = int(length) if length.isdigit() else 0
        if size <= limit_of(request.path):
            return self.get_response(request)
        with suppress(UnreadablePostError):
            self._drain(request, size if size <= self.DRAINED * settings.REQUEST_MAX_BYTES else 0)
        return render(request, "413.html", {"limit": largest_file(request.path)}, status=413)

    def _drain(self, request: HttpRequest, left: int) -> None:
        while left > 0 and (chunk := request.read(min(self.CHUNK, left))):
            left -= len(chunk)


def _limit(path: str) -> int | None:
    """That of its own page, where it has one."""
    return next((most for page, most in settings.REQUEST_MAX_BYTES_OF.items() if re.fullmatch(page, path)), None)


def limit_of(path: str) -> int:
    """Bytes that the body of a request to this address may have."""
    return _limit(path) or int(settings.REQUEST_MAX_BYTES)


def largest_file(path: str) -> int:
    """Bytes that one file may have which is sent to this address."""
    verified = path == "/verify/"
    return int(_limit(path) or 0) - settings.DATA_UPLOAD_MAX_MEMORY_SIZE if verified else settings.DNR_UPLOAD_MAX_BYTES
