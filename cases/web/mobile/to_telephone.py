"""From a page that is to be signed to a request, and to the page that waits for the telephone."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cases.eds import mobile
from cases.eds.base import SigningWay
from cases.models import MobileSigning, User
from cases.web.request import browser
from cases.web.request.moment import moment

BUTTON = "by_mobile"
"""The name of the button that wants a telephone."""
CAME_BY = "telephone"
"""The field with the request that a telephone has answered; it goes with the signatures."""


def is_offered() -> bool:
    return bool(settings.EDS_MOBILE)


def is_requested(request: HttpRequest) -> bool:
    return is_offered() and request.method == "POST" and BUTTON in request.POST


def ask_telephone(request: HttpRequest, wanted: mobile.Wanted, key: str = "") -> HttpResponse:
    """To the page that waits. `key`: that of the browser where nobody has signed in yet. Raises EdsError."""
    user = request.user if isinstance(request.user, User) else None
    secret = browser.of_cookie(key) if key else browser.secret_of(request)
    row = mobile.begin(wanted, user, secret, moment(request))
    if mobile.is_relayed():
        mobile.register(row)
    return redirect("mobile:waiting", row.pk)


def way_of(request: HttpRequest, cms: str | bytes) -> SigningWay:
    """By what a signature has come. A telephone counts where its request has kept this very signature."""
    if isinstance(cms, bytes):
        return SigningWay.FILE
    named = request.POST.get(CAME_BY, "")
    row = _answered(request, named) if named else None
    if row is None or cms not in row.signatures:
        return SigningWay.NCALAYER
    return SigningWay.SIGEX if row.relay else SigningWay.MOBILE


def _answered(request: HttpRequest, named: str) -> MobileSigning | None:
    try:
        pk = UUID(named)
    except ValueError:
        return None
    rows = MobileSigning.objects.filter(pk=pk, browser=mobile.secret_digest(browser.secret_of(request)))
    return rows.filter(state=MobileSigning.SIGNED).first()
