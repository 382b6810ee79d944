"""Sums of past days, counted at night and stored; what is read puts them together with the days that are not stored.

A sum is never more than a copy: without any, everything is counted from the log when it is requested. Each night the
days that are missing come first, then those counted longest ago, since what a figure is divided by (a citizenship put
right) and how far a case has come by now may have changed. Of today what has happened so far is counted again every
few minutes, so that a page goes through the minutes since.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Min, Q, QuerySet, Subquery, Sum

from cases.law.calendar import local_day
from cases.law.terms import end_of
from cases.models import Case, DaySum, SummedDay
from cases.reports.counting import CountedValue, Counts, count, start_of
from cases.reports.periods import DAY, Period

PATIENCE = 60.0
"""Seconds that one night gives to it, well below the queue's limit for a job."""
UNDER_WAY = timedelta(minutes=10)
"""An act of the last minutes may stand in a transaction that nobody sees yet."""


def count_days(now: datetime, patience: float = PATIENCE) -> int:
    """How many whole days were counted, besides today so far."""
    end = time.monotonic() + patience
    done = 0
    for day in _due(local_day(now)):
        if time.monotonic() > end:
            break
        count_day(day, now)
        done += 1
    count_today(now)
    return done


def _due(today: date) -> list[date]:
    opened = Case.objects.aggregate(first=Min("opened_at"))["first"]
    if opened is None:
        return []
    first = local_day(opened)
    known = dict(_whole_days(DEFAULT_DB_ALIAS).values_list("day", "counted_at"))
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    missing = [day for day in reversed(days) if day not in known]
    return missing + sorted((day for day in days if day in known), key=lambda day: (known[day], day))


def _whole_days(using: str) -> QuerySet[SummedDay]:
    return SummedDay.objects.using(using).filter(until__isnull=True)


def count_day(day: date, now: datetime) -> None:
    _keep(day, end_of(day), now)


def count_today(now: datetime) -> None:
    """Again from its beginning: what was recorded late is counted as well."""
    until = now - UNDER_WAY
    if local_day(until) == local_day(now):
        _keep(local_day(now), until, now, until)


@transaction.atomic
def _keep(day: date, end: datetime, now: datetime, until: datetime | None = None) -> None:
    """From the portal's own database: what a replica has not got yet would be missing until the next night."""
    counts = count(start_of(day), end, DEFAULT_DB_ALIAS)
    SummedDay.objects.update_or_create(day=day, defaults={"counted_at": now, "until": until})
    DaySum.objects.filter(day=day).delete()
    rows = (DaySum(**key._asdict(), count=number) for key, number in counts.items())
    DaySum.objects.bulk_create(rows, batch_size=500)


# ------------------------------------------------------------------------------------------------ read


@dataclass(frozen=True, slots=True)
class CountedPlace:
    """Whose figures: of one body, of one city, "" for all."""

    body: str = ""
    city: str = ""

    @property
    def q(self) -> Q:
        return Q(**{name: value for name, value in (("body", self.body), ("city", self.city)) if value})

    def has(self, counted: CountedValue) -> bool:
        return counted.body in (self.body or counted.body,) and counted.city in (self.city or counted.city,)


@dataclass(slots=True)
class Totals:
    """Day sums of a period, added up."""

    parts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By (figure, dimension, value)."""
    days: Counter[tuple[str, date]] = field(default_factory=Counter)
    """By (figure, day), all parts together."""
    oldest: datetime | None = None
    """When the oldest of the sums that were added up was counted; None where there are none."""

    def all_of(self, figure: str) -> int:
        return self.parts[figure, "", ""]

    def by(self, figure: str, dimension: str) -> dict[str, int]:
        """The parts of a dimension, the largest first."""
        rows = {value: n for (key, name, value), n in self.parts.items() if (key, name) == (figure, dimension)}
        return dict(sorted(rows.items(), key=lambda row: (-row[1], row[0])))

    def within(self, figure: str, period: Period) -> int:
        return sum(n for (key, day), n in self.days.items() if key == figure and period.first <= day <= period.last)


CountDays = Callable[[date, date], Counts]
"""From a day to a day, both included: of the log."""


def counted(first: date, last: date, now: datetime, using: str) -> Counts:
    """Of days that are not stored. Today's are taken from what was counted of it so far, and the log since."""
    today = local_day(now)
    if last < today:
        return count(start_of(first), end_of(last), using)
    counts: Counts = Counter()
    since = start_of(today)
    until = SummedDay.objects.using(using).filter(day=today).values("until")
    rows = DaySum.objects.using(using).filter(day=today).annotate(until=Subquery(until))  # theirs, whenever it is read
    for moment, *key, number in rows.values_list("until", *CountedValue._fields[1:], "count"):
        since = moment
        counts[CountedValue(today, *key)] = number
    if first < today:
        counts += count(start_of(first), start_of(today), using)
    return counts + count(since, end_of(today), using)


def read(
    figures: Collection[str],
    period: Period,
    place: CountedPlace,
    now: datetime,
    using: str,
    log: CountDays | None = None,
    course: Collection[str] = (),
) -> Totals:
    """Of days up to today; by day those of `course` alone. Two statements, one more for a course, and those of `log`
    for each run of days that are not stored."""
    totals, counted_log = Totals(), log or partial(counted, now=now, using=using)
    period = period.until(local_day(now))
    stored = _stored(period, local_day(now), using)
    totals.oldest = min(stored.values(), default=None)
    gaps = list(_gaps(period, stored))
    if stored:
        _add_sums(totals, _sums(figures, period, gaps, place, using), course)
    for gap in gaps:
        for key, number in counted_log(gap.first, gap.last).items():
            if key.figure in figures and place.has(key):
                totals.parts[key.figure, key.dimension, key.value] += number
                if key.figure in course and not key.dimension:
                    totals.days[key.figure, key.day] += number
    return totals


def _sums(
    figures: Collection[str], period: Period, gaps: Iterable[Period], place: CountedPlace, using: str
) -> QuerySet[DaySum]:
    """Without the gaps, by their days: one of them may have been counted a moment ago."""
    rows = DaySum.objects.using(using).filter(place.q, figure__in=list(figures)).order_by()
    rows = rows.filter(day__gte=period.first, day__lte=period.last)
    for gap in gaps:
        rows = rows.exclude(day__gte=gap.first, day__lte=gap.last)
    return rows


def _add_sums(totals: Totals, rows: QuerySet[DaySum], course: Collection[str]) -> None:
    parts = rows.values_list("figure", "dimension", "value")
    for figure, dimension, value, number in parts.annotate(n=Sum("count")):
        totals.parts[figure, dimension, value] += number
    if course:
        days = rows.filter(dimension="", figure__in=list(course)).values_list("figure", "day")
        for figure, day, number in days.annotate(n=Sum("count")):
            totals.days[figure, day] += number


def _stored(period: Period, today: date, using: str) -> dict[date, datetime]:
    rows = _whole_days(using).filter(day__gte=period.first, day__lte=min(period.last, today - DAY))
    return dict(rows.values_list("day", "counted_at"))


def _gaps(period: Period, stored: Collection[date]) -> Iterator[Period]:
    """The runs of days that are not stored."""
    first: date | None = None
    for n in range(period.length):
        day = period.first + n * DAY
        if day in stored:
            if first is not None:
                yield Period(first, day - DAY)
            first = None
        elif first is None:
            first = day
    if first is not None:
        yield Period(first, period.last)
