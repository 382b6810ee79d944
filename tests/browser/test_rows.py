"""A desk shows enough of its queue without scrolling, on the screen that offices have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from cases.engine.lists.marks import Mark
from cases.models import Assignment, Case, User
from cases.programmes.nomad.petitions.invitations import MARKS as OF_INTERVIEWS
from cases.programmes.nomad.states import State
from cases.web import systems
from cases.web.documents.hearing import NO_HEARING_THEN
from cases.web.systems.standing import MARKS as OF_SYSTEMS
from cases.workload.assigning import begin
from tests import people
from tests.browser.conftest import WIDE, Screen
from tests.desks import home_url
from tests.lists import crowd

ROWS = 12
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

DESKS: dict[str, tuple[Callable[[], User], tuple[State, ...]]] = {
    "officer": (people.officer, (State.CHECKS, State.PRELIMINARY_HEARING)),
    "clerk": (people.clerk, (State.INTAKE, State.DISPATCH)),
    "screener": (people.screener, (State.REFUSAL_NOTICE, State.ADMITTED)),
    "signer": (people.signer, (State.PETITION_HEARING, State.MINISTRY_REVIEW)),
}
"""Who sits there, and the states with the longest names that wait there."""
ALL_MARKS = [*OF_SYSTEMS.values(), *OF_INTERVIEWS.values(), NO_HEARING_THEN]


@pytest.mark.parametrize("desk", DESKS)
def test_twelve_rows_of_a_queue_are_seen_at_once(
    world: object, screen: Screen, monkeypatch: pytest.MonkeyPatch, desk: str
) -> None:
    """With an owner in every second row, terms that are over, and, at the officer's, every mark."""
    user, states = DESKS[desk]
    cases = [people.case_in(state) for state in states]
    rows = [row for case in cases for row in crowd(case, ROWS)]
    late = people.after(cases[-1], 40 * people.DAY)
    for case in rows[::2]:
        begin(case, user(), user(), Assignment.TAKEN, late)
    monkeypatch.setattr(systems, "marks", _every_mark)
    for language in ("ru", "kk"):
        screen.sit(user(), language, late)
        assert screen.look(home_url(user())) == 200
        screen.resize(WIDE)
        screen.shoot(f"queue-rows-{desk}-{language}")
        assert screen.script(VISIBLE) >= ROWS, language
        assert screen.script(CITY_IS_WHOLE), language
        assert screen.script(CUT) == [], language


def _every_mark(cases: list[Case], now: Any) -> dict[UUID, Mark]:
    return {case.pk: ALL_MARKS[n % len(ALL_MARKS)] for n, case in enumerate(cases)}
