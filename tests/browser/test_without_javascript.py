"""No page needs its scripts: one signs in and signs in another program, a document is handed in, with an error on the
way, and an officer takes a step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.eds.faults import FAULTS
from cases.law.calendar import local_day
from cases.models import Signature
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions, eds
from tests.journeys.browser import Person, Portal, chromium
from tests.journeys.conftest import Paper


@pytest.fixture
def scripts_off() -> Iterator[None]:
    """Scripts of pages do not run; those of the driver do."""
    chromium().execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    chromium().execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.fixture
def elsewhere(tmp_path: Path) -> eds.InAnotherProgram:
    """A program for signing files, and the folder of downloads."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return eds.InAnotherProgram(folder)


def test_without_javascript(scripts_off: None, portal: Portal, paper: Paper, elsewhere: eds.InAnotherProgram) -> None:
    portal.ncalayer.stop()
    me = portal.person(people.applicant())
    me.signs = elsewhere
    me.click("Start a petition")
    assert not portal.driver.execute_script("return Boolean(window.htmx)")
    me.click("I give my consent")
    rules = actions.case_of(me).law.lists["petition"]
    passport = rules[0]
    actions.hand_in(me.within(passport.title), None, {}, status=422)
    me.sees("There is a problem")
    me.sees("Choose a file.")
    for rule in rules:
        facts = people.facts_of(rule.kind, local_day(portal.now))
        actions.hand_in(me.within(rule.title), paper(rule.kind), facts)
        me.sees("Saved: %(title)s.", title=me.t(rule.title))
    me.click("Check and sign")
    sign(me, paper("passport"))
    me.sees(PLACES[State.SCREENING].plain)
    assert Signature.objects.get(case=actions.case_of(me)).iin == me.user.signing_iin  # type: ignore[union-attr]

    case = people.case_in(State.REGISTRATION)
    portal.move_to(people.after(case))
    police = portal.person(people.officer("astana"))
    police.signs = elsewhere
    police.click(State.REGISTRATION.label)  # a tab of the queue, by its address
    police.click(case.number)
    police.click(passport.title)  # the viewer, too
    assert portal.driver.find_elements("css selector", "#viewer iframe")
    police.fill("Number in the migration police IS", "MP-2026-5")
    police.click("Register the application")
    police.sees(State.CHECKS.label)


def sign(me: Person, paper: Path) -> None:
    """It is told how, and told again when the document itself is sent."""
    me.click("Go on to signing")
    me.sees("Scripts are switched off in this browser, so the portal cannot call NCALayer.")
    me.unfold("NCALayer does not work on this device?")
    me.attach(paper, "Signed file")
    me.click("Send the signed file", status=422)
    me.sees(FAULTS["not_base64"])
    actions.read_the_sheet(me, actions.case_of(me))
    me.sign()
