"""A case is found by the paper that the person brings: typed, scanned by hand, or seen by the camera (п. 21)."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from cases.law.actors import Role
from cases.service.acts import counter
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment


@open_to(Role.CLERK)
def find(request: AuthenticatedRequest) -> HttpResponse:
    """GET: `code`, what was typed or scanned. One case opens at once; of several a list; words where there is none."""
    text = request.GET.get("code", "").strip()[: counter.scanned.LONGEST]
    cases = counter.finding.cases_of(request.user, text, moment(request)) if text else []
    if len(cases) == 1:
        return HttpResponseRedirect(reverse("con:clerk:case", args=[cases[0].pk]))
    context = {"section": "desk", "code": text, "cases": cases, "nothing": bool(text) and not cases}
    return render(request, "con/clerk/find.html", context, status=404 if context["nothing"] else 200)
