"""The first page of a desk: its queue, tab by tab, and the search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine import queues
from cases.engine.programmes import Programme
from cases.law.actors import Actor, Role
from cases.law.places import STATES
from cases.models import Case
from cases.web.access import AuthenticatedRequest, View, open_to
from cases.web.common import moment, programme_at

Marks = Callable[[list[Case], datetime], dict[UUID, Any]]
"""What has to be seen at once in a queue, in a word for the cases of a page that have something, by their id."""

SEARCH = 60
"""Characters of a search that are looked at."""


@dataclass(frozen=True, slots=True)
class Column:
    """One more column of a desk's queue: its heading, and what it says of the cases of a page, by their id."""

    label: Promise
    of: Callable[[list[Case]], dict[UUID, Any]]


@dataclass(frozen=True, slots=True)
class Tab:
    """A state as a tab of the queue; `expected`: people who are still to appear, so no work yet."""

    state: str
    label: str | Promise
    count: int
    url: str
    current: bool
    expected: bool = False

    @property
    def shown(self) -> str:
        return queues.capped(self.count)


def home(actor: Actor, template: str, column: Column | None = None, marks: Marks | None = None) -> View:
    """The queue: what waits on this desk, the most urgent first, a tab for each state."""

    @open_to(Role(actor.value))
    def view(request: AuthenticatedRequest) -> HttpResponse:
        return render(request, template, home_context(actor, request, column, marks))

    return view


def home_context(
    actor: Actor, request: AuthenticatedRequest, column: Column | None = None, marks: Marks | None = None
) -> dict[str, Any]:
    programme = programme_at(request, actor)
    desk = reverse(f"{programme.desks[actor]}:home")
    search = request.GET.get("q", "").strip()[:SEARCH]
    state = request.GET.get("state", "")
    state = state if state in queues.tabs_of(actor, programme.key) and not search else ""
    counts = queues.counts(request.user, moment(request), programme.key)
    listed = _searched(request, search) if search else _listed(request, programme, desk, state)
    cells = column.of(listed["cases"]) if column else {}
    marked = marks(listed["cases"], moment(request)) if marks else {}
    return {
        "actor": actor,
        "section": "desk",
        "desk": desk,
        "tabs": tabs(programme, actor, counts, desk, state, bool(search)),
        "state": STATES[state] if state else None,
        "expected": state != "" and state not in programme.places.of(actor),
        "search": search,
        "overdue": counts["overdue"],
        "overdue_shown": queues.capped(counts["overdue"]),
        "now": moment(request),
        "column": column,
        "rows": [(case, cells.get(case.pk, ""), marked.get(case.pk, "")) for case in listed["cases"]],
    } | listed


def _searched(request: AuthenticatedRequest, search: str) -> dict[str, Any]:
    return {"cases": queues.find(request.user, search)}


def _listed(request: AuthenticatedRequest, programme: Programme, desk: str, state: str) -> dict[str, Any]:
    after = request.GET.get("after", "")
    page = queues.listing(request.user, state, after, programme=programme.key)
    here = {"state": state} if state else {}
    return {
        "cases": page.cases,
        "next_url": f"{desk}?{urlencode(here | {'after': page.after})}" if page.after else "",
        "first_url": f"{desk}?{urlencode(here)}" if after else "",
        "export_url": f"{reverse('reports:ask')}?{urlencode({'source': 'queue', 'programme': programme.key} | here)}",
    }


def tabs(
    programme: Programme, actor: Actor, counts: dict[str, int], desk: str, state: str, searching: bool = False
) -> list[Tab]:
    work = programme.places.of(actor)
    waiting = min(sum(counts.get(s, 0) for s in work), queues.CAP)
    first = Tab("", _("All that waits"), waiting, desk, not state and not searching)
    others = [
        Tab(s.value, s.label, counts.get(s, 0), f"{desk}?state={s.value}", s == state, s not in work)
        for s in queues.tabs_of(actor, programme.key)
    ]
    return [first, *others]
