"""The statistics of a reader as tables: what pages draw and files contain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.engine.programmes.figuresets import Figure, FigureSet
from cases.law import names
from cases.law.calendar import local_day
from cases.law.places import label_of
from cases.models import Deadline
from cases.reports import naming, sums
from cases.reports.counting import MET_IN_TIME
from cases.reports.periods import Period, bucket_of, column_name, columns
from cases.reports.registry import CUT_NAMES, CUTS, GROUND, OUTCOME, TERM
from cases.reports.sight import OwnFigures
from cases.reports.sums import Totals, WantedSums
from cases.reports.tables import FigureTable, TableCell, TableRow
from cases.reports.waiting import WaitingCases, waiting

OUTCOMES: Mapping[str, Promise] = {
    Deadline.MET: gettext_lazy("in time"),
    Deadline.LATE: gettext_lazy("late"),
    Deadline.EXPIRED: gettext_lazy("run out"),
}


@dataclass(frozen=True, slots=True)
class StatisticsPart:
    figures: FigureSet
    tables: tuple[FigureTable, ...]


@dataclass(frozen=True, slots=True)
class FiguresRequest:
    """What the reader requested by the address of the page."""

    period: Period
    """Up to today at most."""
    bucket: str
    """How fine the time series is drawn."""
    city: str
    """Its key; "" for all."""
    now: datetime
    using: str

    def query(self, own: OwnFigures, **more: str) -> dict[str, str]:
        days = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        return {"set": own.figures.key} | days | ({"city": self.city} if self.city else {}) | more


@dataclass(slots=True)
class Statistics:
    parts: list[StatisticsPart] = field(default_factory=list)
    oldest: datetime | None = None


def request(period: Period, bucket: str, city: str, now: datetime, using: str) -> FiguresRequest:
    visible = period.until(local_day(now))
    return FiguresRequest(visible, bucket_of(visible, bucket), city, now, using)


def statistics_of(own: Iterable[OwnFigures], wanted: FiguresRequest) -> Statistics:
    """As many statements for one set as for all, at any number of cases."""
    sets = list(own)
    totals = sums.read(
        [*_sums_wanted(sets, wanted.period, True), *_sums_wanted(sets, wanted.period.before)], wanted.now, wanted.using
    )
    names, waits = _names(totals), waiting(sets, wanted.now, wanted.using)
    parts = [
        StatisticsPart(each.figures, tuple(_tables(_Shown(each, wanted, now, former, names, wait))))
        for each, now, former, wait in zip(sets, totals[: len(sets)], totals[len(sets) :], waits, strict=True)
    ]
    return Statistics(parts, min((total.oldest for total in totals if total.oldest), default=None))


def _sums_wanted(sets: Iterable[OwnFigures], period: Period, drawn: bool = False) -> Iterator[WantedSums]:
    for each in sets:
        keys = [figure.key for figure in each.figures.all_figures] + [TERM + key for key in each.figures.terms]
        course = frozenset(each.figures.course if drawn else ())
        yield WantedSums(frozenset(keys), period, each.place, course)


def _names(totals: Iterable[Totals]) -> dict[str, dict[str, str]]:
    """By the cut, what its values are called."""
    values: dict[str, dict[str, None]] = {cut: {} for cut in (GROUND, *CUTS)}
    for total in totals:
        for _figure, cut, value in total.parts:
            if cut in values:
                values[cut][value] = None
    return {cut: naming.values(cut, kept) for cut, kept in values.items() if kept}


@dataclass(frozen=True, slots=True)
class _Shown:
    """All that the tables of a set are made of."""

    own: OwnFigures
    wanted: FiguresRequest
    now: Totals
    former: Totals
    names: Mapping[str, Mapping[str, str]]
    waits: Sequence[WaitingCases]


def _tables(shown: _Shown) -> Iterator[FigureTable]:
    own, wanted, now, former = shown.own, shown.wanted, shown.now, shown.former
    yield _numbers(own, wanted, now, former)
    if own.figures.course:
        yield _course(own.figures, wanted, now)
    for figure in own.figures.figures:
        for cut in (*([GROUND] if figure.grounds else []), *figure.cuts):
            table = _parts(shown, figure, cut)
            if table.rows:
                yield table
    yield _terms(own, wanted, now, former)
    if own.figures.funnel:
        yield _funnel(own, wanted, now, former)
    yield _waiting(shown)


def _numbers(own: OwnFigures, wanted: FiguresRequest, now: Totals, former: Totals) -> FigureTable:
    rows = []
    for figure in own.figures.figures:
        number, before = now.all_of(figure.key), former.all_of(figure.key)
        linked = TableCell(number, query=wanted.query(own, source="figure", figure=figure.key))
        cells = (linked, TableCell(before), TableCell(number - before))
        rows.append(TableRow(str(figure.label), cells, str(figure.words), number, before))
    head = (_("Figure"), _("In the period"), _("In the one before"), _("Difference"))
    words = _("Acts are counted, by the local day of Asia/Almaty on which they were signed or recorded.")
    return FigureTable("numbers", _("Figures"), words, head, tuple(rows))


def _course(figures: FigureSet, wanted: FiguresRequest, now: Totals) -> FigureTable:
    visible = [figure for figure in figures.figures if figure.key in figures.course]
    rows = []
    for column in columns(wanted.period, wanted.bucket):
        cells = tuple(TableCell(now.within(figure.key, column)) for figure in visible)
        rows.append(TableRow(column_name(column, wanted.bucket), cells))
    head = (_("When"), *(str(figure.label) for figure in visible))
    return FigureTable("course", _("Course"), "", head, tuple(rows), "columns")


def _parts(shown: _Shown, figure: Figure, cut: str) -> FigureTable:
    own, wanted, called = shown.own, shown.wanted, shown.names.get(cut, {})
    parts, before = shown.now.by(figure.key, cut), shown.former.by(figure.key, cut)
    all_of_it = shown.now.all_of(figure.key)
    rows = []
    for value in (*parts, *(value for value in before if value not in parts)):
        number, former_number = parts.get(value, 0), before.get(value, 0)
        query = wanted.query(own, source="figure", figure=figure.key, cut=cut, value=value)
        share = TableCell(_percent(number, all_of_it), percent=True)
        cells = (TableCell(number, query=query), share, TableCell(former_number))
        rows.append(TableRow(called[value], cells, main=number, former=former_number))
    words = _("An act with several grounds counts with each.") if cut == GROUND else ""
    head = (str(CUT_NAMES[cut]), _("In the period"), _("Share"), _("In the one before"))
    return FigureTable(f"{figure.key}-{cut}", f"{figure.label} {CUT_NAMES[cut]}", words, head, tuple(rows), "bars")


def _terms(own: OwnFigures, wanted: FiguresRequest, now: Totals, former: Totals) -> FigureTable:
    rows = []
    for key in own.figures.terms:
        ended, before = now.by(TERM + key, OUTCOME), former.by(TERM + key, OUTCOME)
        if not ended and not before:
            continue
        share, former_share = _met_share(ended), _met_share(before)
        query = wanted.query(own, source="term", term=key)
        counts = (TableCell(ended.get(outcome, 0), query=query | {"outcome": outcome}) for outcome in OUTCOMES)
        cells = (*counts, TableCell(share, percent=True), TableCell(former_share, percent=True))
        rows.append(TableRow(str(names.label("terms", key)), cells, main=share or 0, former=former_share))
    head = (_("Term"), *(str(name) for name in OUTCOMES.values()), _("Kept"), _("Kept before"))
    words = _(
        "Terms that ended in the period: kept are those whose step was taken by their last day; one that the case left "
        "by another way is not counted."
    )
    return FigureTable("terms", _("Terms kept"), words, head, tuple(rows), "bars", percent=True)


def _met_share(ended: Mapping[str, int]) -> int | None:
    return _percent(sum(ended.get(outcome, 0) for outcome in MET_IN_TIME), sum(ended.values()))


def _funnel(own: OwnFigures, wanted: FiguresRequest, now: Totals, former: Totals) -> FigureTable:
    rows, first = [], own.figures.funnel[0].key
    for figure in own.figures.funnel:
        number, before = now.all_of(figure.key), former.all_of(figure.key)
        query = wanted.query(own, source="figure", figure=figure.key)
        share = TableCell(_percent(number, now.all_of(first)), percent=True)
        earlier = TableCell(_percent(before, former.all_of(first)), percent=True)
        rows.append(
            TableRow(str(figure.label), (TableCell(number, query=query), share, earlier), str(figure.words), number)
        )
    head = (_("Stage"), _("Cases"), _("Of those who began"), _("In the period before"))
    words = _("Of the cases that began in the period, how many have come how far by now; others may follow.")
    return FigureTable("funnel", _("How far they have come"), words, head, tuple(rows), "bars")


def _waiting(shown: _Shown) -> FigureTable:
    rows = []
    for row in shown.waits:
        query = shown.wanted.query(shown.own, source="waiting", state=row.state)
        cells = (TableCell(row.count, query=query), TableCell(row.days))
        rows.append(TableRow(str(label_of(row.state)), cells, main=row.count))
    head = (_("State"), _("Cases"), _("Half of them longer than, days"))
    words = _("Open cases at this moment, whatever the period; how long the case in the middle has been in its state.")
    return FigureTable("waiting", _("Where cases wait now"), words, head, tuple(rows), "bars")


def _percent(part: int, whole: int) -> int | None:
    """Rounded half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None
