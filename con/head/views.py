"""The desk of a head: of one department of the migration service, of АКФ ПИТ or of the ministry (art. 91 of the АППК).

A head reads the cases of the body and decides none: the head shares out the work, sees how far it is, and does what
only a head may do. The figures are those of the last count; for this page the marks of the terms alone are counted,
no further than they show.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.models import Ruling, User
from cases.programmes.nomad.forms.rulings import ExecuteRulingForm
from cases.service import challenged, head, queries
from cases.service.orders import STEPS
from cases.web import desk
from cases.web.request.access import AuthenticatedRequest, open_to
from cases.web.request.addresses import step_url
from cases.web.request.moment import moment
from con.head import figures

ROWS = 100
"""Of each list; the oldest come first, so that what is left out is what can wait."""
FEW = 10
"""Of what is only looked at."""
WORK = "con:head:work"


@open_to(Role.HEAD)
def home(request: AuthenticatedRequest) -> HttpResponse:
    user, now = request.user, moment(request)
    context: dict[str, Any] = {
        "section": "desk",
        "now": now,
        "escalations": head.escalations(user, FEW),
        "work_url": reverse(WORK),
        "cases_url": reverse("con:head:home"),
        "away": {row.user_id: row for row in head.absences_of_desk(user, now)},
    }
    context |= _lists(user, now)
    context |= {"unconfirmed": challenged.unconfirmed(context["complaints"])} | figures.page_figures(
        user, context["away"]
    )
    return render(request, "con/head/home.html", context | desk.finder(request, WORK))


def _lists(user: User, now: datetime) -> dict[str, Any]:
    """What waits for the head or is late, ROWS of each; `more`: the names of those that have others, not shown."""
    today, limit = local_day(now), ROWS + 1
    corrections, drafted = head.second_officials(user, limit)
    lists: dict[str, list[Any]] = {
        "complaints": challenged.complaints_waiting(user, limit),
        "doubted": queries.approvals_doubted(user),
        "rulings": [_ruling(row, today) for row in head.rulings_waiting(user, limit)],
        "overdue": figures.overdue(head.overdue_terms(user, now, limit), now),
        "originals": head.overdue_originals(user, today, limit),
        "corrections": corrections,
        "drafted": [(row, STEPS[row.step].label) for row in drafted],
    }
    shown = {name: rows[:ROWS] for name, rows in lists.items()}
    return shown | {"more": {name for name, rows in lists.items() if len(rows) > ROWS}}


def _ruling(row: Ruling, today: date) -> tuple[Ruling, bool, str]:
    """With whether it has waited too long, and where another head confirms it."""
    return row, row.overdue(today), step_url(row.case, ExecuteRulingForm)


work = desk.headed("con/head/work.html", WORK, "con:head:home")
case = desk.case(Actor.HEAD, "con/head/case.html")
