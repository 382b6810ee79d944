"""The office of the public service centre in one city, for the clerk who leads it: who works on what, what is late,
the registries of the courier. The order names no head of ЦОН (interpretation 74)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.service import head, registries
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from con.head import figures

ROWS = 100
"""Of each list, the oldest first."""


@open_to(Role.CLERK)
def office(request: AuthenticatedRequest) -> HttpResponse:
    user, now = request.user, moment(request)
    if not user.leads_office:
        raise Http404
    late = figures.overdue(head.overdue_terms(user, now, ROWS + 1), now)
    back = head.overdue_originals(user, local_day(now), ROWS + 1)
    context: dict[str, Any] = {
        "section": "desk",
        "now": now,
        "work_url": reverse("con:clerk:home"),
        "cases_url": reverse("con:clerk:home"),
        "away": {row.user_id: row for row in head.absences_of_desk(user, now)},
        "overdue": late[:ROWS],
        "originals": back[:ROWS],
        "more": {name for name, rows in (("overdue", late), ("originals", back)) if len(rows) > ROWS},
        "open_registry": registries.open_registry(user),
        "on_way": registries.of_city(user, on_way=True),
        "of_day": registries.of_city(user, day=local_day(now)),
    }
    context |= figures.page_figures(user, context["away"])
    return render(request, "con/clerk/office.html", context)
