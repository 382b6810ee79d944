"""What is typed is not lost: by another tab, without a connection, with the session, by a portal that hangs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.urls import reverse
from selenium.webdriver.support.ui import WebDriverWait

from cases.models import Case, City, Document, Event, User
from cases.programmes.nomad.states import State
from tests import people
from tests.browser.conftest import PHONE, Screen
from tests.browser.pages import World
from tests.desks import take
from tests.journeys.browser import PATIENCE

KEPT = "return Object.keys(localStorage).filter((key) => key.startsWith('dnr.kept/')).length"
SLOW_SCRIPT = """
const old = document.querySelector("script[src*='keep']"), script = document.createElement("script");
document.querySelector("main [name=text]").value = "Filled early.";
delete window.Kept;
script.src = old.src;
document.head.append(script);
"""
QUICK = "Object.assign(Draft.LIMITS, { change: 1, input: 1, slow: 50, answer: 400, retry: 50, longest: 50 })"
WHOLE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


class Desk:
    """One person at the screen with one form."""

    def __init__(self, screen: Screen, case: Case, user: User, url: str) -> None:
        self.screen, self.case, self.user, self.url = screen, case, user, url
        self.now = people.after(case)
        screen.driver.get(screen.address + "/health/live")
        screen.script("localStorage.clear(); sessionStorage.clear()")

    def sits(self, user: User | None = None, language: str = "en") -> Desk:
        self.screen.sit(user or self.user, language, self.now)
        return self

    def opens(self) -> Desk:
        assert self.screen.look(self.url) == 200
        if self.screen.script("return Boolean(window.Draft)"):
            self.screen.script(QUICK)
        return self

    def signed_out_elsewhere(self) -> None:
        self.screen.driver.delete_cookie("sessionid")

    def field(self, name: str) -> Any:
        return self.screen.driver.find_element("css selector", f"main [name='{name}']")

    def types(self, name: str, text: str) -> None:
        self.screen.driver.execute_script(TYPE, self.field(name), text)

    def status(self) -> str:
        status = self.screen.script("return document.querySelector('[data-kept-status]')?.innerText ?? ''")
        return " ".join(str(status).split())

    def hears(self, words: str) -> None:
        self.until(lambda: words in self.status(), lambda: self.status())

    def until(self, there: Callable[[], Any], why: Callable[[], str] = str) -> None:
        try:
            WebDriverWait(self.screen.driver, PATIENCE, 0.02).until(lambda _driver: there())
        except Exception as error:
            raise AssertionError(why()) from error

    @property
    def answers(self) -> dict[str, str]:
        self.case.refresh_from_db()
        kept: dict[str, str] = self.case.questionnaire.get("answers", {})
        return kept

    def stores(self, **wanted: str) -> None:
        self.until(lambda: wanted.items() <= self.answers.items(), lambda: json.dumps([self.answers, self.status()]))

    def kept(self) -> int:
        return int(self.screen.script(KEPT))

    @contextmanager
    def line(self, **conditions: Any) -> Iterator[None]:
        """The line of the tab, as Chromium can worsen it: `offline`, `latency` in milliseconds."""
        self.screen.driver.execute_cdp_cmd("Network.enable", {})
        self.screen.driver.execute_cdp_cmd("Network.emulateNetworkConditions", WHOLE | conditions)
        try:
            yield
        finally:
            self.screen.driver.execute_cdp_cmd("Network.emulateNetworkConditions", WHOLE)


NO_ANSWER = """
Kept.LIMITS.slow = 1;
document.addEventListener("submit", (event) => event.preventDefault(), { capture: true, once: true });
"""

TYPE = """
const [el, text] = arguments;
el.focus();
el.value = text;
for (const name of ["input", "change"]) el.dispatchEvent(new Event(name, { bubbles: true }));
el.blur();
"""


def texts() -> list[str]:
    """Keys of three questions that are answered by a line of text."""
    return [item["key"] for item in people.questionnaire(people.START).fields if item["type"] == "text"][:3]


@pytest.fixture
def applicant(world: World, screen: Screen) -> Desk:
    case = world.case(State.PETITION_SIGNED, prepared=False)
    user = world.owner(State.PETITION_SIGNED, prepared=False)
    return Desk(screen, case, user, reverse("egov:application:questionnaire", args=[case.pk]))


@pytest.fixture
def officer(world: World, screen: Screen) -> Desk:
    case = world.case(State.PRELIMINARY_DECISION)
    people.free_ground("preliminary")
    return Desk(screen, case, people.officer(), reverse("cases:step", args=[case.pk, "propose_preliminary_refusal"]))


def test_two_tabs(applicant: Desk, screen: Screen) -> None:
    first_text, two, three = texts()
    first = applicant.sits().opens().screen.driver.current_window_handle
    screen.driver.switch_to.new_window("tab")
    second = screen.driver.current_window_handle
    applicant.opens()
    screen.driver.switch_to.window(first)
    applicant.types(first_text, "of the first")
    applicant.stores(**{first_text: "of the first"})
    screen.driver.switch_to.window(second)
    applicant.types(two, "of the second")
    applicant.stores(**{first_text: "of the first", two: "of the second"})
    applicant.until(lambda: applicant.field(first_text).get_attribute("value") == "of the first")

    applicant.types(three, "theirs")
    applicant.stores(**{three: "theirs"})
    screen.driver.switch_to.window(first)
    applicant.types(three, "mine")
    applicant.hears("was changed in another tab as well")
    clash = screen.driver.find_element("css selector", ".clash")
    assert "Keep what stands here: mine" in clash.text and "Take what was saved there: theirs" in clash.text
    assert applicant.answers[three] == "theirs" and applicant.kept() == 1
    look(applicant, "clash")
    screen.driver.find_element("css selector", ".clash [value=mine]").click()
    applicant.stores(**{three: "mine"})
    applicant.until(lambda: applicant.kept() == 0)
    assert applicant.answers[two] == "of the second" == applicant.field(two).get_attribute("value")
    screen.driver.switch_to.window(second)
    screen.driver.close()
    screen.driver.switch_to.window(first)


def test_a_form_in_which_nothing_was_changed_is_sent_all_the_same(applicant: Desk, screen: Screen) -> None:
    applicant.sits().opens()
    screen.script("document.documentElement.dataset.before = '1'")
    screen.driver.find_element("css selector", "main form [type=submit]").click()
    applicant.until(lambda: screen.script("return !document.documentElement.dataset.before"))


def look(desk: Desk, name: str) -> None:
    for size in (PHONE, (1366, 900)):
        desk.screen.resize(size)
        assert desk.screen.too_wide() == desk.screen.violations() == []
        desk.screen.shoot(f"{name}-{size[0]}")


def test_without_a_connection_nothing_is_lost(applicant: Desk, screen: Screen) -> None:
    key = texts()[0]
    applicant.sits().opens()
    with applicant.line(offline=True):
        applicant.types(key, "typed in the tunnel")
        applicant.hears("kept in this browser, and it is tried again by itself")
        screen.driver.find_element("css selector", "main form [type=submit]").click()
        assert applicant.field(key).get_attribute("value") == "typed in the tunnel", "the page stays"
        look(applicant, "offline")
    applicant.stores(**{key: "typed in the tunnel"})
    applicant.hears("saved")
    applicant.until(lambda: applicant.kept() == 0)

    with applicant.line(offline=True):
        applicant.types(key, "and then the battery was empty")
        applicant.hears("kept in this browser")
    applicant.signed_out_elsewhere()
    applicant.sits().opens()
    assert applicant.field(key).get_attribute("value") == "and then the battery was empty"
    applicant.stores(**{key: "and then the battery was empty"})


def test_data_of_a_document_outlive_the_page(world: World, screen: Screen) -> None:
    case = world.case(State.PETITION_DRAFT)
    desk = Desk(screen, case, world.owner(State.PETITION_DRAFT), reverse("hub:petition:tasks", args=[case.pk]))
    day = lambda: screen.driver.find_element("id", "passport_expires_on")  # noqa: E731
    desk.sits().opens()
    desk.screen.driver.execute_script(TYPE, day(), "2033-03-03")
    assert desk.kept() == 1
    desk.signed_out_elsewhere()
    desk.sits(people.applicant()).screen.look("/")
    assert desk.kept() == 0, "another person in this browser sees nothing of it"
    desk.sits().opens()
    desk.screen.driver.execute_script(TYPE, day(), "2033-03-03")
    desk.opens()
    assert day().get_attribute("value") == "2033-03-03" and "kept in this browser" in screen.script(
        "return document.querySelector('#doc-passport form[enctype]').innerText"
    )
    look(desk, "upload-restored")
    screen.driver.find_element("css selector", "#doc-passport form[enctype] button[type=submit]").click()
    desk.until(lambda: desk.kept() == 0)
    assert str(Document.objects.get(case=case, kind="passport", current=True).expires_on) == "2033-03-03"


def test_rows_that_were_ticked_stay_with_their_list(world: World, screen: Screen) -> None:
    """What was ticked on one list is not "in the form" of another, which has other rows."""
    case = world.case(State.PRELIMINARY_DECISION)
    desk = Desk(screen, case, people.head(), reverse("con:head:work") + "?owner=nobody").sits().opens()
    screen.script("document.querySelector('input[name=case]').click()")
    assert desk.kept() == 1
    there = "return Boolean(document.querySelector('[data-restored]'))"
    screen.look(reverse("con:complaints:home"))
    assert not screen.script(there)
    desk.opens()
    assert screen.script(there) and screen.script("return document.querySelector('input[name=case]').checked")
    screen.look(reverse("con:head:work") + f"?owner={people.officer().pk}")
    assert not screen.script(there), "the row stands on another page of the list"


def test_texts_of_the_admin_outlive_the_page(world: World, screen: Screen) -> None:
    case = world.case(State.PETITION_SIGNED, prepared=False)
    city = case.law.cities[0]
    desk = Desk(screen, case, people.administrator(), reverse("admin:cases_city_change", args=[city]))
    desk.sits(language="ru").opens()
    desk.types("name_en", "Typed and not sent")
    desk.opens()
    assert desk.field("name_en").get_attribute("value") == "Typed and not sent"
    with desk.line(offline=True):
        screen.driver.find_element("name", "_save").click()
        desk.hears("Не отправлено: нет связи.")
    desk.screen.press("[name=_save]")
    assert desk.kept() == 0 and City.objects.get(pk=city).name_en == "Typed and not sent"


def test_a_portal_that_hangs_is_named(applicant: Desk) -> None:
    key = texts()[0]
    applicant.sits().opens()
    with applicant.line(latency=200):
        applicant.types(key, "slowly")
        applicant.hears("The portal is slow to answer")
        applicant.stores(**{key: "slowly"})
    applicant.hears("saved")
    with applicant.line(latency=60_000):
        applicant.types(key, "never")
        applicant.hears("Not saved yet: the portal cannot be reached.")
    applicant.stores(**{key: "never"})


def test_a_session_that_ends_takes_no_answer_along(applicant: Desk, screen: Screen) -> None:
    key = texts()[0]
    applicant.sits().opens().signed_out_elsewhere()
    applicant.types(key, "typed after the end")
    applicant.hears("your session has ended")
    link = screen.driver.find_element("css selector", "[data-sign-in]").get_attribute("href")
    assert link.endswith(f"/sign-in/?next={applicant.url.replace('/', '%2F')}")
    screen.look("/sign-in/")
    applicant.sits().opens()
    screen.driver.refresh()
    assert applicant.field(key).get_attribute("value") == "typed after the end"
    applicant.stores(**{key: "typed after the end"})

    applicant.opens().signed_out_elsewhere()
    applicant.types(key, "for nobody else")
    applicant.hears("your session has ended")
    applicant.sits(people.applicant())
    screen.look("/")
    assert applicant.kept() == 0
    applicant.sits().opens()
    assert applicant.field(key).get_attribute("value") == "typed after the end"


def test_signing_out_forgets(applicant: Desk, screen: Screen) -> None:
    applicant.sits().opens()
    with applicant.line(offline=True):
        applicant.types(texts()[0], "left behind")
        applicant.hears("kept in this browser")
    screen.look("/sign-in/")
    screen.script("document.querySelector('form[data-leave]').requestSubmit()")
    applicant.until(lambda: applicant.kept() == 0)


def test_an_officers_words_outlive_the_session(officer: Desk, screen: Screen) -> None:
    officer.sits().opens().types("text", "The reasons of the refusal, at length.")
    officer.signed_out_elsewhere()
    screen.driver.find_element("css selector", "main form [type=submit]").click()
    officer.hears("Not sent: your session has ended.")
    look(officer, "step-ended")
    officer.sits().opens()
    assert officer.field("text").get_attribute("value") == "The reasons of the refusal, at length."
    assert "It stands in the form again." in screen.driver.find_element("css selector", "main form").text
    look(officer, "step-restored")
    screen.script(SLOW_SCRIPT)  # a field that was filled before the script came
    officer.until(lambda: screen.script("return Boolean(window.Kept)"))
    assert officer.field("text").get_attribute("value") == "Filled early."
    officer.types("text", "The reasons of the refusal, at length.")
    officer.opens()
    with officer.line(offline=True):
        screen.driver.find_element("css selector", "main form [type=submit]").click()
        officer.hears("Not sent: there is no connection.")
    officer.hears("The connection is back")
    screen.script(NO_ANSWER)
    screen.driver.find_element("css selector", "main form [type=submit]").click()
    officer.hears("The portal is slow to answer… What you typed is kept in this browser.")
    screen.driver.find_element("css selector", "main [name=grounds]").click()
    officer.types("place", "Room 4, Abay Avenue 1")
    screen.press("main form [type=submit]")
    officer.case.refresh_from_db()
    assert officer.case.state == State.PRELIMINARY_HEARING
    assert officer.kept() == 0
    assert Event.objects.filter(case=officer.case, step="propose_preliminary_refusal").count() == 1


def test_words_whose_form_is_not_open_any_more_can_be_copied(officer: Desk, screen: Screen) -> None:
    officer.sits().opens().types("text", "The reasons of the refusal, at length.")
    screen.look(reverse("cases:step", args=[officer.case.pk, "correct_check"]))
    assert not screen.driver.find_elements("css selector", "main .kept-text"), "its form is open, on a page of its own"
    take(people.officer(), officer.case, "approve_preliminary")
    officer.now = people.after(officer.case)
    officer.sits()
    screen.look(reverse("con:officer:case", args=[officer.case.pk]))
    note = screen.driver.find_element("css selector", "main .kept-text")
    assert note.text == "The reasons of the refusal, at length."
    look(officer, "orphan")
    screen.driver.find_element("css selector", "main [data-discard]").click()
    assert officer.kept() == 0
