"""The staff's second factor: the code after the password, setting it up, new recovery codes."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.law.actors import STAFF
from cases.law.errors import CaseError
from cases.models import User
from cases.service.acts import signing_in
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from egov.accounts import door
from egov.accounts.desks import desk_url
from egov.accounts.forms import CodeForm, EnrolmentForm

METHODS = ["GET", "HEAD", "POST"]
factor = signing_in.factor


@never_cache
@require_http_methods(METHODS)
def second_factor(request: HttpRequest) -> HttpResponse:
    """After the password: the code, or its setting up where there is none yet."""
    half = door.half_way(request)
    if request.user.is_authenticated or half is None:
        return _too_late(request)
    if half.passed not in door.FIRST:
        return redirect("accounts:by_eds")
    _made_for_the_demo(half.user)
    if factor.device(half.user) is None:
        return _first_enrolment(request, half)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        way = _checked(request, half.user, form, "code")
        if way:
            return _passed(request, half, f"{half.passed}+{way}")
    context = {"form": form, "who": half.user, "demo_code": _demo_code(request, half.user)}
    return render(request, "egov/accounts/code.html", context, status=_status(form))


def _passed(request: HttpRequest, half: door.Half, way: str) -> HttpResponse:
    if way.endswith(factor.RECOVERY):
        notice = _("A recovery code is spent; %(n)s are left. Set up the application again under “My data”.")
        messages.warning(request, notice % {"n": factor.codes_left(half.user)})
    if signing_in.needs_both(half.user.role):
        door.advance(request, passed=way)
        return redirect("accounts:by_eds")
    return door.open_door(request, half.user, way, half.next)


def _too_late(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated and door.HALF in request.session:
        messages.warning(request, _("Too much time has passed since the password. Sign in once more."))
    return redirect("accounts:sign_in")


# ------------------------------------------------------------------------------------------------ setting up


def _first_enrolment(request: HttpRequest, half: door.Half) -> HttpResponse:
    device = factor.pending(half.user, half.device)
    if device is None:
        device = factor.begin(half.user)
        door.advance(request, device=device.pk)
    form = EnrolmentForm(request.POST or None, again=False)
    if request.method == "POST" and form.is_valid():
        codes = _confirmed(request, half.user, device, form, first=True)
        if codes:
            return _enrolled(request, half, codes)
    return _enrolment(request, form, device, half.user)


def _enrolled(request: HttpRequest, half: door.Half, codes: list[str]) -> HttpResponse:
    """The codes stand in this answer alone: a redirect would have to keep them somewhere readable."""
    if signing_in.needs_both(half.user.role):
        door.advance(request, passed=f"password+{factor.TOTP}")
        return _codes(request, codes, "accounts:by_eds")
    door.enter(request, half.user, f"{half.passed}+{factor.TOTP}")
    return door.finish_sign_in(_codes(request, codes, half.next or desk_url(half.user)), request, half.user)


@require_http_methods(METHODS)
@open_to(*STAFF)
def renew(request: AuthenticatedRequest) -> HttpResponse:
    """A new telephone: a fresh code of the one before is required, where there was one."""
    user = request.user
    if not signing_in.by_password(user.role):
        return redirect("accounts:profile")
    device, proven = _begun(request, user)
    form = EnrolmentForm(request.POST or None, again=not proven)
    if request.method == "POST" and form.is_valid() and (proven or _proven(request, user, device, form)):
        codes = _confirmed(request, user, device, form, first=False)
        if codes:
            del request.session[door.RENEWAL]
            return _codes(request, codes, "accounts:profile")
    return _enrolment(request, form, device, user)


def _begun(request: HttpRequest, user: User) -> tuple[Any, bool]:
    """The secret begun with, and whether a code of the one before was entered; there may have been none."""
    stored = request.session.get(door.RENEWAL) or {}
    device = factor.pending(user, stored.get("device"))
    proven = factor.device(user) is None
    if device is not None:
        return device, stored["proven"] or proven
    device = factor.begin(user)
    request.session[door.RENEWAL] = {"device": device.pk, "proven": proven}
    return device, proven


def _proven(request: HttpRequest, user: User, device: TOTPDevice, form: Form) -> bool:
    """A right code is spent, so it is remembered: a slip in the other field does not ask for it again."""
    if not _checked(request, user, form, "present"):
        return False
    request.session[door.RENEWAL] = {"device": device.pk, "proven": True}
    del form.fields["present"]
    return True


@require_http_methods(METHODS)
@open_to(*STAFF)
def recovery_codes(request: AuthenticatedRequest) -> HttpResponse:
    """Ten new ones, against a fresh code."""
    user = request.user
    if factor.device(user) is None:
        return redirect("accounts:renew")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _checked(request, user, form, "code"):
        return _codes(request, factor.new_codes(user), "accounts:profile")
    context = {"form": form, "who": user, "renewing": True, "demo_code": _demo_code(request, user)}
    return render(request, "egov/accounts/code.html", context, status=_status(form))


# ------------------------------------------------------------------------------------------------ in common


def _checked(request: HttpRequest, user: User, form: Form, field: str) -> str:
    """How the code was right; "" with the reason in the form."""
    try:
        return factor.check(user, form.cleaned_data[field], moment(request))
    except CaseError as error:
        _refuse(form, field, error)
        return ""


def _confirmed(request: HttpRequest, user: User, device: TOTPDevice, form: Form, *, first: bool) -> list[str]:
    try:
        return factor.confirm(user, device.pk, form.cleaned_data["code"], moment(request), first=first)
    except CaseError as error:
        _refuse(form, "code", error)
        return []


def _refuse(form: Form, field: str, error: CaseError) -> None:
    form.add_error(field, str(error))
    form.refused = error.status  # type: ignore[attr-defined]


def _status(form: Form) -> int:
    return getattr(form, "refused", 422 if form.is_bound else 200)


def _enrolment(request: HttpRequest, form: Form, device: TOTPDevice, user: User) -> HttpResponse:
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    context = {
        "form": form,
        "who": user,
        "picture": picture,
        "secret": factor.secret_in_fours(device),
        "demo_code": _demo_code(request, user),
    }
    return render(request, "egov/accounts/enrolment.html", context, status=_status(form))


def _codes(request: HttpRequest, codes: list[str], onward: str) -> HttpResponse:
    return render(request, "egov/accounts/recovery_codes.html", {"codes": codes, "onward": resolve_url(onward)})


def _made_for_the_demo(user: User) -> None:
    """A visitor of the demo has no telephone with this account: it is set up, and the next page tells the code."""
    if settings.DEMO:
        import_module(settings.DEMO_DOOR).prepare(user)


def _demo_code(request: HttpRequest, user: User) -> str:
    return import_module(settings.DEMO_DOOR).code(user, moment(request)) if settings.DEMO else ""
