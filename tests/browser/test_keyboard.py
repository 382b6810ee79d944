"""The officer's work by the keyboard alone: from the queue to a registered application."""

from __future__ import annotations

import pytest
from django.urls import reverse
from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from cases.models import Case, DocumentReview
from tests import people
from tests.browser.conftest import Screen

TABS_TO_WORK = 3


def press(screen: Screen, *keys: str) -> None:
    ActionChains(screen.driver).send_keys(*keys).perform()


def until(screen: Screen, what: str) -> None:
    WebDriverWait(screen.driver, 15).until(lambda driver: driver.execute_script(f"return {what}"), what)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_an_application_is_looked_through_and_registered(language: str, world: object, screen: Screen) -> None:
    case = people.case_in("registration")
    screen.sit(people.officer(), language, people.after(case))
    screen.look(reverse("con:officer:home"))
    screen.script("document.querySelector('table.queue tbody a').focus()")
    press(screen, Keys.ENTER)
    until(screen, "document.querySelector('#work form') !== null && document.readyState === 'complete'")
    for _tab in range(TABS_TO_WORK):
        press(screen, Keys.TAB)
        if screen.script("return document.activeElement.getAttribute('href')") == "#work":
            break
    else:
        pytest.fail("the work is further away than three Tabs")
    press(screen, "j")
    until(screen, "document.querySelector('.review button') !== null")
    press(screen, "v", Keys.ENTER)
    until(screen, "document.querySelector('.papers .verdict.is-accepted') !== null")
    assert DocumentReview.objects.get().kind == "passport"
    press(screen, "w")
    until(screen, "document.activeElement.name === 'mp_number'")
    press(screen, "MP-2026-77", Keys.ENTER)
    until(screen, "document.querySelector('[name=mp_number]') === null")
    assert Case.objects.get(pk=case.pk).mp_number == "MP-2026-77"
