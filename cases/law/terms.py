"""The arithmetic of terms, with its proof. Pure functions: the moment and the calendar come in as arguments.

How days are counted, and why, is in docs/interpretations.md (readings 1 and 11–14).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self

from .calendar import ALMATY, WorkCalendar
from .regulations.parts import OVERDUE, BarRule, Length, Rule, Term

_DAY = timedelta(days=1)


class DayCount(NamedTuple):
    """One day of a count."""

    date: date
    counted: bool
    why: str
    """One of "event_day", "calendar_day", "next_working_day", a `DayKind.why`, or "rolled_" + a `DayKind.why`."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a term was counted, day by day."""

    term_key: str
    paragraph: str
    start: datetime
    due: datetime
    """24:00 of `last_day`, that is 00:00 of the next day: what happens before it is in time."""
    last_day: date
    days: tuple[DayCount, ...]
    unconfirmed_years: tuple[int, ...] = ()

    def to_json(self) -> list[dict[str, Any]]:
        return [{"date": day.isoformat(), "counted": counted, "why": why} for day, counted, why in self.days]

    @staticmethod
    def days_from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[DayCount, ...]:
        return tuple(DayCount(date.fromisoformat(row["date"]), row["counted"], row["why"]) for row in rows)

    @classmethod
    def from_json(
        cls,
        rows: Iterable[Mapping[str, Any]],
        *,
        term_key: str,
        paragraph: str,
        start: datetime,
        unconfirmed_years: Iterable[int] = (),
    ) -> Self:
        """The last row is the last day, and `due` follows from it. ValueError if there are no rows."""
        days = cls.days_from_json(rows)
        if not days:
            raise ValueError(f"{term_key}: a proof without days")
        last = days[-1].date
        return cls(term_key, paragraph, local(start), end_of(last), last, days, tuple(unconfirmed_years))


def due(term: Term, moment: datetime, calendar: WorkCalendar) -> Proof:
    """When `term` ends if its event happens at `moment` (aware; ValueError if naive).

    It runs from the day after the event's day in Almaty to 24:00 of its last day (п. 6, 12, 15, 16, 19, 21, 22).
    """
    start = local(moment)
    event_day = start.date()
    days = [DayCount(event_day, False, "event_day")]
    _COUNTS[term.unit](days, term, calendar)
    last = days[-1].date
    years = range((event_day + _DAY).year, last.year + 1)
    unconfirmed = tuple(year for year in years if not calendar.confirmed(year))
    return Proof(term.key, term.paragraph, start, end_of(last), last, tuple(days), unconfirmed)


def goal_day(goal: Length | None, event: datetime, calendar: WorkCalendar) -> date | None:
    """The last day of a goal of the service that runs from `event`; None where the edition sets none."""
    return None if goal is None else due(goal_term(goal), event, calendar).last_day


def goal_term(goal: Length) -> Term:
    """The goal as a term, so that it is counted like one."""
    return Term("", goal.length, goal.unit, (), (), OVERDUE, False, "")


def rest_of(term: Term, used: int) -> Term:
    """What is left of a term of which `used` days have run; one day at least, so that it has an end."""
    return replace(term, length=max(term.length - used, 1)) if used else term


def working_day_from(day: date, calendar: WorkCalendar) -> date:
    """This day; where it is a day off, the next that is none."""
    while not calendar.day(day).working:
        day += _DAY
    return day


def working_days_after(last_day: date, left: int, calendar: WorkCalendar) -> datetime:
    """24:00 of the `left`-th working day after this day."""
    day = last_day
    while left:
        day += _DAY
        left -= calendar.day(day).working
    return end_of(day)


def local(moment: datetime) -> datetime:
    """In Almaty time. ValueError if naive: a guess of the zone could move the event to another day."""
    if moment.utcoffset() is None:
        raise ValueError("the moment has no time zone")
    return moment.astimezone(ALMATY)


def end_of(day: date) -> datetime:
    """24:00 of `day` in Almaty, written as 00:00 of the next day."""
    return datetime.combine(day + _DAY, time.min, tzinfo=ALMATY)


def _count_working_days(days: list[DayCount], term: Term, calendar: WorkCalendar) -> None:
    day, left = days[0].date, term.length
    while left:
        day += _DAY
        kind = calendar.day(day)
        days.append(DayCount(day, kind.working, kind.why))
        left -= kind.working


def _count_calendar_days(days: list[DayCount], term: Term, calendar: WorkCalendar) -> None:
    _count_through(days, days[0].date + timedelta(days=term.length))
    _roll(days, term, calendar)


def _count_months(days: list[DayCount], term: Term, calendar: WorkCalendar) -> None:
    _count_through(days, months_later(days[0].date, term.length))
    _roll(days, term, calendar)


def _count_years(days: list[DayCount], term: Term, calendar: WorkCalendar) -> None:
    _count_through(days, years_later(days[0].date, term.length))
    _roll(days, term, calendar)


def _count_through(days: list[DayCount], last: date) -> None:
    day = days[0].date
    while day < last:
        day += _DAY
        days.append(DayCount(day, True, "calendar_day"))


def _roll(days: list[DayCount], term: Term, calendar: WorkCalendar) -> None:
    """The nominal last day stays counted; the days the term moves over, and the one it ends on, are not counted."""
    day = days[-1].date
    kind = calendar.day(day)
    if not term.roll or kind.working:
        return
    days[-1] = DayCount(day, True, f"rolled_{kind.why}")
    while True:
        day += _DAY
        kind = calendar.day(day)
        if kind.working:
            days.append(DayCount(day, False, "next_working_day"))
            return
        days.append(DayCount(day, False, f"rolled_{kind.why}"))


_COUNTS: dict[str, Callable[[list[DayCount], Term, WorkCalendar], None]] = {
    "working_days": _count_working_days,
    "calendar_days": _count_calendar_days,
    "months": _count_months,
    "years": _count_years,
}


# ------------------------------------------------------------------------------------------------ years and bars


def years_later(d: date, n: int) -> date:
    """The same date `n` years on; 29 February gives 28 February where the year has no 29th."""
    try:
        return d.replace(year=d.year + n)
    except ValueError:
        return d.replace(year=d.year + n, day=28)


def months_later(d: date, n: int) -> date:
    """The same day of the month `n` months on; the last of a month that has no such day."""
    year, month = divmod(d.month - 1 + n, 12)
    year, month = d.year + year, month + 1
    return d.replace(year=year, month=month, day=min(d.day, monthrange(year, month)[1]))


def bar_until(bar: BarRule, moment: datetime) -> date:
    """The last day of the bar, as `BarRule.until` stores it: the same date a year on, to 24:00.

    A refusal of 10 March 2026 bars filing through 10 March 2027 (п. 19 «в течение 1 года, с даты вынесения»,
    «по истечению 1 года»; п. 24 «не ранее, чем через 1 год»). Never rolled: what ends is a prohibition, not a time
    to act in. `moment` is that of the act `bar.since` names.
    """
    return years_later(local(moment).date(), bar.length)


def may_file_from(bar: BarRule, moment: datetime) -> date:
    """The first day on which filing is allowed again: 11 March 2027 in the example of `bar_until`."""
    return bar_until(bar, moment) + _DAY


# ------------------------------------------------------------------------------------------------ rules in days


def days_left(expires_on: date, filed_on: date) -> int:
    """Days after the day of filing, the expiry day included; negative once expired (п. 4, 10, 20)."""
    return (expires_on - filed_on).days


def contract_days(first: date, last: date) -> int:
    """Days of a contract "from … to …", both end days included (п. 20(4)); 0 or less if the dates are reversed."""
    return (last - first).days + 1


def satisfies(rule: Rule, days: int) -> bool:
    if rule.compare == "at_most":
        return days <= rule.days
    return days > rule.days if rule.compare == "more_than" else days >= rule.days


def least_days(rule: Rule) -> int:
    """The smallest number of days the rule accepts."""
    return rule.days + 1 if rule.compare == "more_than" else rule.days


def must_last_until(rule: Rule, filed_on: date) -> date:
    """The earliest expiry date accepted for a document filed on this day: the date a refusal has to name."""
    return filed_on + timedelta(days=least_days(rule))
