"""No page needs its scripts: a document is handed in, with an error on the way, and an officer takes a step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cases.requirements import local_day
from cases.states import PLACES, State
from tests import people
from tests.journeys import deeds
from tests.journeys.browser import Portal, chromium
from tests.journeys.conftest import Paper


@pytest.fixture
def scripts_off() -> Iterator[None]:
    """Scripts of pages do not run; those of the driver do."""
    chromium().execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    chromium().execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_without_javascript(scripts_off: None, portal: Portal, paper: Paper) -> None:
    me = portal.person(people.applicant())
    me.click("Start a petition")
    assert not portal.driver.execute_script("return Boolean(window.htmx)")
    me.click("I give my consent")
    rules = deeds.case_of(me).law.lists["petition"]
    passport = rules[0]
    deeds.hand_in(me.within(passport.title), None, {}, status=422)
    me.sees("There is a problem")
    me.sees("Choose a file.")
    for rule in rules:
        facts = people.facts_of(rule.kind, local_day(portal.now))
        deeds.hand_in(me.within(rule.title), paper(rule.kind), facts)
        me.sees("Saved: %(title)s.", title=me.t(rule.title))
    me.click("Check and sign")
    deeds.sign(me)
    me.sees(PLACES[State.SCREENING].plain)

    case = people.case_in(State.REGISTRATION)
    portal.move_to(people.after(case))
    police = portal.person(people.officer("astana"))
    police.click(State.REGISTRATION.label)  # a tab of the queue, by its address
    police.click(case.number)
    police.click(passport.title)  # the viewer, too
    assert portal.driver.find_elements("css selector", "#viewer iframe")
    police.fill("Number in the migration police IS", "MP-2026-5")
    police.click("Register the application")
    police.sees(State.CHECKS.label)
