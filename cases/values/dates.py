"""A date as people read it, whatever it is of: a day, a moment, a birth."""

from __future__ import annotations

from datetime import date, datetime

from cases.values import birth, moments
from cases.values.birth import Birth


def in_words(value: date | datetime | Birth | None) -> str:
    """«4 января 2027 г.», «2027 ж. 4 қаңтар», “4 January 2027”; a moment gives its day in Almaty."""
    if not value:
        return ""
    if isinstance(value, Birth):
        return birth.in_words(value)
    return moments.day(value)
