"""A desk shows enough of its queue without scrolling, on the screen that offices have, and a case on one screen."""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import reverse

from cases.models import Case, Person, User
from cases.programmes.nomad.states import State
from tests import people
from tests.browser.conftest import WIDE, Screen
from tests.browser.pages import World
from tests.desks import case_url, home_url
from tests.lists import crowd

ROWS = 12
VISIBLE = """
return [...document.querySelectorAll("table.queue tbody tr")]
  .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"""
CUT = """
const cut = (box) => box.scrollWidth > box.clientWidth + 1;
return [...document.querySelectorAll(".scroll, table.queue :is(th, td), table.queue .tag, .desk-bar, .desk-tabs")]
  .filter(cut).map((box) => `${box.className || box.tagName}: ${box.innerText.slice(0, 60)}`)"""
OUTSIDE = """
const one = document.documentElement;
const below = one.scrollHeight > innerHeight + 1 ? [`the page: ${one.scrollHeight}`] : [];
const parts = [...document.querySelectorAll(".case-papers, .case-viewer, .case-side")];
const far = parts.filter((part) => part.getBoundingClientRect().bottom > innerHeight + 1);
const work = document.querySelector("#work :is(form, .blocked, a, p)").getBoundingClientRect();
const low = work.top > innerHeight / 2 ? [`the work: ${work.top}`] : [];
return [...below, ...far.map((part) => part.className), ...low]"""
LONG = {"surname": "Рахымжанова-Константинопольская", "given_names": "Мария Магдалена Александра"}

DESKS = {
    "screener": (people.screener, State.SCREENING),
    "signer": (people.signer, State.MINISTRY_REVIEW),
    "officer": (people.officer, State.REGISTRATION),
    "clerk": (people.clerk, State.DISPATCH),
    "head": (people.head, State.REGISTRATION),
}


@pytest.fixture
def crowded(world: World) -> dict[State, Case]:
    """At each desk more cases than fit, one of somebody with a long name."""
    for state in {state for _who, state in DESKS.values()}:
        rows = crowd(world.case(state), ROWS + 2)
        Person.objects.filter(pk=rows[0].person_id).update(**LONG)
    return {state: world.case(state) for _who, state in DESKS.values()}


def list_url(user: User) -> str:
    return reverse("con:head:work") if user.role == "head" else home_url(user)


def test_twelve_rows_and_a_whole_case_are_seen_at_once(
    crowded: dict[State, Case], screen: Screen, subtests: pytest.Subtests
) -> None:
    now = max(people.after(case) for case in crowded.values())
    for (desk, (who, state)), language in product(DESKS.items(), ("ru", "kk")):
        user = who()
        with subtests.test(desk, language=language):
            screen.sit(user, language, now)
            assert screen.look(list_url(user)) == 200
            screen.resize(WIDE)
            screen.shoot(f"queue-rows-{desk}-{language}")
            assert screen.script(VISIBLE) >= ROWS
            assert screen.script(CUT) == []
        with subtests.test(desk, language=language, page="case"):
            assert screen.look(case_url(user, crowded[state])) == 200
            screen.shoot(f"case-{desk}-{language}")
            assert screen.script(OUTSIDE) == []
