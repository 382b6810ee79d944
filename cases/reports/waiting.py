"""Where open cases wait at this moment, and how long half of them have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import Count, QuerySet, Value

from cases.models import Case
from cases.reports.sight import OwnFigures


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """The cases in a state."""

    state: str
    count: int
    days: int
    """Whole days since the median case entered the state."""


def waiting(owns: Sequence[OwnFigures], now: datetime, using: str) -> list[list[WaitingCases]]:
    """Of each. Two statements for all, both answered by one index; on SQLite the second is one for each state."""
    opened = [open_cases(own).using(using).order_by() for own in owns]
    counted = [rows.values_list(Value(i), "state").annotate(n=Count("*")) for i, rows in enumerate(opened)]
    counts = {(i, state): n for i, state, n in _together(counted)}
    since = dict(_middles(opened, counts, using))
    return [
        [
            WaitingCases(state, counts[i, state], max((now - since[i, state]).days, 0))
            for state in own.figures.waits
            if (i, state) in since
        ]
        for i, own in enumerate(owns)
    ]


def _together(parts: Sequence[QuerySet[Any, Any]]) -> Iterable[Any]:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0] if parts else ()


def open_cases(own: OwnFigures) -> QuerySet[Case]:
    figures, place = own.figures, own.place
    where = {name: value for name, value in (("city_id", place.city), ("body", place.body)) if value}
    rows: QuerySet[Case] = Case.objects.filter(state__in=figures.waits, closed_at__isnull=True, **where)
    return rows


def _middles(
    opened: Sequence[QuerySet[Any]], counts: Mapping[tuple[int, str], int], using: str
) -> Iterator[tuple[tuple[int, str], datetime]]:
    """Of each state the moment since which the case in the middle has been in it."""
    middles = list[QuerySet[Any, Any]]()
    for (i, state), n in sorted(counts.items()):
        in_order = opened[i].filter(state=state).order_by("state_since").values_list(Value(i), "state", "state_since")
        middles.append(in_order[(n - 1) // 2 : (n + 1) // 2])
    at_once = connections[using].features.supports_slicing_ordering_in_compound
    for rows in [_together(middles)] if at_once else middles:
        for i, state, since in rows:
            yield (i, state), since
