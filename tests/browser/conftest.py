"""A world of cases on the live server, and a screen to look at its pages with."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.test import Client
from selenium.webdriver.support.ui import WebDriverWait

from cases.models import User
from tests import people
from tests.browser.pages import World
from tests.journeys import browser
from tests.journeys.conftest import _browser_closed, paper, portal, served, start

__all__ = ["_browser_closed", "paper", "portal", "served", "start"]

WIDE, PHONE = (1366, 768), (390, 844)
SHOTS = os.environ.get("DNR_SHOTS", "")
"""Where to write a picture of each page; see shots.py."""
TALLEST = 6000
"""Pixels of one picture: a taller page is written in several."""


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def world(live_server: Any, served: None, uncaged: None) -> World:
    people.reference()
    return World()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, as axe-playwright-python carries it."""
    module = importlib.util.find_spec("axe_playwright_python")
    assert module and module.origin
    return (Path(module.origin).parent / "axe.min.js").read_text("utf-8")


class Screen:
    """The browser as an eye: signed in by a cookie, at a moment, in a language, in a width."""

    def __init__(self, address: str, axe: str, traveller: time_machine.Traveller, seat: int = 0) -> None:
        self.address, self.axe, self.traveller = address, axe, traveller
        self.driver = browser.chromium(seat)

    def sit(self, user: User | None, language: str, at: datetime, came: Callable[[], Client] | None = None) -> None:
        """`came`: how far somebody has come who is not signed in yet."""
        self.traveller.move_to(at)
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self._cookie(django_settings.LANGUAGE_COOKIE_NAME, language)
        client = came() if came else Client()
        if user:
            client.force_login(user, django_settings.AUTHENTICATION_BACKENDS[-1])
        if django_settings.SESSION_COOKIE_NAME in client.cookies:
            self._cookie(django_settings.SESSION_COOKIE_NAME, client.cookies[django_settings.SESSION_COOKIE_NAME].value)

    def _cookie(self, name: str, value: str) -> None:
        self.driver.execute_cdp_cmd("Network.setCookie", {"name": name, "value": value, "url": self.address})

    def look(self, path: str, press: str = "") -> int:
        """Open a page, a desk wide, and press what is named; the status of the answer."""
        self.resize(WIDE)
        if "#" in path:
            self.driver.get("about:blank")  # or an address that differs in its fragment alone is not loaded anew
        self.driver.get(self.address + path)
        if press:
            *before, last = press.split(" >> ")
            for what in before:
                self.driver.find_element("css selector", what).click()
            self.press(last)
        return int(self.script("return performance.getEntriesByType('navigation')[0].responseStatus"))

    def press(self, what: str) -> None:
        """Click, and wait for the page to which it leads: the driver does not always."""
        self.script("window.__before = true")
        self.driver.find_element("css selector", what).click()
        WebDriverWait(self.driver, browser.PATIENCE, 0.03).until(lambda d: d.execute_script(browser.ARRIVED))

    def until(self, what: str) -> None:
        """Wait for a condition in JavaScript."""
        ready = lambda driver: driver.execute_script(f"return {what}")  # noqa: E731
        WebDriverWait(self.driver, browser.PATIENCE, 0.03).until(ready, what)

    def resize(self, size: tuple[int, int]) -> None:
        self.width, height = size
        metrics = {"width": self.width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def unfold(self, what: str = "details:not(.menu)") -> None:
        """Menus are opened by themselves: they lie over the page, and hide what is below."""
        self.driver.execute_script("for (const one of document.querySelectorAll(arguments[0])) one.open = true", what)

    def too_wide(self) -> list[str]:
        """What sticks out of the window to the right; empty when nothing has to be scrolled to the side, neither the
        page nor a list of the admin, which scrolls by itself; and what sticks out of its box on the page of components.
        """
        return list(self.driver.execute_script(TOO_WIDE, self.width))

    def violations(self, within: str = "html", but: tuple[str, ...] = ()) -> list[str]:
        """What axe-core has against the page or a part of it: rule, help, and the first elements; `but` these rules."""
        if not self.script("return Boolean(window.axe)"):
            self.script(self.axe)
        broken = self.driver.execute_async_script(RUN_AXE, within, but)
        return [f"{rule['id']}: {rule['help']}\n    " + "\n    ".join(rule["nodes"]) for rule in broken]

    def complaints(self) -> list[str]:
        rows = self.driver.get_log("browser")
        expected = r"the server responded with a status of (40[34]|422|503)"
        return [r["message"] for r in rows if r["level"] == "SEVERE" and not re.search(expected, r["message"])]

    def shoot(self, name: str) -> None:
        if not SHOTS:
            return
        size = self.script("return [document.documentElement.clientWidth, document.documentElement.scrollHeight]")
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        for top in range(0, size[1], TALLEST):
            clip = {"x": 0, "y": top, "width": size[0], "height": min(size[1] - top, TALLEST), "scale": 1}
            options = {"captureBeyondViewport": True, "clip": clip}
            shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", options)
            part = f"-{top // TALLEST + 1}" if top else ""
            (Path(SHOTS) / f"{name}{part}.png").write_bytes(base64.b64decode(shot["data"]))

    def script(self, code: str) -> Any:
        return self.driver.execute_script(code)


@contextmanager
def opened(address: str, axe: str, traveller: time_machine.Traveller, seat: int = 0) -> Iterator[Screen]:
    """The browser is shared: who comes after finds it as wide as it was."""
    screen = Screen(address, axe, traveller, seat)
    screen.complaints()
    try:
        yield screen
    finally:
        screen.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


@pytest.fixture
def screen(live_server: Any, axe: str) -> Iterator[Screen]:
    with time_machine.travel(people.START, tick=True) as traveller, opened(live_server.url, axe, traveller) as screen:
        yield screen


@pytest.fixture
def other_screen(screen: Screen) -> Iterator[Screen]:
    """Another browser beside it, at the same moment."""
    with opened(screen.address, screen.axe, screen.traveller, seat=1) as other:
        yield other


TOO_WIDE = """
const [width] = arguments;
const page = document.documentElement, list = document.querySelector("#changelist .results");
if (list && list.scrollWidth > list.clientWidth) return [`the list: ${list.scrollWidth} > ${list.clientWidth}`];
const boxes = [...document.querySelectorAll(".example-state")].filter((box) => box.scrollWidth > box.clientWidth);
const stuck = boxes.filter((box) => getComputedStyle(box).overflowX !== "hidden");
const named = (box) => `${box.parentElement.dataset.example}: ${box.scrollWidth} > ${box.clientWidth}`;
if (stuck.length) return stuck.map(named);
if (page.scrollWidth <= width) return [];
const out = [...document.querySelectorAll("body *")].filter((el) => el.getBoundingClientRect().right > width + 1);
return [`${page.scrollWidth} > ${width}`, ...out.slice(0, 5).map((el) => el.outerHTML.slice(0, 150))];
"""

RUN_AXE = """
const done = arguments[arguments.length - 1];
const options = {
  iframes: false,
  resultTypes: ["violations"],
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  rules: Object.fromEntries(arguments[1].map((rule) => [rule, { enabled: false }])),
};
const said = (node) => `${node.html.slice(0, 200)} — ${node.failureSummary.replace(/\\s+/g, " ").slice(0, 300)}`;
axe.run(arguments[0], options).then(
  ({ violations }) => done(violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.slice(0, 4).map(said) }))),
  (error) => done([{ id: "axe", help: String(error), nodes: [] }]),
);
"""
