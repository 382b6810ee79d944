"""The day that a list is about, out of the address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.dateparse import parse_date

from cases.law.calendar import local_day
from cases.web.request.access import AuthenticatedRequest
from cases.web.request.moment import moment


def chosen_day(request: AuthenticatedRequest) -> dict[str, Any]:
    """`day`: of `?day=`, today where that is none; `unknown`: what was requested and is no day; `earlier`, `later`."""
    entered, today = request.GET.get("day", "").strip(), local_day(moment(request))
    try:
        day = parse_date(entered)
    except ValueError:  # "2026-02-31" looks like a date and is none
        day = None
    known = day if day and 2000 < day.year < 2200 else None
    chosen: date = known or today
    step = timedelta(days=1)
    wrong = entered[:20] if entered and known is None else ""
    return {"day": chosen, "today": today, "unknown": wrong, "earlier": chosen - step, "later": chosen + step}
