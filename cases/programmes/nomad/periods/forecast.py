"""How long a part of the way has taken of late, from the portal's own log: no promise, and no term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import OuterRef, Subquery

from cases.law.calendar import local_day
from cases.models import Event
from cases.programmes.nomad.periods.parts import PARTS, WayPart

__all__ = ["LEAST", "MOST", "PARTS", "Forecast", "WayPart", "counted", "forecast"]

MOST = 100
"""The parts that ended last, of which is counted; as many are read at a million cases as at a thousand."""
LEAST = 20
"""Of fewer there is no forecast: nine of ten of them would be a case more or less."""


SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long a part of the way took in cases that ended lately."""

    number: int
    """Of the parts that were measured."""
    median: int
    """Days within which half of them ended."""
    ninth: int
    """Days within which nine of ten ended."""
    since: date
    """The day on which the first of them ended."""
    until: date
    """The day on which the last of them ended."""
    here: bool
    """All are of the same city."""


Ended = tuple[datetime, datetime, str | None]
"""When a part ended, when it began, in which city."""


def forecast(part: WayPart, city: str | None) -> Forecast | None:
    """None where too few have ended. Counted once in a quarter of an hour for all who look at it."""
    key = f"forecast.{part.key}.{city or ''}"
    kept = cache.get(key)
    if kept is None:
        kept = counted(part, city) or False
        cache.set(key, kept, SECONDS)
    return kept or None


def counted(part: WayPart, city: str | None) -> Forecast | None:
    """Of the same city where enough have ended there; one statement for each step that ends it."""
    rows = [row for name in part.ends for row in _ended(name, part.begins)]
    newest = sorted(rows, reverse=True)[:MOST]
    here = [row for row in newest if city and row[2] == city]
    return _of(here, here=True) or _of(newest, here=False)


def _ended(step: str, begins: Sequence[str]) -> list[Ended]:
    """The newest, each with the first beginning of its case: two ranges of an index."""
    began = Event.objects.filter(case=OuterRef("case"), step__in=begins).order_by("id").values("at")[:1]
    rows: Any = Event.objects.filter(step=step).order_by("-at").annotate(began=Subquery(began))
    return [(at, since, city) for at, since, city in rows.values_list("at", "began", "case__city")[:MOST] if since]


def _of(rows: Sequence[Ended], *, here: bool) -> Forecast | None:
    if len(rows) < LEAST:
        return None
    days = sorted((local_day(at) - local_day(began)).days for at, began, _city in rows)
    ended = [local_day(at) for at, _began, _city in rows]
    return Forecast(len(rows), _rank(days, 50), _rank(days, 90), min(ended), max(ended), here)


def _rank(days: Sequence[int], percent: int) -> int:
    """The nearest rank: the smallest number of days within which so many of a hundred have ended."""
    return days[-(-len(days) * percent // 100) - 1]
