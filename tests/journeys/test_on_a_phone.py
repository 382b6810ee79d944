"""One hand, 390 pixels, a slow line; and, another time, no mouse at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.timezone import localtime

from cases.engine.steps import STEPS
from cases.law.calendar import local_day
from cases.models import City, Signature
from cases.programmes.nomad.states import PLACES, State
from tests import people
from tests.cases.engine import ways
from tests.journeys import actions, eds
from tests.journeys.browser import Person, Portal
from tests.journeys.conftest import Paper
from tests.journeys.keyboard import ByKeyboard

MOST, MOST_AFTER = 16, 26
"""Of a petition, and from the interview to the card."""
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
LINE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


class CountingTaps(Person):
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
    me: Any = portal.person(people.applicant(), "kk", CountingTaps)
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
        send(me)
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


def test_the_way_from_the_interview_to_the_card(portal: Portal, settings: Any, record_property: Any) -> None:
    """What the applicant does after the petition; the staff's steps in between are taken past the pages."""
    case = people.case_in(State.SLOT_CHOICE)
    portal.move_to(people.after(case))
    assert case.person.user
    slot = ways.free_slot(portal.now)
    me: Any = portal.person(case.person.user, "kk", CountingTaps)
    me.home()
    me.signs = eds.OnATelephone(settings, portal)
    with on_a_phone(portal.driver):
        me.click("Open the calendar")
        me.choose(f"{localtime(slot.starts_at):%H:%M}")
        me.click("Book the interview")
        staff(portal, me, State.PETITION_SIGNED)
        me.click("Go on with the application")
        me.within("1. Department").choose(City.objects.get(pk="astana"))
        me.within("1. Department").click("Save")
        me.click("Fill in the questionnaire")
        actions.answer_questionnaire(me, local_day(portal.now))
        actions.pay(me)
        me.click("Check and sign")
        send(me)
        me.sees(PLACES[State.REGISTRATION].plain)
        staff(portal, me, State.PRELIMINARY_APPROVED)
        me.click(case.number)
        me.click("Sign the statement of consent")
        me.fill("Address of stay", "Астана, Үлгі көшесі, 2")
        send(me)
        me.within("Your signatures").sees(STEPS["sign_consent"].label)
        staff(portal, me, State.GRANTED)
        actions.pay(me, "Pay the duty for the card")
        staff(portal, me, State.CARD_ISSUED)
        me.sees(PLACES[State.CARD_ISSUED].plain)
    record_property("taps of an applicant from the interview to the card", me.taps)
    assert me.taps <= MOST_AFTER, me.taps


def send(me: Any) -> None:
    me.click("Go on to signing")
    me.tapped()  # “Open eGov Mobile on this device” in the next
    me.sign()


def staff(portal: Portal, me: Any, state: State) -> None:
    """The others bring the case to `state`; the person hears of it and opens the cabinet."""
    case = actions.case_of(me)
    journey = people.Journey.of(case, "astana")
    journey.to(state)
    portal.move_to(people.after(journey.case))
    portal.work()
    me.home()
