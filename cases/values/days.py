"""Plausible days: what a day of birth, of issue or of expiry can be. Each function raises ValidationError."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OLDEST = 120
"""Years: nobody alive was born earlier."""
STORED_YEARS = range(2000, 2101)
"""Years of which an administrator enters data: a day beyond is a slip of the pen, and no term can be counted to it."""
LONGEST = 50
"""Years a document may run on: a longer one is a slip of the pen (9999), or has no end."""


def ensure_birth(day: date, today: date) -> date:
    ensure_not_future(day, today, _("A day of birth cannot lie in the future: check the year."))
    if day < _years_before(today, OLDEST):
        raise ValidationError(_("Check the year of birth: it lies more than 120 years back."), code="day")
    return day


def ensure_not_future(day: date, today: date, why: Promise | None = None) -> date:
    if day > today:
        raise ValidationError(str(why or _("This day is still to come.")), code="day")
    return day


def ensure_not_old(day: date, today: date) -> date:
    """A day in somebody's life or papers."""
    if day < _years_before(today, OLDEST):
        raise ValidationError(_("Check the year: it lies more than 120 years back."), code="day")
    return day


def ensure_issue(day: date, today: date) -> date:
    return ensure_not_old(ensure_not_future(day, today), today)


def ensure_expiry(day: date, today: date) -> date:
    if day.year - today.year > LONGEST:
        raise ValidationError(
            _("Check the year: no document is valid for so long. Enter the date as it is printed."), code="day"
        )
    return ensure_not_old(day, today)


def ensure_stored_day(day: date) -> None:
    """A validator of the administration's days and moments."""
    ensure_stored_year(day.year)


def ensure_stored_year(year: int) -> None:
    if year not in STORED_YEARS:
        years = {"first": STORED_YEARS.start, "last": STORED_YEARS.stop - 1}
        raise ValidationError(_("Check the year: it has to lie between %(first)s and %(last)s.") % years, code="day")


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    return date(year, day.month, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)
