"""Every service the person has asked for here, with its end: what egov.kz calls the history of services."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from cases.law.actors import Role
from cases.models import Case
from cases.service import own_data
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import case_url


class Service(NamedTuple):
    case: Case
    url: str
    about: str
    """Of a complaint: the number of the case it is about."""


@open_to(Role.APPLICANT)
def history(request: AuthenticatedRequest) -> HttpResponse:
    """The newest first, complaints too."""
    cases = reversed(own_data.all_cases_of(request.user))
    rows = [Service(case, case_url(request.user, case), case.about.number if case.about else "") for case in cases]
    return render(request, "egov/cabinet/history.html", {"services": rows, "section": "desk"})
