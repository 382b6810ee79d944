"""Staff by the agency's own provider: there and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.law.errors import CaseError
from cases.models import User
from cases.service.acts import signing_in
from cases.web.request.moment import moment
from egov.accounts import door, flood
from egov.accounts.desks import desk_url
from egov.accounts.forms import SignInForm
from egov.accounts.sign_in import page, too_many

provider = signing_in.oidc


def _back() -> str:
    return f"{settings.PUBLIC_URL}{reverse('accounts:provider_back')}"


@never_cache
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """To the provider, with what only this browser brings back."""
    if not provider.is_on():
        raise Http404
    if request.user.is_authenticated:
        return redirect(door.next_of(request) or desk_url(request.user))
    if whose := flood.too_many_attempts(request):
        return too_many(request, whose)
    try:
        address, begun = provider.begin(_back())
    except CaseError as error:
        return page(request, SignInForm(request), error=error)
    door.give_up(request)
    until = (moment(request) + door.HALF_LASTS).isoformat()
    request.session[door.PROVIDER] = {"begun": asdict(begun), "next": door.next_of(request), "until": until}
    return redirect(address)


@never_cache
@require_safe
def return_from_provider(request: HttpRequest) -> HttpResponse:
    """From the provider: once for each time that it was gone to."""
    if not provider.is_on():
        raise Http404
    stored = request.session.pop(door.PROVIDER, None)
    if request.user.is_authenticated:
        return redirect(desk_url(request.user))
    now = moment(request)
    in_time = stored is not None and now < datetime.fromisoformat(stored["until"])
    begun = provider.Begun(**stored["begun"]) if stored is not None and in_time else None
    try:
        user = provider.finish(request.GET.dict(), begun, _back(), now)
    except CaseError as error:
        return page(request, SignInForm(request), error=error)
    flood.forget_attempts(request)
    return _in(request, user, stored["next"] if stored else "")


def _in(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    if not settings.DNR_OIDC_ASKS_CODE:
        return door.open_door(request, user, provider.WAY, next_url)
    door.begin(request, user, next_url, provider.WAY)
    return redirect("accounts:second_factor")
