"""Lists of cases: behind a figure, at a desk, all for the auditor. They contain what the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cases.engine.lists import search
from cases.engine.lists.listquery import DeskUser, ListQuery, cases, from_parameters
from cases.engine.lists.worklist import cases_with_number
from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.figuresets import Figure
from cases.law import names
from cases.law.actors import Actor, Role
from cases.law.places import label_of
from cases.models import Deadline, Decision, Event, User
from cases.models.queries import scope
from cases.models.visible import of_visible_case
from cases.reports import naming, oversight, sight
from cases.reports.caselists import CaseList, NoSuchListError
from cases.reports.counting import ENDED, between
from cases.reports.periods import Period, countable
from cases.reports.registry import CUT_NAMES, CUTS, GROUND, figure_of
from cases.reports.sight import OwnFigures
from cases.reports.waiting import open_cases

Filters = Mapping[str, str]


def open_list(source: str, filters: Filters, user: User) -> CaseList:
    """Raises NoSuchListError."""
    if source not in SOURCES:
        raise NoSuchListError(source)
    return SOURCES[source](filters, user)


# ------------------------------------------------------------------------------------------------ behind a figure


def _own(filters: Filters, user: User) -> OwnFigures:
    wanted = filters.get("set", "")
    own = next((own for own in sight.own_figures(user, filters.get("city", "")) if own.figures.key == wanted), None)
    if own is None:
        raise NoSuchListError(wanted)
    return own


def _period(filters: Filters) -> Period:
    try:
        first, last = date.fromisoformat(filters.get("from", "")), date.fromisoformat(filters.get("to", ""))
    except ValueError as error:
        raise NoSuchListError from error
    if not countable(first, last):
        raise NoSuchListError(first, last)
    return Period(first, last)


def _narrowed(rows: QuerySet[Any], own: OwnFigures, user: User) -> QuerySet[Any]:
    """To the place of the figures, and to what this person may see."""
    place = own.place
    where = {name: value for name, value in (("case__city", place.city), ("case__body", place.body)) if value}
    return rows.filter(of_visible_case(user, own.figures.programme), **where)


def _behind_figure(filters: Filters, user: User) -> CaseList:
    own, period = _own(filters, user), _period(filters)
    figure = figure_of(own.figures.key, filters.get("figure", ""))
    cut, value = filters.get("cut", ""), filters.get("value", "")
    if figure is None or (cut and cut not in (*figure.cuts, *([GROUND] if figure.grounds else []))):
        raise NoSuchListError(figure)
    rows = _narrowed(between(_rows(figure, cut, value), "at", period.first, period.last), own, user)
    about = f" {CUT_NAMES[cut]} “{naming.value(cut, value)}”" if cut else ""
    return CaseList(f"{figure.label}{about}, {period.words}", rows, "at", _("Day"), newest=True)


def _rows(figure: Figure, cut: str, value: str) -> QuerySet[Any]:
    if cut == GROUND:
        kind, _colon, code = value.partition(":")
        decisions = [decision for decision, ground in figure.grounds.items() if ground == kind]
        rows = Decision.objects.filter(kind__in=decisions).annotate(codes=Cast("grounds", TextField()))
        narrowed: QuerySet[Any] = rows.filter(codes__contains=f'"{code}"') if code else rows.none()
        return narrowed
    events: QuerySet[Any] = Event.objects.filter(step__in=figure.steps)
    if figure.reached is not None:
        events = events.filter(figure.reached)
    return events.filter(_is(CUTS[cut], value)) if cut else events


def _is(columns: tuple[str, ...], value: str) -> Q:
    """That the first of the columns that is not empty has `value`."""
    wanted, empty = Q(pk__in=[]), Q()
    for column in columns:
        if value:
            wanted |= empty & Q(**{column: value})
        empty &= Q(**{column: ""})
    return wanted if value else empty


def _ended_terms(filters: Filters, user: User) -> CaseList:
    own, period = _own(filters, user), _period(filters)
    key, outcome = filters.get("term", ""), filters.get("outcome", "")
    if key not in own.figures.terms or outcome not in ENDED:
        raise NoSuchListError(key)
    rows = Deadline.objects.filter(key=key, state=outcome).defer("days")
    rows = _narrowed(between(rows, "stopped_at", period.first, period.last), own, user)
    words = f"{names.label('terms', key)}: {dict(Deadline.STATES)[outcome]}, {period.words}"
    return CaseList(words, rows, "stopped_at", _("Ended"), newest=True)


def _waiting(filters: Filters, user: User) -> CaseList:
    own, state = _own(filters, user), filters.get("state", "")
    if state not in own.figures.waits:
        raise NoSuchListError(state)
    rows = open_cases(own).filter(state=state).filter(scope(user))
    words = _("Waiting now: %(state)s") % {"state": label_of(state)}
    return CaseList(words, rows, "state_since", _("Since"), linked=False)


# ------------------------------------------------------------------------------------------------ at a desk


def _at_desk(filters: Filters, user: User) -> CaseList:
    """What the desk of the person's role shows at the moment `at`, filtered as its address is, or what a search finds
    there as it is written."""
    reader = _reader(filters, user)
    wanted = from_parameters({name: value for name, value in filters.items() if name != "source"}, reader)
    query = search.parse(wanted.words) if wanted.words else None
    if wanted.ignored or (query is not None and not query):  # another list than the page shows would be exported
        raise NoSuchListError(wanted.ignored)
    words = naming.desk_list(wanted, reader)
    return CaseList(words, _rows_at_desk(wanted, reader), "queue_at", _("Last day"), linked=False, searched=query)


def _reader(filters: Filters, user: User) -> DeskUser:
    """At the desk of a programme; of a head, also at that of the officials."""
    programme, headed = filters.get("programme", ""), filters.get("headed", "")
    if headed:
        known = user.role == Role.HEAD and headed == user.reads_as and not programme
    else:
        known = programme in PROGRAMMES and user.role in list(Actor)
    if not known:
        raise NoSuchListError(programme or headed)
    return DeskUser(user, programme, _moment(filters), headed)


def _rows_at_desk(wanted: ListQuery, reader: DeskUser) -> QuerySet[Any]:
    """A whole number finds its case alone, as on the page."""
    whole = cases_with_number(wanted, reader)
    return whole if whole is not None and whole.exists() else cases(wanted, reader)


def _moment(filters: Filters) -> datetime:
    """When the list was displayed; of an address without it, a moment at which no term is over."""
    at = filters.get("at", "")
    try:
        moment = parse_datetime(at) if at else datetime(2000, 1, 1, tzinfo=UTC)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or (not at and filters.get("term")):
        raise NoSuchListError(at)
    return moment


def _all_cases(filters: Filters, user: User) -> CaseList:
    try:
        words, rows = oversight.cases(filters, user)
    except ValueError as error:
        raise NoSuchListError from error
    return CaseList(words, rows, "state_since", _("Since"), linked=False)


SOURCES: dict[str, Callable[[Filters, User], CaseList]] = {
    "figure": _behind_figure,
    "term": _ended_terms,
    "waiting": _waiting,
    "queue": _at_desk,
    "cases": _all_cases,
}
