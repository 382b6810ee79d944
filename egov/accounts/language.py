"""The language pages and mail come in: by the switch of every page, and at sign-in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from cases.models import User
from cases.service.acts import set_language
from egov.accounts.desks import address_of_page, languages_of


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The switch of every page: back to where it was pressed; a signed-in user's mail follows it."""
    user = request.user
    chosen, back = request.POST.get("language", ""), request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = HttpResponseRedirect(back if back and safe else address_of_page("front:home") or "/")
    if chosen not in languages_of(user):
        return response
    if user.is_authenticated:
        set_language(user, chosen)
    return with_language(response, chosen)


def keep_language(response: HttpResponse, request: HttpRequest, user: User) -> HttpResponse:
    """After sign-in the language this browser was set to stays, if the user's pages come in it; else the account's."""
    codes = languages_of(user)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if chosen in codes:
        return response
    return with_language(response, user.language if user.language in codes else settings.LANGUAGE_CODE)


def with_language(response: HttpResponse, code: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
    return response
