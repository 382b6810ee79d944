"""What a desk's list offers to choose from: tabs, steps of a term, orders, and the form of all filters."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.lists import queues, term_steps
from cases.engine.lists.filters import NOBODY
from cases.engine.lists.listquery import FILTERS, ORDERS, TERM, DeskUser, ListQuery
from cases.engine.people import owners
from cases.law.actors import DESK_ROLES
from cases.values.dates import in_words

ALL = "all=1"
"""An address of all that waits, though the desk begins with a filter."""


@dataclass(frozen=True, slots=True)
class QueueLink:
    """A link to another list: of a state, of a step of a term, in another order."""

    key: str
    label: str | Promise
    url: str
    """Relative to the desk."""
    current: bool
    shown: str = ""
    expected: bool = False
    """People who are still to appear: there is no work yet."""
    falling: bool = False
    """Of an order: it is in use, in descending direction."""
    folded: bool = False
    """Of a tab: the row has no room for it."""


@dataclass(frozen=True, slots=True)
class FilterField:
    """An input that narrows the queue."""

    name: str
    label: Promise
    value: str
    options: list[tuple[str, str]]
    """(value, words) of a choice; empty where a day is entered."""


def tabs(
    reader: DeskUser, wanted: ListQuery, counts: Mapping[str, int], work: Collection[Any], begins: bool
) -> list[QueueLink]:
    """`begins`: the desk begins with a filter, so that the address of all has to say so."""
    waiting = min(sum(counts.get(state, 0) for state in work), queues.CAP)
    all_url, state = "?" + (wanted.query_with(state="", q="") or (ALL if begins else "")), wanted.by.get("state", "")
    first = QueueLink("", _("All that waits"), all_url, not state and not wanted.words, queues.capped(waiting))
    states = queues.tabs_of(reader.actor, reader.programme)
    return _folded([first, *(_tab(s, wanted, counts, s not in work) for s in states)], counts)


ROOM, LONGEST_LABEL, BESIDE_LABEL, EXPECTED = 150, 24, 8, 11
"""Letters for which one row of tabs has room, that a tab shows of its label, and that its number and the word before
it are worth."""


def _folded(tabs: list[QueueLink], counts: Mapping[str, int]) -> list[QueueLink]:
    """The tab in use and the first, then those that hold cases, then the rest, as long as the row has room."""
    urgency = {tab.key: (not (tab.current or not tab.key), not counts.get(tab.key), tab.expected) for tab in tabs}
    room, shown = ROOM, set[str]()
    for tab in sorted(tabs, key=lambda tab: urgency[tab.key]):
        room -= min(len(str(tab.label)), LONGEST_LABEL) + BESIDE_LABEL + EXPECTED * tab.expected
        if room < 0:
            break
        shown.add(tab.key)
    return [replace(tab, folded=tab.key not in shown) for tab in tabs]


def _tab(state: Any, wanted: ListQuery, counts: Mapping[str, int], expected: bool) -> QueueLink:
    current = not wanted.words and state == wanted.by.get("state")
    shown = queues.capped(counts.get(state, 0))
    return QueueLink(
        state.value, state.label, f"?{wanted.query_with(state=state.value, q='')}", current, shown, expected
    )


def terms(wanted: ListQuery, counts: Mapping[str, int]) -> list[QueueLink]:
    """The five steps of a term; a second click on the one in use removes it."""
    chosen = wanted.by.get(TERM, "")
    return [
        QueueLink(
            step,
            label,
            "?" + (wanted.query_with(**{TERM: "" if step == chosen else step}) or ALL),
            step == chosen,
            queues.capped(counts[step]),
        )
        for step, label in term_steps.LABELS.items()
    ]


def owned(wanted: ListQuery, reader: DeskUser) -> list[QueueLink]:
    """The own cases, and nobody's, at one press; a second press shows all again."""
    words = {"mine": _("My cases"), NOBODY: _("Nobody's cases")} if reader.user.role in DESK_ROLES else {}
    chosen = wanted.by.get("owner", "")
    links = {value: wanted.query_with(owner="" if value == chosen else value, q="") or ALL for value in words}
    return [QueueLink(value, words[value], f"?{link}", value == chosen) for value, link in links.items()]


def orders(wanted: ListQuery) -> dict[str, QueueLink]:
    """By the names of ORDERS; the one in use turns round."""
    return {
        name: QueueLink(
            name,
            order.label,
            "?" + (wanted.query_with(sort=_turned(name, wanted)) or ALL),
            name == wanted.order,
            falling=name == wanted.order and wanted.descending,
        )
        for name, order in ORDERS.items()
    }


def _turned(name: str, wanted: ListQuery) -> str:
    if name == wanted.order and not wanted.descending:
        return f"-{name}"
    return "" if name == TERM else name


def chosen(wanted: ListQuery, reader: DeskUser) -> list[QueueLink]:
    """The filters in use that no tab shows; each link removes one."""
    return [
        QueueLink(
            name, FILTERS[name].label, "?" + (wanted.query_with(**{name: ""}) or ALL), True, _word(name, value, reader)
        )
        for name, value in wanted.by.items()
        if name not in ("state", TERM) or wanted.words
    ]


def _word(name: str, value: str, reader: DeskUser) -> str:
    if (name, value) == ("owner", "mine") and (names := owners.substituted_names(reader.user, reader.now)):
        return _("My cases, and those of %(names)s, for whom I stand in") % {"names": ", ".join(names)}
    choices = FILTERS[name].choices
    return dict(choices(reader)).get(value, value) if choices else in_words(date.fromisoformat(value))


def panel(wanted: ListQuery, reader: DeskUser) -> list[FilterField]:
    return list(_fields(wanted, reader))


def _fields(wanted: ListQuery, reader: DeskUser) -> Iterator[FilterField]:
    for name, declared in FILTERS.items():
        options = list(declared.choices(reader)) if declared.choices else []
        value = wanted.by.get(name, "")
        if declared.choices and value and value not in dict(options):
            options.append((value, value))
        if options or not declared.choices:
            yield FilterField(name, declared.label, value, options)
