"""A date of birth as the passport has it: some passports know only the year, or the year and the month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases.values import moments

_DOTTED = re.compile(r"(?:(?:([0-9]{1,2})[./])?([0-9]{1,2})[./])?([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
BEFORE_BIRTH = gettext_lazy("This day lies before your date of birth: correct one of the two.")


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth, which may be known in part. ValueError for a day that no calendar has."""

    year: int
    month: int = 0
    """0 where the passport has none."""
    day: int = 0
    """0 where the passport has none."""

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a day without its month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, day: date) -> Birth:
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> Birth:
        """17.05.1980, 00.05.1980, 00.00.1980, 05.1980, 1980, and as ISO 8601 has them. ValueError for the rest."""
        packed = "".join(text.split())
        if match := _DOTTED.fullmatch(packed):
            day, month, year = match.groups()
        elif match := _ISO.fullmatch(packed):
            year, month, day = match.groups()
        else:
            raise ValueError(text)
        return cls(int(year), int(month or 0), int(day or 0))

    @property
    def on(self) -> date | None:
        """The day, where it is known whole."""
        return date(self.year, self.month, self.day) if self.day else None

    @property
    def iso(self) -> str:
        """ISO 8601 as far as it is known: 1980, 1980-05, 1980-05-17."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @property
    def dotted(self) -> str:
        """As passports print it: 17.05.1980, 00.00.1980."""
        return f"{self.day:02}.{self.month:02}.{self.year:04}"

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        return self.iso


def partly_in_words(born: Birth) -> str:
    """Of a birth whose day is not known, in the active language."""
    if not born.month:
        return _("%(year)s (day and month not known)") % {"year": born.year}
    month = date_format(born.earliest, "F")
    name = month.lower() if (get_language() or "").startswith(("kk", "ru")) else month
    return _("%(month)s %(year)s (day not known)") % {"month": name, "year": born.year}


def in_words(born: Birth) -> str:
    """In the active language, as far as it is known."""
    return moments.day(born.on) if born.on else partly_in_words(born)
