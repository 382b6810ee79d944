"""Where open cases wait at this moment, and how long half of them have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from cases.models import Case
from cases.reports.sight import OwnFigures


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """`days`: whole days since the case in the middle came into this state."""

    state: str
    count: int
    days: int


def waiting(own: OwnFigures, now: datetime, using: str) -> list[WaitingCases]:
    """One statement, and one for each state in which a case waits: all of them are answered by one index."""
    rows = open_cases(own).using(using)
    counts = dict(rows.order_by().values_list("state").annotate(n=Count("id")))
    return [
        WaitingCases(state, counts[state], _middle(rows.filter(state=state), counts[state], now))
        for state in own.figures.waits
        if state in counts
    ]


def open_cases(own: OwnFigures) -> QuerySet[Case]:
    figures, place = own.figures, own.place
    where = {name: value for name, value in (("city_id", place.city), ("body", place.body)) if value}
    rows: QuerySet[Case] = Case.objects.filter(state__in=figures.waits, closed_at__isnull=True, **where)
    return rows


def _middle(rows: QuerySet[Any], count: int, now: datetime) -> int:
    since = rows.order_by("state_since").values_list("state_since", flat=True)[(count - 1) // 2]
    return max((now - since).days, 0)
