"""The desk of a head: of one department of the migration service, of АКФ ПИТ or of the ministry (art. 91 of the АППК).

A head reads the cases of the body and decides none: the head shares out the work, sees how far it is, and does what
only a head may do. Nothing is counted for this page: the figures are those of the last count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.law.places import STATES, label_of
from cases.models import Deadline, User
from cases.service import challenged, head, queries
from cases.service.orders import STEPS
from cases.web import desk
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.moment import moment
from cases.web.workload import many, owners_of

ROWS = 100
"""Of each list; the oldest come first, so that what is left out is what can wait."""
FEW = 10
"""Of what is only looked at."""


@dataclass(frozen=True, slots=True)
class Overdue:
    term: Deadline
    days: int
    """Whole days since the last day of the term."""


@open_to(Role.HEAD)
def home(request: AuthenticatedRequest) -> HttpResponse:
    user, now = request.user, moment(request)
    search = request.GET.get("q", "").strip()[: desk.SEARCH]
    screen = queries.find_cases(user, search, now)
    corrections, drafted = head.second_officials(user, ROWS)
    context: dict[str, Any] = {
        "section": "desk",
        "now": now,
        "search": search,
        "found": screen.cases,
        "nearly": screen.nearly,
        "complaints": challenged.complaints_waiting(user, ROWS),
        "doubted": queries.approvals_doubted(user)[:ROWS],
        "rulings": [(row, row.overdue(local_day(now))) for row in head.rulings_waiting(user, ROWS)],
        "overdue": _overdue(head.overdue_terms(user, now, ROWS), now),
        "originals": head.overdue_originals(user, local_day(now), ROWS),
        "corrections": corrections,
        "drafted": [(row, STEPS[row.step].label) for row in drafted],
        "escalations": head.escalations(user, FEW),
        "away": {row.user_id: row for row in head.absences_of_desk(user, now)},
    }
    return render(request, "con/head/home.html", context | _figures(user, context["away"]))


def _overdue(terms: list[Deadline], now: datetime) -> list[Overdue]:
    return [Overdue(term, (local_day(now) - term.last_day).days) for term in terms]


def _figures(user: User, away: dict[Any, Any]) -> dict[str, Any]:
    """Load by person and state, who has waited longest, and how long steps take; nothing before the first count."""
    kept = head.figures_of_desk(user)
    if kept is None:
        return {"counted_at": None}
    figures, away_by_key = kept.figures, {str(key): row for key, row in away.items()}
    rows = [row | {"away": away_by_key.get(row["user"])} for row in figures["load"]]
    free = figures["free"]
    states = [s for s in STATES if any(s in row["states"] for row in [*rows, free])]
    return {
        "counted_at": kept.at,
        "states": [label_of(state) for state in states],
        "load": [(row, [row["states"].get(state, 0) for state in states]) for row in rows],
        "free": (free, [free["states"].get(state, 0) for state in states]),
        "longest": [row | {"since": parse_datetime(row["since"])} for row in figures["longest"]],
        "steps": [row | {"label": STEPS[row["step"]].label} for row in figures["steps"] if row["step"] in STEPS],
    }


@open_to(Role.HEAD)
def work(request: AuthenticatedRequest) -> HttpResponse:
    """What waits on the officials, of one of them, of nobody or of all, to be shared out. `owner`, `after`: in the
    address."""
    user, owner = request.user, request.GET.get("owner", "")
    person = head.official(user, owner) if owner not in ("", head.NOBODY) else None
    if owner not in ("", head.NOBODY) and person is None:
        raise Http404
    page = head.work_of(user, owner, request.GET.get("after", ""))
    names, here = owners_of(page.cases, user, moment(request)), reverse("con:head:work")
    asked = {"owner": owner} if owner else {}
    context = {
        "section": "desk",
        "now": moment(request),
        "person": person,
        "owner": owner,
        "officials": head.officials(user)[:ROWS],
        "rows": [(case, names.get(case.pk, "")) for case in page.cases],
        "next_url": f"{here}?{urlencode(asked | {'after': page.after})}" if page.after else "",
        "first_url": f"{here}?{urlencode(asked)}" if request.GET.get("after") else "",
        "here": request.get_full_path(),
        "many": many.verbs_bar(request),
    }
    return render(request, "con/head/work.html", context)


case = desk.case(Actor.HEAD, "con/head/case.html")
