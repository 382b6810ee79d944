"""The page of what nobody foresaw."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults

from cases.api.problems import AGAIN

AWAY = (OperationalError, InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is handled. A database that is away or locked is no fault of the page: 503
    (RFC 9110, 15.6.4), for nothing was done, and the same request goes well a moment later."""
    if isinstance(sys.exception(), AWAY):
        return HttpResponse(loader.get_template("503.html").render(), status=503, headers={"Retry-After": AGAIN})
    return defaults.server_error(request)
