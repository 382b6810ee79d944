"""The arrival list of a day (п. 19, 21): who is expected, who came, which packages are on their way."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from cases.law.actors import Role
from cases.service import counters
from cases.web.request.access import AuthenticatedRequest, open_to
from con.counter.days import chosen_day


@open_to(Role.OFFICER)
def of_day(request: AuthenticatedRequest) -> HttpResponse:
    days = chosen_day(request)
    context = days | {"section": "desk", "list": counters.expected(request.user, days["day"])}
    return render(request, "con/officer/arrivals.html", context)
