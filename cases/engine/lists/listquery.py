"""The query of a desk's list: words, filters, an order. The one place where it is parsed out of an address.

    wanted = from_parameters(request.GET, DeskUser(user, programme, now))
    rows = cases(wanted, viewer)            # within the user's scope, filtered, in order; nothing of it is counted

Parameters of an address that belong to no filter are left out and named in `ignored`. Whoever has a filter more adds it
to FILTERS (`filters`) under the name that the address has for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.lists import search
from cases.engine.lists.filters import FILTERS, TERM, DeskUser
from cases.engine.lists.queues import city_of
from cases.law.places import place_of
from cases.models import Case
from cases.models.case import CAME
from cases.models.queries import CaseQuerySet

__all__ = [
    "FILTERS",
    "ORDERS",
    "TERM",
    "DeskUser",
    "ListQuery",
    "cases",
    "filtered",
    "from_parameters",
    "parse",
    "waiting_on",
]


@dataclass(frozen=True, slots=True)
class Order:
    """One order in which a list can be sorted."""

    label: Promise
    keys: tuple[Any, ...]
    """Columns or expressions, none of them ever empty; the key of the case comes after them."""


ORDERS = {
    TERM: Order(_("Term"), ("queue_at",)),
    "filed": Order(_("Filed"), (CAME,)),
    "since": Order(_("In this state since"), ("state_since",)),
    "state": Order(_("State"), ("state", "queue_at")),
    "name": Order(_("Name"), ("sort_name",)),
}
"""Each has an index of Case, for all that waits in one city."""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query in the address of a list."""

    words: str = ""
    by: dict[str, str] = field(default_factory=dict)
    """Filters and their values."""
    order: str = TERM
    """A key of ORDERS."""
    descending: bool = False
    ignored: tuple[str, ...] = ()
    """Parameters of the address that mean nothing here."""

    @property
    def plain(self) -> bool:
        """All that waits, the most urgent first."""
        return not self.query

    @property
    def turned_round(self) -> bool:
        """The first day is after the last: nothing fits."""
        return self.by.get("from", "") > self.by.get("until", "9")

    @property
    def tab(self) -> str:
        """The state of a tab, where the query has nothing else; "" of any other list."""
        return self.by["state"] if self.parts().keys() == {"state"} else ""

    @property
    def everywhere(self) -> bool:
        """Of all that the user sees, in whatever city and state, not of what waits on the desk."""
        return bool(self.words) or any(FILTERS[name].everywhere for name in self.by)

    @property
    def query(self) -> str:
        """As an address has it, without a page."""
        return urlencode(self.parts())

    def parts(self) -> dict[str, str]:
        order = "" if (self.order, self.descending) == (TERM, False) else f"{'-' * self.descending}{self.order}"
        parts = {"q": self.words, **self.by, "sort": order}
        return {name: value for name, value in parts.items() if value}

    def query_with(self, **parts: str) -> str:
        """The query with other parts; "" removes one."""
        return urlencode({name: value for name, value in (self.parts() | parts).items() if value})


def from_parameters(data: Mapping[str, str], viewer: DeskUser) -> ListQuery:
    by, ignored = dict[str, str](), list[str]()
    for name, declared in FILTERS.items():
        if value := data.get(name, "").strip():
            try:
                by[name] = declared.read(value, viewer)
            except ValueError:
                ignored.append(str(declared.label))
    order = data.get("sort", "").strip()
    if order and order.removeprefix("-") not in ORDERS:
        ignored.append(str(_("Order of the list")))
        order = ""
    words = data.get("q", "").strip()
    if len(words) > search.LONGEST:
        ignored.append(str(_("all but the first 60 characters of the search")))
    return ListQuery(
        words[: search.LONGEST].strip(), by, order.removeprefix("-") or TERM, order[:1] == "-", tuple(ignored)
    )


def parse(query: str, viewer: DeskUser) -> ListQuery:
    """Of a saved query; what has gone out of use since is ignored, as in an address."""
    return from_parameters(dict(parse_qsl(query)), viewer)


def cases(wanted: ListQuery, viewer: DeskUser) -> CaseQuerySet:
    """Unordered. Cases that wait on the role; with words or unread messages, of all that the user may see."""
    rows = Case.objects.visible_to(viewer.user, viewer.programme)
    if not wanted.everywhere:
        rows = rows.filter(city_id=city_of(viewer.user), waits_on=waiting_on(wanted.by.get("state", ""), viewer))
    if wanted.words:
        query = search.parse(wanted.words)
        rows = rows.filter(query.condition) if query else rows.none()
    return filtered(rows, wanted, viewer)


def filtered(rows: CaseQuerySet, wanted: ListQuery, viewer: DeskUser) -> CaseQuerySet:
    for name, value in wanted.by.items():
        rows = rows.filter(FILTERS[name].where(value, viewer))
    return rows


def waiting_on(state: str, viewer: DeskUser) -> str:
    """The actor whose cases are listed, in a state or in all: people who are expected have a state of their own."""
    return (place_of(state).waits_on or "") if state else viewer.actor.value
