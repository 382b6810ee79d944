"""The stored figures of a desk, as the page of who shares out its work shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from cases.law.calendar import local_day
from cases.law.places import STATES, label_of
from cases.models import Deadline, User
from cases.service import head
from cases.service.orders import STEPS


@dataclass(frozen=True, slots=True)
class Overdue:
    term: Deadline
    days: int
    """Whole days since the last day of the term."""


def overdue(terms: Iterable[Deadline], now: datetime) -> list[Overdue]:
    return [Overdue(term, (local_day(now) - term.last_day).days) for term in terms]


def page_figures(user: User, away: dict[Any, Any]) -> dict[str, Any]:
    """Of `con/head/_load.html` and `_pace.html`: load by person and state, who has waited longest, and how long steps
    take; nothing before the first count."""
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
