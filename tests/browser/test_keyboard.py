"""The officer's day by the keyboard alone: from the sign-in to a signed decision, no mouse in between."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from cases.models import Assignment, Case, DocumentReview, Signature
from cases.programmes.nomad.states import State
from tests import people
from tests.journeys.browser import PATIENCE, Portal

TABS_TO_WORK = 3
ACTIVE = "document.activeElement"


class Hands:
    """On the keyboard, and nowhere else."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def sees(self, what: str) -> None:
        """Wait for a condition in JavaScript."""
        ready = lambda driver: driver.execute_script(f"return {what}")  # noqa: E731
        WebDriverWait(self.driver, PATIENCE, 0.03).until(ready, what)

    def tab_to(self, selector: str, most: int = 60) -> None:
        """Tab by Tab; the element has to be shown where it is."""
        for _tab in range(most):
            self.press(Keys.TAB)
            if self.driver.execute_script(f"return {ACTIVE}.matches(arguments[0])", selector):
                return
        pytest.fail(f"{selector} is further away than {most} Tabs")

    def goes(self, *keys: str) -> None:
        """Press what leads to another page, and wait for it."""
        self.driver.execute_script("window.__before = true")
        self.press(*keys)
        self.sees("!window.__before && document.readyState === 'complete'")

    def types(self, name: str, text: str) -> None:
        self.tab_to(f"[name='{name}']")
        self.press(text)

    def chooses(self, name: str, value: str) -> None:
        """A radio button, by Tab to its group and the arrows."""
        self.tab_to(f"[type=radio][name='{name}']")
        for _arrow in range(9):
            if self.driver.execute_script(f"return {ACTIVE}.value") == value:
                break
            self.press(Keys.ARROW_DOWN)
        self.press(Keys.SPACE)

    def to_the_work(self) -> None:
        """The work is never further away than three Tabs; W leads into its form."""
        self.tab_to("[href='#work']", TABS_TO_WORK)
        self.press("w")
        self.sees(f"{ACTIVE}.closest('#work') !== null")

    def opens(self, number: str) -> None:
        self.tab_to("[name=q]")
        self.goes(number, Keys.ENTER)
        self.tab_to("table.queue tbody a")
        self.goes(Keys.ENTER)


def test_the_officers_day_from_the_sign_in_to_the_decision(portal: Portal) -> None:
    new, late = people.case_in(State.REGISTRATION), people.case_in(State.PRELIMINARY_DECISION)
    officer = people.officer()
    portal.at_the_browser = portal.person(officer, "ru")  # whose key NCALayer finds
    portal.move_to(people.after(late))
    hands = Hands(portal.driver)
    portal.driver.get(portal.url + reverse("accounts:sign_in"))
    hands.tab_to("[data-sign-start]")
    hands.goes(Keys.ENTER)

    hands.tab_to(".take-next button")
    hands.goes(Keys.ENTER)
    assert Assignment.objects.get().user == officer
    hands.press("?")
    hands.sees("document.getElementById('keys').open")
    hands.press(Keys.ESCAPE)
    hands.sees("!document.getElementById('keys').open")
    hands.tab_to(".case-back")
    hands.goes(Keys.ENTER)

    hands.opens(new.number)
    hands.to_the_work()
    hands.press(Keys.ESCAPE)
    hands.driver.execute_script("document.activeElement.blur()")
    _look_through(hands)
    hands.press("w")
    hands.sees(f"{ACTIVE}.name === 'mp_number'")
    hands.goes("MP-2026-77", Keys.ENTER)
    assert Case.objects.get(pk=new.pk).mp_number == "MP-2026-77"
    for kind in new.law.checks["preliminary"]:
        hands.to_the_work()
        hands.chooses("clear", "yes")
        hands.types("reference", f"R-{kind}")
        hands.goes(Keys.ENTER)
    hands.to_the_work()
    hands.goes(Keys.ENTER)
    assert Case.objects.get(pk=new.pk).state == State.KNB
    hands.tab_to(".case-back")
    hands.goes(Keys.ENTER)

    hands.opens(late.number)
    hands.to_the_work()
    hands.goes(Keys.ENTER)
    hands.tab_to("[data-sign-start]")
    hands.goes(Keys.ENTER)
    assert Case.objects.get(pk=late.pk).state == State.PRELIMINARY_APPROVED
    assert Signature.objects.get(case=late, step="approve_preliminary").user == officer


def _look_through(hands: Hands) -> None:
    """J brings the next document, V its verdict."""
    hands.press("j")
    hands.sees("document.querySelector('.review button') !== null")
    hands.press("v")
    hands.goes(Keys.ENTER)
    hands.sees("document.querySelector('.papers .verdict.is-accepted') !== null")
    assert DocumentReview.objects.get().kind == "passport"
