"""The order as data: one TOML file an edition, in the folder `editions` of its programme.

The process code names keys (`edition.terms["knb"]`), never numbers; a case keeps the key of its edition to its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from .days import why_text
from .loader import load
from .reader import RegulationError
from .schema import BarRule, Body, DocRule, Edition, Length, PhotoSize, Rule, Term
from .text import LANGUAGES, Text

__all__ = [
    "LANGUAGES",
    "BarRule",
    "Body",
    "DocRule",
    "Edition",
    "Length",
    "PhotoSize",
    "RegulationError",
    "Rule",
    "Term",
    "Text",
    "edition",
    "edition_on",
    "editions",
    "load",
    "open_on",
    "opens_after",
    "why_text",
]


@cache
def editions() -> tuple[Edition, ...]:
    """Every edition, oldest first. RegulationError if a file is unsound or two are in force on one day."""
    programmes = [item.joinpath("editions") for item in files("cases.programmes").iterdir() if item.is_dir()]
    folders = [folder for folder in programmes if folder.is_dir()]
    sources = [item for folder in folders for item in folder.iterdir() if item.name.endswith(".toml")]
    loaded = sorted((load(item.read_text("utf-8"), item.name) for item in sources), key=lambda law: law.in_force_from)
    for earlier, later in pairwise(loaded):
        if later.in_force_from <= earlier.in_force_to:
            raise RegulationError(f"{later.key}.toml: in_force_from: {earlier.key} is still in force")
    return tuple(loaded)


@cache
def _by_key() -> dict[str, Edition]:
    return {law.key: law for law in editions()}


def edition(key: str) -> Edition:
    """RegulationError when there is no such edition: a case must never fall back to another order."""
    try:
        return _by_key()[key]
    except KeyError:
        raise RegulationError(f"{key}.toml: key: no such edition") from None


def edition_on(day: date) -> Edition | None:
    """The order in force on `day` by its own dates; None between orders and after the last one."""
    return next((law for law in editions() if law.in_force(day)), None)


def open_on(day: date, periods: Mapping[str, tuple[date, date]]) -> Edition | None:
    """The order that accepts filings on `day`: `periods` (key → first and last day) go before the file's own dates.

    Where a prolonged order meets the next one, the newer is taken; None: nobody may file.
    """
    for law in reversed(editions()):
        first, last = periods.get(law.key, (law.in_force_from, law.in_force_to))
        if first <= day <= last:
            return law
    return None


def opens_after(day: date, periods: Mapping[str, tuple[date, date]]) -> date | None:
    """The first day, later than `day`, on which a known order begins to accept filings."""
    firsts = (periods.get(law.key, (law.in_force_from, law.in_force_to))[0] for law in editions())
    return min((first for first in firsts if first > day), default=None)
