"""From a page that is to be signed to a request, and to the page that waits for the telephone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.eds import mobile
from cases.models import User
from cases.web.request import browser
from cases.web.request.moment import moment

BUTTON = "by_mobile"
"""The name of the button that wants a telephone."""


def is_offered() -> bool:
    return bool(settings.EDS_MOBILE)


def is_wanted(request: HttpRequest) -> bool:
    return is_offered() and request.method == "POST" and BUTTON in request.POST


def ask_telephone(request: HttpRequest, wanted: mobile.Wanted, key: str = "") -> HttpResponse:
    """To the page that waits. `key`: that of the browser where nobody has signed in yet. Raises EdsError."""
    user = request.user if isinstance(request.user, User) else None
    secret = browser.of_cookie(key) if key else browser.secret_of(request)
    row = mobile.begin(wanted, user, secret, moment(request))
    if mobile.is_relayed():
        mobile.register(row)
    return redirect("mobile:waiting", row.pk)
