"""The working calendar as terms need it, read from the table that an administrator maintains."""

from __future__ import annotations

import time
from typing import Any

from cases.law.calendar import TableCalendar
from cases.models.reference import CalendarDay, CalendarYear

FRESH_SECONDS = 10.0
_cached: dict[str, Any] = {"calendar": None, "until": 0.0}


def work_calendar() -> TableCalendar:
    """Today's calendar. A change in the table is seen by every process within ten seconds.

    Terms that run already are moved by `cases.engine.terms.recounting` alone.
    """
    if _cached["calendar"] is None or time.monotonic() > _cached["until"]:
        _cached.update(calendar=read_calendar(), until=time.monotonic() + FRESH_SECONDS)
    return _cached["calendar"]


def read_calendar() -> TableCalendar:
    """The table as this transaction sees it."""
    days = {d.date: d.entry for d in CalendarDay.objects.all()}
    years = frozenset(CalendarYear.objects.filter(confirmed=True).values_list("year", flat=True))
    return TableCalendar(days, years)


def forget_calendar() -> None:
    """Read the table again at the next use (after an edit, and between tests)."""
    _cached.update(calendar=None, until=0.0)
