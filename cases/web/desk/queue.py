"""The first page of a desk: its list by state and term, its filters, and the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.engine.lists import narrowed, queues, search, term_steps, worklist
from cases.engine.lists.listquery import DeskUser, ListQuery, from_parameters, parse
from cases.engine.lists.marks import Mark
from cases.engine.lists.worklist import CasePage
from cases.engine.people.notices import count_unread
from cases.law.actors import Actor, Role
from cases.law.places import STATES
from cases.models import Case, SavedFilter
from cases.models.visible import Visible
from cases.web.desk import queue_filters, queue_saved
from cases.web.desk.queue_filters import ALL
from cases.web.request.access import AuthenticatedRequest, View, open_to
from cases.web.request.finding import programme_at
from cases.web.request.moment import moment
from cases.web.workload import many

Marks = Callable[[list[Case], datetime], dict[UUID, Mark]]
"""Marks that must be visible in a queue: a word for each case of a page that has one, by its id."""


@dataclass(frozen=True, slots=True)
class ListAbove:
    """A short list above a desk's queue, usually empty: it is read only where the counts say that there is any."""

    name: str
    """In the context of the page."""
    cases: Visible


@dataclass(frozen=True, slots=True)
class Column:
    """One more column of a desk's queue: its heading, and what it says of the cases of a page, by their id."""

    label: Promise
    of: Callable[[list[Case]], dict[UUID, Any]]


def home(
    actor: Actor,
    template: str,
    column: Column | None = None,
    marks: Marks | None = None,
    above: ListAbove | None = None,
) -> View:
    """The queue: what waits on this desk, the most urgent first, a tab for each state. POST: a filter is saved."""

    @open_to(Role(actor.value))
    def view(request: AuthenticatedRequest) -> HttpResponse:
        programme = programme_at(request, actor)
        reader = DeskUser(request.user, programme.key, moment(request))
        url = reverse(f"{programme.desks[actor]}:home")
        done = queue_saved.change(request, reader, url) if request.method == "POST" else None
        if isinstance(done, HttpResponse):
            return done
        context = home_context(request, reader, url, column, marks, above) | {"many": many.on_desk(request)}
        return render(request, template, context | {"refused": done}, status=422 if done else 200)

    return view


def headed(template: str, here: str, cases: str) -> View:
    """What waits on the officials whom a head heads, as their own queue shows it. `here`: the name of its address;
    `cases`: of that before the keys of cases."""

    @open_to(Role.HEAD)
    def view(request: AuthenticatedRequest) -> HttpResponse:
        reader, url = _headed(request), reverse(here)
        done = queue_saved.change(request, reader, url) if request.method == "POST" else None
        if isinstance(done, HttpResponse):
            return done
        context = home_context(request, reader, url) | {"cases_url": reverse(cases), "many": many.on_desk(request)}
        return render(request, template, context | {"refused": done}, status=422 if done else 200)

    return view


def finder(request: AuthenticatedRequest, here: str) -> dict[str, Any]:
    """The search and the terms of `headed` on another page of the head; `here`: as there."""
    reader = _headed(request)
    counts = Counter(queues.counts(reader.user, reader.now, "", term_steps.LABELS, headed=reader.headed))
    return {"desk": reverse(here), "terms": queue_filters.terms(ListQuery(), counts)}


def _headed(request: AuthenticatedRequest) -> DeskUser:
    return DeskUser(request.user, "", moment(request), request.user.reads_as)


def home_context(
    request: AuthenticatedRequest,
    reader: DeskUser,
    desk: str,
    column: Column | None = None,
    marks: Marks | None = None,
    above: ListAbove | None = None,
) -> dict[str, Any]:
    """`desk`: the address of the list."""
    counts = _counts(reader, above)
    saved = queue_saved.filters_of(reader) if counts[_SAVED] else []
    start = next((row for row in saved if row.starts), None)
    wanted, states = _list_query(request, reader, start), queues.work_of(reader.actor, reader.programme)
    page = worklist.page(wanted, reader, request.GET.get("after", ""), request.GET.get("before", ""))
    beside = _beside(wanted, reader, counts)
    tabs = queue_filters.tabs(reader, wanted, beside, states, start is not None)
    context = {
        "tabs": tabs,
        "folded": sum(tab.folded for tab in tabs),
        "terms": queue_filters.terms(wanted, beside),
        "owned": queue_filters.owned(wanted, reader),
        "panel": queue_filters.panel(wanted, reader) if "filters" in request.GET or wanted.turned_round else [],
        "kept": queue_saved.links(saved, wanted, reader),
        "ignored": _ignored(wanted, page),
    }
    context |= _frame(request, reader, desk) | _page_rows(page, column, marks, reader)
    context |= _list_context(wanted, reader, states) | _urgent(reader, counts, above)
    return context | _turning(request, reader, wanted, page, desk)


def _beside(wanted: ListQuery, reader: DeskUser, counts: Counter[str]) -> Mapping[str, int]:
    """The numbers of the links above the list. `counts`: of the whole desk."""
    if not narrowed.is_narrowed(wanted):
        return counts
    return Counter(narrowed.narrowed_counts(wanted, reader, queues.tabs_of(reader.actor, reader.programme)))


def _frame(request: AuthenticatedRequest, reader: DeskUser, desk: str) -> dict[str, Any]:
    return {
        "actor": reader.actor,
        "section": "desk",
        "desk": desk,
        "cases_url": desk,
        "here": request.get_full_path(),
        "programme_key": reader.programme,
    }


def _page_rows(page: CasePage, column: Column | None, marks: Marks | None, reader: DeskUser) -> dict[str, Any]:
    rows = _rows(page.cases, column, marks, reader.now)
    legend = dict.fromkeys(mark for _case, _word, mark, _who in rows if mark)
    return {"nearly": page.nearly, "column": column, "rows": rows, "legend": legend, "cases": page.cases}


def _urgent(reader: DeskUser, counts: Counter[str], above: ListAbove | None) -> dict[str, Any]:
    """What is overdue by now, and the lists above the queue."""
    overdue = counts[term_steps.OVERDUE]
    context: dict[str, Any] = {"now": reader.now, "overdue": overdue, "overdue_shown": queues.capped(overdue)}
    context["unread"] = counts[_UNREAD]
    return context | ({above.name: above.cases(reader.user) if counts[above.name] else []} if above else {})


_SAVED, _UNREAD = "saved_filters", "unread_notices"


def _counts(reader: DeskUser, above: ListAbove | None) -> Counter[str]:
    beside = {_SAVED: queue_saved.counted(reader), _UNREAD: count_unread(reader.user, reader.now)}
    beside |= {above.name: above.cases.statement(reader.user)} if above else {}
    return Counter(queues.counts(reader.user, reader.now, reader.programme, term_steps.LABELS, beside, reader.headed))


def _rows(
    cases: list[Case], column: Column | None, marks: Marks | None, now: datetime
) -> list[tuple[Case, object, Mark | None, str]]:
    cells = column.of(cases) if column else {}
    marked = marks(cases, now) if marks else {}
    return [(case, cells.get(case.pk, ""), marked.get(case.pk), getattr(case, "owner_name", "")) for case in cases]


def _list_context(wanted: ListQuery, reader: DeskUser, work: Collection[str]) -> dict[str, Any]:
    """How the list was narrowed. `work`: the states that wait on this desk."""
    state = "" if wanted.words else wanted.by.get("state", "")
    return {
        "wanted": wanted,
        "orders": queue_filters.orders(wanted),
        "chosen": queue_filters.chosen(wanted, reader),
        "state": STATES[state] if state else None,
        "expected": state != "" and state not in work,
        "search": wanted.words,
        "nothing_to_find": bool(wanted.words) and not search.parse(wanted.words),
    }


def _list_query(request: AuthenticatedRequest, reader: DeskUser, start: SavedFilter | None) -> ListQuery:
    """As the address says; of an address without parameters, the filter with which the desk begins."""
    if start is not None and not request.GET.keys() - {"filters"}:
        return parse(start.query, reader)
    return from_parameters(request.GET, reader)


def _ignored(wanted: ListQuery, page: CasePage) -> list[str]:
    return [*wanted.ignored, *([_("the place in the list: it begins from the start")] if page.lost else [])]


def _named(reader: DeskUser, wanted: ListQuery) -> str:
    """The whole list at this moment, as `cases.reports.lists` reads it."""
    where = {"headed": reader.headed} if reader.headed else {"programme": reader.programme}
    return urlencode({"source": "queue", **where, "at": reader.now.isoformat()} | wanted.parts())


def _turning(
    request: AuthenticatedRequest, reader: DeskUser, wanted: ListQuery, page: CasePage, desk: str
) -> dict[str, str]:
    moved = bool(request.GET.get("after") or request.GET.get("before")) and not page.lost
    here, named = wanted.query or ALL, _named(reader, wanted)
    several = (page.after or page.before) and not wanted.words
    return {
        "next_url": f"{desk}?{wanted.query_with(after=page.after)}" if page.after else "",
        "prev_url": f"{desk}?{wanted.query_with(before=page.before)}" if page.before else "",
        "first_url": f"{desk}?{here}" if moved else "",
        "export_url": "" if wanted.words and not search.parse(wanted.words) else f"{reverse('reports:ask')}?{named}",
        "whole_list": named if several else "",
    }
