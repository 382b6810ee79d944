"""A case is found by the paper that the person brings: typed, scanned by hand, seen by the camera, or photographed
(п. 21)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.law.actors import Role
from cases.law.errors import CaseError
from cases.service import counters
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment


@open_to(Role.CLERK)
def find(request: AuthenticatedRequest) -> HttpResponse:
    """GET: `code`, what was typed or scanned. One case opens at once, but for one of a similar name alone; of several
    a list; words where there is none.
    POST: a photo of a QR code, which is read here."""
    if request.method == "POST":
        return _photographed(request)
    text = request.GET.get("code", "").strip()[: counters.LONGEST_CODE]
    if not text:
        return _page(request, 422 if "code" in request.GET else 200, empty="code" in request.GET)
    matches = counters.cases_of(request.user, text, moment(request))
    if len(matches.cases) == 1 and not matches.nearly:
        return HttpResponseRedirect(reverse("con:clerk:case", args=[matches.cases[0].pk]))
    nothing = not matches.cases
    context = {"code": text, "cases": matches.cases, "nearly": matches.nearly, "nothing": nothing}
    return _page(request, 404 if nothing else 200, **context)


def _photographed(request: AuthenticatedRequest) -> HttpResponse:
    photo = request.FILES.get("photo")
    if photo is None:
        return _page(request, 422, photo_fault=_("Choose a photo of the QR code, or take one."))
    try:
        code = counters.code_of(photo)
    except CaseError as error:
        return _page(request, 422, photo_fault=str(error))
    return HttpResponseRedirect(f"{reverse('con:clerk:find')}?{urlencode({'code': code})}")


def _page(request: AuthenticatedRequest, status: int, **context: object) -> HttpResponse:
    return render(request, "con/clerk/find.html", {"section": "desk", **context}, status=status)
