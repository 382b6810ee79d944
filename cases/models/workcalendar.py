"""The working calendar as terms need it, read from the table an administrator keeps."""

from __future__ import annotations

import time
from typing import Any

from cases.law.calendar import TableCalendar
from cases.models.reference import CalendarDay, CalendarYear

_FRESH_SECONDS = 10.0
_held: dict[str, Any] = {"calendar": None, "until": 0.0}


def work_calendar() -> TableCalendar:
    """Today's calendar. A change in the table is seen by every process within ten seconds.

    Stored deadlines keep the days they were counted with, whatever the table says later.
    """
    if _held["calendar"] is None or time.monotonic() > _held["until"]:
        days = {d.date: (d.kind, d.name_en or d.name_ru) for d in CalendarDay.objects.all()}
        years = frozenset(CalendarYear.objects.filter(confirmed=True).values_list("year", flat=True))
        _held.update(calendar=TableCalendar(days, years), until=time.monotonic() + _FRESH_SECONDS)
    return _held["calendar"]


def forget_calendar() -> None:
    """Read the table again at the next use (after an edit, and between tests)."""
    _held.update(calendar=None, until=0.0)
