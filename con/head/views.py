"""The desk of a head: of one department of the migration service, of АКФ ПИТ or of the ministry (art. 91 of the АППК).

A head reads the cases of the body and decides none; what waits here is what only a head may do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cases.law.actors import Actor, Role
from cases.service import challenged, queries
from cases.service.vocabulary import Deadline
from cases.service.wording import local_day
from cases.web import desk
from cases.web.access import AuthenticatedRequest, open_to
from cases.web.common import moment

ROWS = 100
"""Of each list; the oldest come first, so that what is left out is what can wait."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """`days`: whole days since the last day of the term."""

    term: Deadline
    days: int


@open_to(Role.HEAD)
def home(request: AuthenticatedRequest) -> HttpResponse:
    user, now = request.user, moment(request)
    search = request.GET.get("q", "").strip()[: desk.SEARCH]
    context: dict[str, Any] = {
        "section": "desk",
        "now": now,
        "search": search,
        "found": queries.find_cases(user, search, now) if search else [],
        "complaints": challenged.complaints_waiting(user, ROWS),
        "doubted": queries.approvals_doubted(user, ROWS),
        "rulings": [(row, row.overdue(local_day(now))) for row in challenged.rulings_waiting(user, ROWS)],
        "overdue": _overdue(challenged.overdue_terms(user, now, ROWS), now),
        "originals": challenged.overdue_originals(user, local_day(now), ROWS),
    }
    return render(request, "con/head/home.html", context)


def _overdue(terms: list[Deadline], now: datetime) -> list[Overdue]:
    return [Overdue(term, (local_day(now) - term.last_day).days) for term in terms]


case = desk.case(Actor.HEAD, "con/head/case.html")
