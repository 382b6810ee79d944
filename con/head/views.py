"""The desk of a head: of one department of the migration service, of АКФ ПИТ or of the ministry (art. 91 of the АППК).

A head reads the cases of the body and decides none: the head shares out the work, sees how far it is, and does what
only a head may do. The figures are those of the last count; for this page the marks of the terms alone are counted,
no further than they show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
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

ROWS = 100
"""Of each list; the oldest come first, so that what is left out is what can wait."""
FEW = 10
"""Of what is only looked at."""
WORK = "con:head:work"


@dataclass(frozen=True, slots=True)
class Overdue:
    term: Deadline
    days: int
    """Whole days since the last day of the term."""


@open_to(Role.HEAD)
def home(request: AuthenticatedRequest) -> HttpResponse:
    user, now = request.user, moment(request)
    context: dict[str, Any] = {
        "section": "desk",
        "now": now,
        "escalations": head.escalations(user, FEW),
        "away": {row.user_id: row for row in head.absences_of_desk(user, now)},
    }
    context |= _lists(user, now) | _figures(user, context["away"])
    return render(request, "con/head/home.html", context | desk.finder(request, WORK))


def _lists(user: User, now: datetime) -> dict[str, Any]:
    """What waits for the head or is late, ROWS of each; `more`: the names of those that have others, not shown."""
    today, limit = local_day(now), ROWS + 1
    corrections, drafted = head.second_officials(user, limit)
    lists: dict[str, list[Any]] = {
        "complaints": challenged.complaints_waiting(user, limit),
        "doubted": queries.approvals_doubted(user),
        "rulings": [(row, row.overdue(today)) for row in head.rulings_waiting(user, limit)],
        "overdue": _overdue(head.overdue_terms(user, now, limit), now),
        "originals": head.overdue_originals(user, today, limit),
        "corrections": corrections,
        "drafted": [(row, STEPS[row.step].label) for row in drafted],
    }
    shown = {name: rows[:ROWS] for name, rows in lists.items()}
    return shown | {"more": {name for name, rows in lists.items() if len(rows) > ROWS}}


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
    return {
        "counted_at": kept.at,
        "load": [(row, _by_state(row)) for row in rows],
        "free": (free, _by_state(free)),
        "longest": [row | {"since": parse_datetime(row["since"])} for row in figures["longest"]],
        "sample": head.SAMPLE,
        "pace_until": (until := parse_datetime(figures["paced_at"])),
        "pace_from": until and until - head.PACE_OF,
        "steps": [_step(row) for row in figures["steps"] if row["step"] in STEPS and "since" in row],
    }


def _step(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"label": STEPS[row["step"]].label, "since": parse_datetime(row["since"])}


def _by_state(row: dict[str, Any]) -> list[tuple[Any, int, str]]:
    """Name, cases, key; in the order of the process."""
    return [(label_of(state), row["states"][state], state) for state in STATES if row["states"].get(state)]


work = desk.headed("con/head/work.html", WORK, "con:head:home")
case = desk.case(Actor.HEAD, "con/head/case.html")
