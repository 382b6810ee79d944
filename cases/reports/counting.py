"""The log, counted by days: one row a figure, place and part. Nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import Count, DateField, Q, QuerySet
from django.db.models.functions import TruncDate

from cases.engine.programmes.figuresets import Figure, FigureSet, Whereabouts
from cases.law.calendar import ALMATY
from cases.law.terms import end_of
from cases.models import Deadline, Decision, Event
from cases.reports.registry import CUTS, GROUND, OUTCOME, SETS, TERM

MET_IN_TIME, ENDED = (Deadline.MET,), (Deadline.MET, Deadline.LATE, Deadline.EXPIRED)
"""Outcomes of a term that was met, and of one that counts: what was stopped otherwise was neither met nor missed."""


class CountedValue(NamedTuple):
    """A value of a figure on one day, before it is added up."""

    day: date
    """Local."""
    figure: str
    body: str
    """As in `DaySum`, like `city`, `dimension` and `value`."""
    city: str
    dimension: str
    value: str


Counts = Counter[CountedValue]


def start_of(day: date) -> datetime:
    """00:00 in Almaty."""
    return end_of(day - timedelta(days=1))


Span = tuple[datetime, datetime]
"""From a moment to before another."""


def between(rows: QuerySet[Any], moment: str, first: date, last: date) -> QuerySet[Any]:
    """Those of the local days from `first` to `last`, both included."""
    return _within(rows, moment, [(start_of(first), end_of(last))])


def _within(rows: QuerySet[Any], moment: str, spans: Iterable[Span]) -> QuerySet[Any]:
    return rows.filter(reduce(or_, (Q(**{f"{moment}__gte": start, f"{moment}__lt": end}) for start, end in spans)))


def count(spans: Collection[Span], using: str) -> Counts:
    """Three statements for the events, one for grounds, one for terms, however many spans; as many rows as there are
    parts a day."""
    counts: Counts = Counter()
    if not spans:
        return counts
    for part in (_events(spans, using), _grounds(spans, using), _terms(spans, using)):
        for key, number in part:
            counts[key] += number
    return counts


def _place(figures: FigureSet, body: str, city: str | None) -> tuple[str, str]:
    """Body and city by which a figure of the set is stored."""
    return {
        Whereabouts.NONE: ("", ""),
        Whereabouts.CITY: ("", city or ""),
        Whereabouts.BODY: (body, city or ""),
    }[figures.place]


def _events(spans: Collection[Span], using: str) -> Iterator[tuple[CountedValue, int]]:
    for cut, columns in (("", ()), *CUTS.items()):
        by_step: dict[str, list[tuple[FigureSet, Figure]]] = {}
        for each in SETS.values():
            for figure in each.all_figures:
                for step in figure.steps if not cut or cut in figure.cuts else ():
                    by_step.setdefault(step, []).append((each, figure))
        rows = _grouped(_within(Event.objects.using(using).filter(step__in=list(by_step)), "at", spans), "at")
        for row in rows.values("step", *_BY, *columns).annotate(count=Count("*"), **(_reached() if not cut else {})):
            value = next((row[name] for name in columns if row[name]), "")
            for each, figure in by_step[row["step"]]:
                number = row["count"] if figure.reached is None else row[f"reached_{figure.key}"]
                if number:
                    place = _place(each, row["case__body"], row["case__city"])
                    yield CountedValue(row["day"], figure.key, *place, cut, value), number


_BY = ("day", "case__city", "case__body")


def _grouped(rows: QuerySet[Any], moment: str) -> QuerySet[Any]:
    return rows.annotate(day=TruncDate(moment, tzinfo=ALMATY, output_field=DateField())).order_by()


def _reached() -> dict[str, Count]:
    figures = (figure for each in SETS.values() for figure in each.all_figures if figure.reached is not None)
    return {f"reached_{figure.key}": Count("id", filter=figure.reached) for figure in figures}


def _grounds(spans: Collection[Span], using: str) -> Iterator[tuple[CountedValue, int]]:
    """A decision with two grounds counts once with each."""
    owners = {kind: (each, figure) for each in SETS.values() for figure in each.figures for kind in figure.grounds}
    rows = _within(Decision.objects.using(using).filter(kind__in=list(owners)), "at", spans)
    for kind, day, city, body, grounds in _grouped(rows, "at").values_list("kind", *_BY, "grounds"):
        each, figure = owners[kind]
        for code in dict.fromkeys(grounds):
            yield CountedValue(day, figure.key, *_place(each, body, city), GROUND, f"{figure.grounds[kind]}:{code}"), 1


def _terms(spans: Collection[Span], using: str) -> Iterator[tuple[CountedValue, int]]:
    owners = {key: each for each in SETS.values() for key in each.terms}
    rows = Deadline.objects.using(using).filter(stopped_at__isnull=False, key__in=list(owners), state__in=ENDED)
    rows = _grouped(_within(rows, "stopped_at", spans), "stopped_at")
    for row in rows.values("key", "state", *_BY).annotate(count=Count("*")):
        place = _place(owners[row["key"]], row["case__body"], row["case__city"])
        yield CountedValue(row["day"], TERM + row["key"], *place, OUTCOME, row["state"]), row["count"]
