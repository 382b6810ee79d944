"""Where open cases wait at this moment, and how long half of them have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import Count, QuerySet

from cases.models import Case
from cases.reports.sight import OwnFigures


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """The cases in a state."""

    state: str
    count: int
    days: int
    """Whole days since the median case entered the state."""


def waiting(own: OwnFigures, now: datetime, using: str) -> list[WaitingCases]:
    """Two statements, both answered by one index; on SQLite the second is one for each state."""
    rows = open_cases(own).using(using).order_by()
    counts = dict(rows.values_list("state").annotate(n=Count("*")))
    since = dict(_middles(rows, counts, using))
    return [
        WaitingCases(state, counts[state], max((now - since[state]).days, 0))
        for state in own.figures.waits
        if state in since
    ]


def open_cases(own: OwnFigures) -> QuerySet[Case]:
    figures, place = own.figures, own.place
    where = {name: value for name, value in (("city_id", place.city), ("body", place.body)) if value}
    rows: QuerySet[Case] = Case.objects.filter(state__in=figures.waits, closed_at__isnull=True, **where)
    return rows


def _middles(rows: QuerySet[Any], counts: dict[str, int], using: str) -> Iterator[tuple[str, datetime]]:
    """Of each state the moment since which the case in the middle has been in it."""
    in_order = rows.order_by("state_since").values_list("state", "state_since")
    middles = [in_order.filter(state=state)[(n - 1) // 2 : (n + 1) // 2] for state, n in sorted(counts.items())]
    if len(middles) > 1 and connections[using].features.supports_slicing_ordering_in_compound:
        middles = [middles[0].union(*middles[1:], all=True)]
    for row in middles:
        yield from row
