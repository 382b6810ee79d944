"""The machine-readable zone of a passport: two lines of 44 signs (ICAO Doc 9303-4), as a person types them off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.values import countries

LINE = 44
_WEIGHTS = (7, 3, 1)
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CHECKED = ((slice(0, 9), 9), (slice(13, 19), 19), (slice(21, 27), 27))
"""Of the second line: number, birth and last day, each with the place of its check digit."""
_GERMANY, _STATELESS = "D", frozenset(["XXA", "XXB", "XXC"])


@dataclass(frozen=True, slots=True)
class Zone:
    """What the machine-readable zone of a passport says."""

    surname: str
    given_names: str
    number: str
    citizenship: str
    born: date | None
    """None where the date of birth is known in part."""
    expires_on: date | None
    """None where the passport has no last day."""


def parse_zone(text: str, today: date) -> Zone | None:
    """None for nothing. Raises ValidationError: not two lines of 44 signs, or a check digit that does not agree."""
    signs = "".join(text.upper().replace("«", "<<").split())
    if not signs:
        return None
    if len(signs) != 2 * LINE or set(signs) - {*_SIGNS, "<"} or signs[0] != "P":
        raise ValidationError(
            _("Type the two lines at the foot of the page with your photo: 44 signs each, the first begins with P.")
        )
    first, second = signs[:LINE], signs[LINE:]
    if any(_digit(second[part]) != second[place] for part, place in _CHECKED):
        raise ValidationError(
            _("A check digit does not agree: compare each sign with the passport (O and 0, I and 1).")
        )
    surname, _between, given_part = first[5:].partition("<<")
    return Zone(
        surname=_words(surname),
        given_names=_words(given_part),
        number=second[:9].rstrip("<"),
        citizenship=_country(second[10:13].rstrip("<")),
        born=_day(second[13:19], lambda day: day <= today),
        expires_on=_day(second[21:27], lambda _day: True),
    )


def _digit(signs: str) -> str:
    values = (_SIGNS.find(sign) if sign != "<" else 0 for sign in signs)
    return str(sum(value * _WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def _words(signs: str) -> str:
    return " ".join(part for part in signs.split("<") if part)


def _country(three: str) -> str:
    if three in _STATELESS:
        return countries.STATELESS
    return countries.code_of("DEU" if three == _GERMANY else three)


def _day(six: str, fits: object) -> date | None:
    """Of a century that `fits`, the later first."""
    for century in (2000, 1900):
        try:
            day = date(century + int(six[:2]), int(six[2:4]), int(six[4:]))
        except ValueError:
            return None
        if callable(fits) and fits(day):
            return day
    return None
