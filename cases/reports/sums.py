"""Sums of past days, counted at night and stored; what is read puts them together with the days that are not stored.

A sum is never more than a copy: without any, everything is counted from the log when it is requested. Each night the
days that are missing come first, then those counted longest ago, since what a figure is divided by (a citizenship put
right) and how far a case has come by now may have changed. Of today what has happened so far is counted again every
few minutes, so that a page goes through the minutes since.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Min, Q, QuerySet, Subquery, Sum

from cases.law.calendar import local_day
from cases.law.terms import end_of
from cases.models import Case, DaySum, SummedDay
from cases.reports.counting import CountedValue, Counts, Span, count, start_of
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
    counts = count([(start_of(day), end)], DEFAULT_DB_ALIAS)
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


@dataclass(frozen=True, slots=True)
class WantedSums:
    """The sums that one reading of a period returns."""

    figures: frozenset[str]
    """Their keys, each of one set and so in one question of a period alone."""
    period: Period
    place: CountedPlace
    course: frozenset[str] = frozenset()
    """Those that are wanted by day too."""

    @property
    def q(self) -> Q:
        return self.place.q & Q(figure__in=sorted(self.figures))


def read(wanted: Sequence[WantedSums], now: datetime, using: str) -> list[Totals]:
    """Of days up to today. However many are wanted: a statement for the days that are stored, one for the sums of each
    period and one for its course, and those of the log for all days that are not stored."""
    today = local_day(now)
    wanted = [replace(each, period=each.period.until(today)) for each in wanted]
    periods = list(dict.fromkeys(each.period for each in wanted))
    kept = _stored(_around(periods), today, using) if periods else {}
    gaps = {period: list(_gaps(period, kept)) for period in periods}
    totals = [Totals(oldest=_oldest(each.period, kept)) for each in wanted]
    for period in periods if kept else ():
        asked = [(each, total) for each, total in zip(wanted, totals, strict=True) if each.period == period]
        _add_sums(asked, _sums(asked, period, gaps[period], using))
    _add_log(list(zip(wanted, totals, strict=True)), gaps, _log(gaps, now, using))
    return totals


def _around(periods: Sequence[Period]) -> Period:
    return Period(min(period.first for period in periods), max(period.last for period in periods))


def _oldest(period: Period, kept: Mapping[date, datetime]) -> datetime | None:
    return min((at for day, at in kept.items() if period.first <= day <= period.last), default=None)


Asked = Sequence[tuple[WantedSums, Totals]]


def _sums(asked: Asked, period: Period, gaps: Iterable[Period], using: str) -> QuerySet[DaySum]:
    """Without the gaps, by their days: one of them may have been counted a moment ago."""
    rows = DaySum.objects.using(using).filter(reduce(or_, (each.q for each, _total in asked))).order_by()
    rows = rows.filter(day__gte=period.first, day__lte=period.last)
    for gap in gaps:
        rows = rows.exclude(day__gte=gap.first, day__lte=gap.last)
    return rows


def _add_sums(asked: Asked, rows: QuerySet[DaySum]) -> None:
    of = {figure: total for each, total in asked for figure in each.figures}
    parts = rows.values_list("figure", "dimension", "value")
    for figure, dimension, value, number in parts.annotate(n=Sum("count")):
        of[figure].parts[figure, dimension, value] += number
    course = sorted({figure for each, _total in asked for figure in each.course})
    if course:
        days = rows.filter(dimension="", figure__in=course).values_list("figure", "day")
        for figure, day, number in days.annotate(n=Sum("count")):
            of[figure].days[figure, day] += number


def _add_log(asked: Asked, gaps: Mapping[Period, Sequence[Period]], log: Counts) -> None:
    for key, number in log.items():
        for each, total in asked:
            missing = any(gap.first <= key.day <= gap.last for gap in gaps[each.period])
            if missing and key.figure in each.figures and each.place.has(key):
                total.parts[key.figure, key.dimension, key.value] += number
                if key.figure in each.course and not key.dimension:
                    total.days[key.figure, key.day] += number


def _log(gaps: Mapping[Period, Sequence[Period]], now: datetime, using: str) -> Counts:
    """Of all days that are not kept. Today's are taken from what was counted of it so far, and the log since."""
    today, counts = local_day(now), Counter[CountedValue]()
    spans = list[Span]()
    for gap in {gap for each in gaps.values() for gap in each}:
        if gap.last < today:
            spans.append((start_of(gap.first), end_of(gap.last)))
            continue
        since, counts = _so_far(today, using)
        spans.append((since, end_of(today)))
        if gap.first < today:
            spans.append((start_of(gap.first), start_of(today)))
    return counts + count(spans, using)


def _so_far(today: date, using: str) -> tuple[datetime, Counts]:
    """Since when today is not counted yet, and what was."""
    counts: Counts = Counter()
    since = start_of(today)
    until = SummedDay.objects.using(using).filter(day=today).values("until")
    rows = DaySum.objects.using(using).filter(day=today).annotate(until=Subquery(until))  # theirs, whenever it is read
    for moment, *key, number in rows.values_list("until", *CountedValue._fields[1:], "count"):
        since = moment
        counts[CountedValue(today, *key)] = number
    return since, counts


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
