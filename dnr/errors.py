"""The pages of what went wrong before or below every view."""

import errno
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views import defaults

from cases.api.problems import AGAIN
from cases.files.storing import StorageAwayError
from cases.web.request import typed_input
from dnr.middleware import not_received

UNRECEIVED: dict[type[Exception], str] = {
    MultiPartParserError: "broken",
    TooManyFilesSent: "files",
    TooManyFieldsSent: "fields",
}
"""The words of templates/not_received.html for what Django refuses while it reads a form."""
AWAY = (OperationalError, InterfaceError)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is handled. A database or a storage that is away, a locked database, a full
    disk are no fault of the page: 503 (RFC 9110, 15.6.4), for nothing was done, and the same request goes well a
    moment later."""
    error = sys.exception()
    if (
        isinstance(error, Exception) and type(error) in UNRECEIVED
    ):  # the page of another error was the first to read the form
        return bad_request(request, error)
    if isinstance(error, AWAY) or (isinstance(error, OSError) and error.errno in NO_ROOM):
        return _unavailable()
    if isinstance(error, StorageAwayError):
        words = _(
            "The files of the portal cannot be reached just now. Nothing was changed; try again in a few minutes."
        )
        return _unavailable(words)
    return defaults.server_error(request)


def _unavailable(reason: str = "") -> HttpResponse:
    page = loader.get_template("503.html").render({"reason": reason})
    return HttpResponse(page, status=503, headers={"Retry-After": AGAIN})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page names what was too much, with what to do; Django itself calls it a bad request."""
    if code := UNRECEIVED.get(type(exception)):
        return not_received(request, 400, code)
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", {"limit": settings.DNR_UPLOAD_MAX_BYTES}, status=413)
    return defaults.bad_request(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form grows old when its reader signs in or out in another tab. Where it belongs to a page for people who have
    signed in, what was typed is handed back for copying; the public ones ask for passwords and codes."""
    match = request.resolver_match
    roles: frozenset[str] = getattr(match.func, "open_to", frozenset()) if match else frozenset()
    typed = typed_input.typed_page(request, ended=False) if roles and request.method == "POST" else None
    return typed or render(request, "403_csrf.html", status=403)
