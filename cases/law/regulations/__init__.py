"""The order as data: one TOML file an edition, in the folder that its programme names.

The process code names keys (`edition.terms["knb"]`), never numbers; a case has the key of its edition to its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import NamedTuple

from .days import in_all_languages, why_text
from .loader import load
from .parts import SCREENER, BarRule, DocRule, HearingRule, Rule, Term
from .reader import CODE, RegulationError
from .schema import Edition, Shape
from .text import LANGUAGES, Text

__all__ = [
    "CODE",
    "LANGUAGES",
    "SCREENER",
    "BarRule",
    "DocRule",
    "Edition",
    "HearingRule",
    "Intake",
    "Periods",
    "RegulationError",
    "Rule",
    "Shape",
    "Term",
    "Text",
    "add",
    "document_kinds",
    "edition",
    "edition_on",
    "editions",
    "in_all_languages",
    "intake_on",
    "last_day_before",
    "load",
    "open_on",
    "remove",
    "why_text",
]


_FOLDERS: dict[str, tuple[Traversable, Shape]] = {}
"""By the key of a programme, the folder of its edition files, and what each of them has to name."""


def add(programme: str, folder: Traversable, shape: Shape) -> None:
    _FOLDERS[programme] = folder, shape
    _by_key.cache_clear()


def remove(programme: str) -> None:
    _FOLDERS.pop(programme, None)
    _LOADED.pop(programme, None)
    _by_key.cache_clear()


_LOADED: dict[str, tuple[Edition, ...]] = {}


def editions(programme: str = "") -> tuple[Edition, ...]:
    """Every edition of a programme, oldest first; of all programmes without its key. RegulationError if a file is
    unsound, or two orders of one programme are in force on one day."""
    if not programme:
        return tuple(law for key in _FOLDERS for law in editions(key))
    if programme not in _LOADED:
        _LOADED[programme] = _load_all(programme)
    return _LOADED[programme]


def _load_all(programme: str) -> tuple[Edition, ...]:
    folder, shape = _FOLDERS[programme]
    files = [item for item in folder.iterdir() if item.name.endswith(".toml")]
    read = (load(item.read_text("utf-8"), item.name, shape, programme) for item in files)
    loaded = sorted(read, key=lambda law: law.in_force_from)
    for earlier, later in pairwise(loaded):
        if later.in_force_from <= earlier.in_force_to:
            raise RegulationError(f"{later.key}.toml: in_force_from: {earlier.key} is still in force")
    return tuple(loaded)


@cache
def _by_key() -> dict[str, Edition]:
    """RegulationError where two programmes have an edition of one key."""
    by_key: dict[str, Edition] = {}
    for law in editions():
        if law.key in by_key:
            raise RegulationError(f"{law.key}.toml: key: {by_key[law.key].programme} has one, and {law.programme}")
        by_key[law.key] = law
    return by_key


def edition(key: str) -> Edition:
    """RegulationError when there is no such edition: a case must never fall back to another order."""
    try:
        return _by_key()[key]
    except KeyError:
        raise RegulationError(f"{key}.toml: key: no such edition") from None


def document_kinds(programme: str = "") -> list[str]:
    """Kinds of documents in all lists of all editions, of one programme or of all."""
    lists = (rows for law in editions(programme) for rows in (*law.lists.values(), *law.papers.values()))
    return sorted({rule.kind for rows in lists for rule in rows})


def edition_on(day: date, programme: str) -> Edition | None:
    """The programme's order in force on `day` by its own dates; None between orders and after the last one."""
    return next((law for law in editions(programme) if law.in_force(day)), None)


Periods = Mapping[str, tuple[date, date]]
"""By the key of an edition, the first and the last day on which it accepts filings."""


class Intake(NamedTuple):
    """Of a day: the order that accepts filings, its last day of filing, and the first day on which a later order, if
    one is known, accepts them."""

    law: Edition | None
    until: date | None
    opens: date | None


def intake_on(day: date, periods: Periods, programme: str, petition: Edition | None = None) -> Intake:
    """`petition`: the order of a signed petition, where an application on it is still to be filed: it may have a rule
    of its own for such applications (interpretation 7)."""
    opens = _opens_after(day, periods, programme)
    if petition is not None and _transitional(petition, day, periods):
        return Intake(petition, petition.transition_until, opens)
    law = open_on(day, periods, programme)
    return Intake(law, last_day_of(law, periods) if law else None, opens)


def open_on(day: date, periods: Periods, programme: str) -> Edition | None:
    """The programme's order that accepts filings on `day`: `periods` (key → first and last day) go before the file's
    own dates.

    Where a prolonged order meets the next one, the newer is taken; None: nobody may file.
    """
    for law in reversed(editions(programme)):
        first, last = periods.get(law.key, (law.in_force_from, law.in_force_to))
        if first <= day <= last:
            return law
    return None


def last_day_of(law: Edition, periods: Periods) -> date:
    """The last day of filing under `law`."""
    return periods.get(law.key, (law.in_force_from, law.in_force_to))[1]


def last_day_before(day: date, periods: Periods, programme: str) -> date | None:
    """The newest last day of filing that lies before `day`; None where no known order of the programme has ended."""
    lasts = (last_day_of(law, periods) for law in editions(programme))
    return max((last for last in lasts if last < day), default=None)


def _transitional(law: Edition, day: date, periods: Periods) -> bool:
    """Whether an application on a petition of `law` is filed on `day` under `law` still, though its intake is over."""
    return law.transition_until is not None and last_day_of(law, periods) < day <= law.transition_until


def _opens_after(day: date, periods: Periods, programme: str) -> date | None:
    """The first day, later than `day`, on which a known order of the programme begins to accept filings."""
    firsts = (periods.get(law.key, (law.in_force_from, law.in_force_to))[0] for law in editions(programme))
    return min((first for first in firsts if first > day), default=None)
