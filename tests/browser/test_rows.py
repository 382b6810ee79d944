"""A desk shows enough of its queue without scrolling, on the screen that offices have, and on a telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.urls import reverse

from cases.engine.lists.marks import Mark
from cases.models import Assignment, Case, User
from cases.programmes.nomad.petitions.invitations import MARKS as OF_INTERVIEWS
from cases.programmes.nomad.states import State
from cases.web import systems
from cases.web.documents.hearing import NO_HEARING_THEN
from cases.web.systems.standing import MARKS as OF_SYSTEMS
from cases.workload.assigning import begin
from tests import people
from tests.browser.conftest import PHONE, WIDE, Screen
from tests.browser.pages import World
from tests.desks import home_url
from tests.lists import crowd

ROWS, ROWS_OF_PHONE = 12, 2
VISIBLE = """
return [...document.querySelectorAll("table.queue tbody tr")]
  .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"""

CITY_IS_WHOLE = """
const right = (what) => document.querySelector(what)?.getBoundingClientRect().right ?? 0;
const buttons = document.querySelector(".desk-head .steps-row").getBoundingClientRect().left;
return right(".desk-city strong") <= right(".desk-name") && right(".desk-name") <= buttons
  && right(".desk-head .steps-row > :last-child") <= innerWidth"""

CUT = """
const table = document.querySelector("table.queue");
const frame = table.parentElement;
const cut = [...table.querySelectorAll("td, th, .queue-line > *, .queue-line .tag > span, .left")]
  .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline");
const lost = cut.filter((part) => !part.closest("[title]") && !part.querySelector("[title]"));
return frame.scrollWidth <= frame.clientWidth ? lost.map((part) => part.innerText) : ["the table"]"""
"""Names, states and days of which a part is not seen, and that no title has whole."""


class Desk(NamedTuple):
    """Who sits there; the cases with the longest names of states that wait there; the list, where it is not the first
    page; who works on the cases, where another does."""

    user: Callable[[], User]
    cases: Callable[[World], list[Case]]
    address: str = ""
    owner: Callable[[], User] | None = None


def _in(*states: State) -> Callable[[World], list[Case]]:
    return lambda world: [world.case(state) for state in states]


OF_OFFICERS = _in(State.CHECKS, State.PRELIMINARY_HEARING)
DESKS = {
    "officer": Desk(people.officer, OF_OFFICERS),
    "clerk": Desk(people.clerk, _in(State.INTAKE, State.DISPATCH)),
    "screener": Desk(people.screener, _in(State.REFUSAL_NOTICE, State.ADMITTED)),
    "signer": Desk(people.signer, _in(State.PETITION_HEARING, State.MINISTRY_REVIEW)),
    "head": Desk(people.head, OF_OFFICERS, "con:head:work", people.officer),
    "complaints": Desk(people.head, lambda world: [world.complained()], "con:complaints:home"),
}
ALL_MARKS = [*OF_SYSTEMS.values(), *OF_INTERVIEWS.values(), NO_HEARING_THEN]


@pytest.mark.parametrize("desk", DESKS)
def test_twelve_rows_of_a_queue_are_seen_at_once(
    world: World, screen: Screen, monkeypatch: pytest.MonkeyPatch, desk: str
) -> None:
    """With an owner in every second row, terms that are over, and, at the officer's, every mark."""
    user, brought, address, owner = DESKS[desk]
    cases = brought(world)
    owner = owner or user
    rows = [row for case in cases for row in crowd(case, ROWS)]
    late = people.after(cases[-1], 40 * people.DAY)
    for case in rows[::2]:
        begin(case, owner(), owner(), Assignment.TAKEN, late)
    monkeypatch.setattr(systems, "marks", _every_mark)
    for language in ("ru", "kk"):
        screen.sit(user(), language, late)
        assert screen.look(reverse(address) if address else home_url(user())) == 200
        screen.resize(WIDE)
        screen.shoot(f"queue-rows-{desk}-{language}")
        assert screen.script(VISIBLE) >= ROWS, language
        assert screen.script(CITY_IS_WHOLE), language
        assert screen.script(CUT) == [], language
        screen.resize(PHONE)
        screen.shoot(f"queue-rows-{desk}-{language}-phone")
        assert screen.script(VISIBLE) >= ROWS_OF_PHONE, language


def _every_mark(cases: list[Case], now: Any) -> dict[UUID, Mark]:
    return {case.pk: ALL_MARKS[n % len(ALL_MARKS)] for n, case in enumerate(cases)}
