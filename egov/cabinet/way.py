"""The whole way on the page of a case: who has it, by when by the order, and how long it has taken others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise

from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.regulations import Term
from cases.models import Case, Deadline
from cases.service import orders, periods

DONE, CURRENT, AHEAD = "done", "current", "ahead"


@dataclass(frozen=True, slots=True)
class WayLimit:
    """A term of a part that is still to come, with its name and its length of today."""

    name: str | Promise
    term: Term


@dataclass(frozen=True, slots=True)
class ExpectedDays:
    """Of the part that is under way: days since it began, and the days on which half of the others, and nine of ten,
    were through."""

    days: int
    half_on: date
    ninth_on: date
    today: date

    @property
    def beyond_half(self) -> bool:
        return self.half_on < self.today

    @property
    def beyond_ninth(self) -> bool:
        return self.ninth_on < self.today


@dataclass(frozen=True, slots=True)
class WayRow:
    """A part of the way, as displayed."""

    name: Promise
    standing: str
    holders: tuple[Actor, ...]
    running: tuple[Deadline, ...] = ()
    """Terms of a part that is under way."""
    limits: tuple[WayLimit, ...] = ()
    """Terms of a part that is still to come."""
    measured: bool = False
    """Whether the portal measures how long it takes."""
    forecast: periods.Forecast | None = None
    """None where there are not enough data."""
    expected: ExpectedDays | None = None

    @property
    def own(self) -> bool:
        """The applicant's own time."""
        return self.holders == (Actor.APPLICANT,)


def way_of(case: Case, now: datetime) -> list[WayRow]:
    """Nothing for a case that is over. The forecasts are counted seldom, and for all."""
    at = _part_at(case)
    if at is None:
        return []
    lengths = orders.terms_in_use(case.law)
    done = [WayRow(part.name, DONE, part.holders) for part in periods.PARTS[:at]]
    ahead = [_ahead(case, part, lengths) for part in periods.PARTS[at + 1 :]]
    return [*done, _current(case, periods.PARTS[at], now), *ahead]


def way_now(case: Case, now: datetime) -> WayRow | None:
    """The part under way alone."""
    at = _part_at(case)
    return None if at is None else _current(case, periods.PARTS[at], now)


def _part_at(case: Case) -> int | None:
    return next((n for n, part in enumerate(periods.PARTS) if case.state in part.states), None)


def _ahead(case: Case, part: periods.WayPart, lengths: list[Term]) -> WayRow:
    limits = tuple(WayLimit(orders.TERM_NAMES.get(t.key, t.key), t) for t in lengths if t.key in part.terms)
    measures = periods.forecast(part, case.city_id) if part.ends else None
    return WayRow(part.name, AHEAD, part.holders, (), limits, bool(part.ends), measures)


def _current(case: Case, part: periods.WayPart, now: datetime) -> WayRow:
    holders = (Actor(case.waits_on),) if case.waits_on else part.holders
    running = tuple(d for d in case.dossier.deadlines if d.state == Deadline.RUNNING and not d.reminds)
    measures = periods.forecast(part, case.city_id) if part.ends else None
    expected = _expected(case, part, measures, local_day(now)) if measures else None
    return WayRow(part.name, CURRENT, holders, running, (), bool(part.ends), measures, expected)


def _expected(case: Case, part: periods.WayPart, measures: periods.Forecast, today: date) -> ExpectedDays | None:
    began = min(_beginnings(case, part), default=None)
    if began is None:
        return None
    first = local_day(began)
    half, ninth = (first + timedelta(days=days) for days in (measures.median, measures.ninth))
    return ExpectedDays((today - first).days, half, ninth, today)


def _beginnings(case: Case, part: periods.WayPart) -> Iterator[datetime]:
    """From where the part is measured: the first term that one of its steps began."""
    terms = case.law.terms
    for deadline in case.dossier.deadlines:
        term = terms.get(deadline.key)
        if term and set(term.event) & set(part.begins):
            yield deadline.starts_at
