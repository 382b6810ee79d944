"""The clock of an applicant abroad, beside that of Kazakhstan: chosen where the browser does not tell it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from cases.law.actors import Role
from cases.values.zones import COOKIE, parse_zone
from cases.web.request import returning
from cases.web.request.access import AuthenticatedRequest, open_to


@open_to(Role.APPLICANT)
def own_zone(request: AuthenticatedRequest) -> HttpResponse:
    """POST: the zone of a list; what is no zone changes nothing."""
    response = redirect(returning.back_of(request) or "egov:cabinet:home")
    zone = parse_zone(request.POST.get("zone", "")) if request.method == "POST" else None
    if zone is not None:
        age, secure = settings.LANGUAGE_COOKIE_AGE, settings.LANGUAGE_COOKIE_SECURE
        response.set_cookie(COOKIE, zone.key, max_age=age, secure=secure, samesite="Lax")
    return response
