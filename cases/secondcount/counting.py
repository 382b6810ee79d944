"""The last day of a term by the numbers of days (1 is Monday, 1 January of the year 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cases.secondcount.editions import TermEntry

_NEW_TIME = datetime(2024, 2, 29, 18, tzinfo=UTC)
"""From then on the whole country has one time, an hour less than Astana had."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What the table of the calendar says otherwise than the weekdays do."""

    off: frozenset[date]
    worked: frozenset[date]
    """Saturdays and Sundays on which work is done."""


def event_day(moment: datetime) -> date:
    """The day in Astana of an aware moment."""
    ahead = 5 if moment >= _NEW_TIME else 6
    return (moment.astimezone(UTC) + timedelta(hours=ahead)).date()


def last_day(term: TermEntry, event: date, days: DaysOff) -> date | None:
    """None for a unit that it does not know."""
    start = event.toordinal()
    if term.unit == "working_days":
        return date.fromordinal(_after(start, term.length, start, days))
    nominal = _nominal(term, event)
    if nominal is None or not term.rolls:
        return nominal
    last = nominal.toordinal()
    return date.fromordinal(_after(last - 1, 1, last, days))


def _nominal(term: TermEntry, event: date) -> date | None:
    if term.unit == "calendar_days":
        return date.fromordinal(event.toordinal() + term.length)
    months = {"months": 1, "years": 12}.get(term.unit)
    if months is None:
        return None
    year, month = divmod(event.year * 12 + event.month - 1 + months * term.length, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1).toordinal()
    first = date(year, month + 1, 1).toordinal()
    return date.fromordinal(min(first + event.day, following) - 1)


def _after(start: int, number: int, earliest: int, days: DaysOff) -> int:
    """The first day, not before `earliest`, by whose end `number` working days have passed since the end of `start`.
    A day adds one at most, so each jump by what is lacking falls short or meets it."""
    reached = earliest
    while (lacking := number - _worked(start, reached, days)) > 0:
        reached += lacking
    return reached


def _worked(start: int, end: int, days: DaysOff) -> int:
    """Working days after `start` up to `end`."""
    off = sum(start < day.toordinal() <= end and day.isoweekday() < 6 for day in days.off)
    more = sum(start < day.toordinal() <= end and day.isoweekday() > 5 for day in days.worked)
    return _weekdays(end) - _weekdays(start) - off + more


def _weekdays(day: int) -> int:
    """From the day 1 on."""
    weeks, rest = divmod(day, 7)
    return weeks * 5 + min(rest, 5)
