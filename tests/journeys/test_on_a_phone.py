"""One hand, 390 pixels, a slow line; and, another time, no mouse at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cases.law.calendar import local_day
from cases.models import Signature
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.journeys import actions, eds
from tests.journeys.browser import Person, Portal
from tests.journeys.conftest import Paper
from tests.journeys.keyboard import ByKeyboard

MOST = 16
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
LINE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


class OneHand(Person):
    """Counts what is pressed, and each file that is chosen; not the keys of what is typed."""

    def click(self, *args: Any, **kwargs: Any) -> None:
        self.tapped()
        super().click(*args, **kwargs)

    def attach(self, *args: Any, **kwargs: Any) -> None:
        self.tapped()
        super().attach(*args, **kwargs)

    def tapped(self) -> None:
        self.whole.taps = getattr(self.whole, "taps", 0) + 1  # type: ignore[attr-defined]


@contextmanager
def on_a_phone(driver: Any) -> Iterator[None]:
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", PHONE)
    driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
    try:
        yield
    finally:
        driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": False})
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@contextmanager
def line(driver: Any, kilobits: int) -> Iterator[None]:
    """So many kbit/s each way."""
    slow = {"latency": 100, "downloadThroughput": kilobits * 125, "uploadThroughput": kilobits * 125}
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", LINE | slow)
    try:
        yield
    finally:
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", LINE)


def test_a_petition_takes_few_taps_on_a_slow_line(portal: Portal, paper: Paper, settings: Any) -> None:
    me: Any = portal.person(people.applicant(), "kk", OneHand)
    me.home()
    me.signs = eds.OnATelephone(settings, portal)
    with on_a_phone(portal.driver):
        with line(portal.driver, 3000):
            me.click("Start a petition")
            me.click("I give my consent")
        rules = [rule for rule in actions.case_of(me).law.lists["petition"] if rule.required]
        for rule in rules:
            choose(me.within(rule.title), paper(rule.kind), people.facts_of(rule.kind, local_day(portal.now)))
        with line(portal.driver, 400):
            me.click("Save all chosen documents")
            me.sees("Look through everything once more, then sign and send.")
        documents = actions.case_of(me).dossier.documents
        assert set(documents) == {rule.kind for rule in rules}, "each went with the others"
        me.click("Check and sign")
        me.click("Go on to signing")
        me.tapped()  # “Open eGov Mobile on this device” in the next
        me.sign()
        me.sees(PLACES[State.SCREENING].plain)
    assert me.taps <= MOST, me.taps


def choose(card: Person, path: Path, facts: actions.Facts) -> None:
    """The file, and what is asked of it: it is all saved together."""
    card.attach(path)
    for name, value in facts.items():
        if name in actions.ASKED and not name.startswith("legal"):
            card.fill(actions.ASKED[name], value)


def test_by_the_keyboard_alone(portal: Portal) -> None:
    case = people.case_in(State.PETITION_DRAFT)
    portal.move_to(people.after(case))
    assert case.person.user
    me = portal.person(case.person.user, "kk", ByKeyboard)
    me.click("Go on with the petition")
    me.click("Check and sign")
    me.click("Go on to signing")
    me.sign()
    me.sees(PLACES[State.SCREENING].plain)
    assert Signature.objects.filter(case=case, step="submit_petition").exists()
