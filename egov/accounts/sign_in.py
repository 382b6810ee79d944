"""The sign-in page: by ЭЦП for everybody, by password and code for the staff."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.law.errors import CaseError
from cases.service.acts import EdsError, signing_in
from cases.web import mobile
from cases.web.request import callers, stranger_limit
from cases.web.request.moment import moment
from egov.accounts import door, flood
from egov.accounts.desks import desk_url
from egov.accounts.forms import SignInForm

PAGE = "egov/accounts/sign_in.html"
METHODS = ["GET", "HEAD", "POST"]


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(METHODS)
def sign_in(request: HttpRequest) -> HttpResponse:
    """POST: the password of a member of staff, which leads to the second factor and no further."""
    if request.user.is_authenticated:
        return redirect(door.next_of(request) or desk_url(request.user))
    door.give_up(request)
    if request.method == "POST" and (whose := flood.too_many_attempts(request, flood.PASSWORD)):
        return too_many(request, whose)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        flood.forget_attempts(request, flood.PASSWORD)
        door.begin(request, form.get_user(), door.next_of(request))
        return redirect("accounts:second_factor")
    return page(request, form, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(METHODS)
def by_eds(request: HttpRequest) -> HttpResponse:
    """POST: the signed challenge. GET: the last of the three factors, for whom all are required."""
    half = door.half_way(request)
    third = half if half is not None and half.passed not in door.FIRST else None
    if request.user.is_authenticated or (request.method != "POST" and third is None):
        return redirect("accounts:sign_in")
    if request.method != "POST":
        return page(request, third=third)
    if whose := flood.too_many_attempts(request):
        return too_many(request, whose)
    try:
        return _to_telephone(request, third) if mobile.is_requested(request) else _signed(request, third)
    except CaseError as error:
        return page(request, SignInForm(request), third, error)


def too_many(request: HttpRequest, whose: str) -> HttpResponse:
    """Costs nothing: no form, no challenge."""
    everybody = whose == flood.EVERYBODY
    response = render(request, "egov/accounts/too_many.html", {"everybody": everybody}, status=429)
    response["Retry-After"] = str(callers.seconds_left(moment(request)) if everybody else flood.SECONDS)
    return response


def _signed(request: HttpRequest, third: door.Half | None) -> HttpResponse:
    now = moment(request)
    iin = third.user.signing_iin if third else ""
    if third and not iin:
        raise EdsError("account_without_iin")
    challenge, key = request.POST.get("challenge", ""), door.browser_key(request)
    signature = signing_in.verify_answer(_cms(request), challenge, key, now, iin)
    certificate = signing_in.SignInCertificate.of(signature)
    flood.forget_attempts(request)
    if third:
        return door.open_door(request, third.user, f"{third.passed}+eds", third.next, certificate)
    user = signing_in.account_of(signature.signer)
    if user is None:
        door.keep_newcomer(request, signing_in.newcomer(signature))
        return redirect("accounts:new_account")
    if not signing_in.by_certificate_alone(user.role):
        raise EdsError("password_first")
    return door.open_door(request, user, signing_in.Way.EDS, door.next_of(request), certificate)


def _to_telephone(request: HttpRequest, third: door.Half | None) -> HttpResponse:
    """A challenge of this browser, sent to a telephone."""
    now = moment(request)
    if not request.user.is_authenticated and stranger_limit.too_many("mobile", now):
        return too_many(request, flood.EVERYBODY)
    iin = third.user.signing_iin if third else ""
    if third and not iin:
        raise EdsError("account_without_iin")
    key = door.browser_key(request) or signing_in.fresh_key()
    next_url = third.next if third else door.next_of(request)
    wanted = signing_in.for_telephone(signing_in.issue(key, now), iin, reverse("accounts:by_eds"), next_url)
    return door.keep_key(mobile.ask_telephone(request, wanted, key), key)


def _cms(request: HttpRequest) -> str | bytes:
    """What NCALayer gave, or the file that another program signed; its size is judged where it is decoded."""
    file = request.FILES.get("cms_file")
    if file is not None and not request.POST.get("cms"):
        return bytes(file.read())
    return request.POST.get("cms", "")


# ------------------------------------------------------------------------------------------------ the page


def page(
    request: HttpRequest,
    form: Form | None = None,
    third: door.Half | None = None,
    error: CaseError | None = None,
    status: int = 200,
) -> HttpResponse:
    """With a fresh challenge each time: the page names what went wrong, and one may try again at once."""
    key = door.browser_key(request) or signing_in.fresh_key()
    issued = signing_in.issue(key, moment(request))
    next_url = third.next if third else door.next_of(request)
    context = {
        "form": form,
        "third": third,
        "error": error,
        "next": next_url,
        "content_b64": issued.base64,
        "hidden": [("challenge", issued.base64), ("next", next_url)],
        "ncalayer_url": settings.EDS_NCALAYER_URL,
        "by_mobile": mobile.is_offered(),
        "signer_by_password": signing_in.by_password("signer"),
        "provider": signing_in.oidc.provider_name() if signing_in.oidc.is_on() else "",
    }
    context |= _coming(request, next_url) | _demo(third)
    response = render(request, PAGE, context, status=error.status if error else status)
    return door.keep_key(response, key)


def _coming(request: HttpRequest, next_url: str) -> dict[str, Any]:
    """`ended`: the browser still carries the key of a session that is over."""
    had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return {"sent_here": bool(next_url), "ended": had_session and bool(next_url)}


def _demo(third: door.Half | None) -> dict[str, Any]:
    """Who may be visited in the demo; outside it nobody asks."""
    if not settings.DEMO or third:
        return {}
    demo: Any = import_module(settings.DEMO_DOOR)
    return {"demo_accounts": demo.accounts(), "demo_password": demo.PASSWORD}
