"""A thin driver over selenium: a portal with a clock, and people who find things by what is written on them.

    officer = portal.person(people.officer())
    officer.click(case.number)                       # in the language of the account: "Register the application"
    officer.click("Register the application")        # is looked for as «Зарегистрировать …» on a Russian page

Names are given in English, as in the code, and translated by the catalogues the pages use. There is one browser; when
another person acts, the cookies change and the person stands on the own desk. Nothing sleeps: each wait ends as soon as
what it waits for is there, and fails after PATIENCE seconds.
"""

from __future__ import annotations

import copy
import re
import subprocess
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import time_machine
from django.utils import timezone, translation
from selenium import webdriver
from selenium.common.exceptions import JavascriptException, StaleElementReferenceException, TimeoutException
from selenium.webdriver.support.ui import Select, WebDriverWait

from cases.engine import clock
from cases.models import User
from cases.outbox import draining
from cases.values.dates import in_words
from demo.keys import identity_of
from demo.ncalayer import Standin
from demo.pki.issuers import Identity
from tests.journeys import eds

PATIENCE = 60
FINDING = Path(__file__).with_name("finding.js").read_text("utf-8")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--lang=ru",
    "--window-size=1366,900",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
)

ENGLISH = re.compile(r"[A-Z“]?[a-z’',]+( [a-z]+)+")
"""What looks like an English sentence has been left untranslated."""

Words = Any
"""A msgid, a lazy translation, or anything that says itself in the active language: a label, a city, a title of law."""


def chromium(seat: int = 0) -> Any:
    """The one browser of this process, with a profile of its own that goes with it; with another `seat` another one,
    for two people at the same time."""
    return _started(seat)


@cache
def _started(seat: int) -> Any:
    profile = tempfile.TemporaryDirectory(prefix="dnr-chromium-", ignore_cleanup_errors=True)
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (*FLAGS, f"--user-data-dir={profile.name}"):
        options.add_argument(flag)
    options.add_experimental_option("prefs", {"intl.accept_languages": "ru", "intl.selected_languages": "ru"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver: Any = webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver"))
    driver.profile = profile  # kept as long as the browser
    _running.append(driver)
    return driver


_running: list[Any] = []


def close() -> None:
    while _running:
        driver = _running.pop()
        driver.quit()
        driver.profile.cleanup()
    _started.cache_clear()


class Portal:
    """The live portal as a test sees it: its address, its clock, its worker, and who sits at the browser.

    `ncalayer` runs on the computer of whoever sits there, and finds that person's key and no other.
    """

    def __init__(self, url: str, traveller: time_machine.Traveller, ncalayer: Standin) -> None:
        self.url, self.driver, self.traveller, self.ncalayer = url, chromium(), traveller, ncalayer
        self.at_the_browser: Person | None = None
        ncalayer.people = self._keys
        self.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        first, *left = self.driver.window_handles
        for window in left:  # of a story that has failed
            self.driver.switch_to.window(window)
            self.driver.close()
        self.driver.switch_to.window(first)
        self.driver.get("about:blank")
        self.driver.get_log("browser")

    def _keys(self) -> list[Identity]:
        person = self.at_the_browser
        return [person.key] if person and person.key else []

    @property
    def now(self) -> datetime:
        return timezone.now()

    def move_to(self, moment: datetime) -> None:
        """The portal's clock; it goes on from there, as the browser is at work."""
        self.traveller.move_to(moment)

    def wait(self, **length: float) -> None:
        self.move_to(self.now + timedelta(**length))

    def work(self) -> None:
        """What the queue worker would have done by now: letters, mail, and what the clock has to do."""
        clock.sweep(self.now, outbox=False)
        draining.drain_effects(self.now)

    def person(self, user: User, language: str = "", sort: type[Person] | None = None) -> Person:
        """`language`: of the account from now on; `sort`: how the person works, with a mouse unless told otherwise."""
        if language and user.language != language:
            user.language = language
            user.save(update_fields=["language"])
        return (sort or Person)(self, user)

    def visitor(self, language: str = "ru") -> Person:
        """Somebody who has not signed in."""
        return Person(self, None, language)

    def complaints(self) -> list[str]:
        """What the browser's console holds against the pages: script errors, broken files, refused by the CSP."""
        rows = self.driver.get_log("browser")
        return [row["message"] for row in rows if row["level"] == "SEVERE" and not re.search(EXPECTED, row["message"])]


EXPECTED = r"the server responded with a status of (404|409|422|429)"
"""Chromium logs every answer from 400 on; these are answers to people, and asserted where they come."""


class Person:
    """Somebody at the browser. All names are in English and looked for in the person's language.

    `key`: the own ЭЦП, None for who has none; `signs` and `comes_in`: how it is used, and how one signs in (eds.py).
    """

    def __init__(self, portal: Portal, user: User | None, language: str = "") -> None:
        self.portal, self.user = portal, user
        self.language = language or (user.language if user else "ru")
        self.cookies: list[dict[str, Any]] = []
        self.path: tuple[str, ...] = ()
        self.whole: Person = self
        self.key: Identity | None = identity_of(user) if user else None
        self.signs: Callable[[Person, str, int], None] = eds.in_ncalayer
        self.comes_in: Callable[[Person], None] = eds.by_key

    # ------------------------------------------------------------------------------------------ words

    def t(self, words: Words, **facts: Any) -> str:
        """In the person's language and as it can be read; `facts` fill in "%(name)s" or "{name}"."""
        with translation.override(self.language):
            text = translation.gettext(words) if isinstance(words, str) else str(words)
            assert self.language == "en" or not ENGLISH.match(text), f"not in “{self.language}”: {text}"
            values = {k: str(v) for k, v in facts.items()}
            if values:
                text = text % values if "%(" in text else text.format(**values)
        return " ".join(re.sub("</?strong>", "", text).split())

    def day(self, day: date) -> str:
        """A day as this person's pages write it."""
        with translation.override(self.language):
            return " ".join(in_words(day).split())

    def within(self, heading: Words, **facts: Any) -> Person:
        """The same person, looking only at the part of the page under this heading."""
        part = copy.copy(self)
        part.path = (*self.path, self.t(heading, **facts))
        return part

    # ------------------------------------------------------------------------------------------ coming and going

    def open(self, address: str) -> None:
        """Type an address."""
        self._here()
        self._go(address)

    def _go(self, address: str) -> None:
        self._driver.get(address if "://" in address else self.portal.url + address)
        self._arrived()

    def home(self) -> None:
        """The own desk; whoever is signed in is led on from there, and whose session has ended signs in again."""
        if self._here():
            return
        self._go("/sign-in/")
        if "/sign-in/" in self.address:
            self._sign_in()

    def _here(self) -> bool:
        """Take the seat: the one before takes the cookies along. True when this person has just sat down."""
        seat = self.portal.at_the_browser
        if seat is self.whole:
            return False
        if seat is not None:
            seat.cookies = self._driver.execute_cdp_cmd("Network.getAllCookies", {})["cookies"]
        self._driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.portal.at_the_browser = self.whole
        if self.whole.cookies:
            self._driver.execute_cdp_cmd("Network.setCookies", {"cookies": self.whole.cookies})
        if self.user is None:
            self._go("/")
        else:
            self.home()
        self._speak()
        return True

    def _sign_in(self) -> None:
        self._speak()
        self.whole.comes_in(self.whole)

    def _speak(self) -> None:
        """Press the language switch when the page speaks another language."""
        if self._driver.execute_script("return document.documentElement.lang") != self.language:
            short = {"ru": "Русский", "kk": "Қазақша", "en": "English"}[self.language]
            self._press(self._find("press", short))

    def sign_out(self) -> None:
        self.click(self.whole_name())
        self.click("Sign out")

    def whole_name(self) -> str:
        assert self.user
        return self.user.full_name

    # ------------------------------------------------------------------------------------------ acting

    def click(self, name: Words, status: int = 200, brings: str = "", **facts: Any) -> None:
        """Press a button, a link or a fold, and wait for what it brings; `status`: of the page it leads to.

        `brings`: as of BRINGS, where the page does not tell.
        """
        self._here()
        self._press(self._find("press", self.t(name, **facts)), status, brings)

    def press(self, selector: str) -> None:
        """Press what no name leads to, on whatever page stands there, and wait for what it brings."""
        self._press(self._driver.find_element("css selector", selector))

    def sign(self, button: str = "Sign by electronic signature (ЭЦП)", status: int = 200) -> None:
        """Sign what the page shows, with the own key, and send it."""
        self._here()
        self.whole.signs(self, button, status)

    def fill(self, label: Words, value: Any, **facts: Any) -> None:
        """Type into a field; dates and hours are set as the browser's own calendar would."""
        self._here()
        field = self._find("field", self.t(label, **facts))
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
        if field.tag_name == "select":
            self._pick(field, text)
        elif field.get_attribute("type") in ("date", "time", "datetime-local"):
            self._driver.execute_script(SET_VALUE, field, text)
        else:
            self._type(field, text)

    def choose(self, option: Words, of: Words = "", **facts: Any) -> None:
        """A radio button, a box to tick, or an entry of the list labelled `of`."""
        self._here()
        wanted = self.t(option, **facts)
        if of and self._select(self.t(of), wanted):
            return
        box = (self.within(of) if of else self)._find("box", wanted)
        if not box.is_selected():
            self._press(box)

    def _select(self, label: str, wanted: str) -> bool:
        fields = self._look("field", label)["matches"]
        lists = [el for el in fields if el.tag_name == "select"]
        if lists:
            self._pick(lists[0], wanted)
        return bool(lists)

    def unfold(self, name: Words = "") -> None:
        """Open the fold of this name, or the first of this part, if it is closed."""
        self._here()
        folds = self._part().find_elements("css selector", "details:not([open]) > summary")
        wanted = [fold for fold in folds if _text(fold).startswith(self.t(name))] if name else folds
        if wanted:
            self._press(wanted[0])

    def attach(self, path: Path, label: Words = "File") -> None:
        """Give a file to a field for files."""
        self._here()
        self._find("file", self.t(label)).send_keys(str(path))

    def download(self, link: Words, folder: Path) -> Path:
        """Press a link that gives a file, and wait until it lies in the folder, which nothing else writes to."""
        options = {"behavior": "allow", "downloadPath": str(folder), "eventsEnabled": False}
        self._driver.execute_cdp_cmd("Browser.setDownloadBehavior", options)
        name = self._find("press", self.t(link)).get_attribute("download")
        self.click(link)
        self._until(lambda: (folder / name).exists(), lambda: f"{name} did not come")
        return folder / name

    # ------------------------------------------------------------------------------------------ reading

    def sees(self, words: Words, **facts: Any) -> None:
        """The text stands on the page (or in the part), now or within PATIENCE."""
        self._here()
        wanted = self.t(words, **facts)
        there = lambda: wanted.casefold() in self.text().casefold()  # noqa: E731
        self._until(there, lambda: f"“{wanted}” is not in:\n{self.text()}")

    def misses(self, words: Words, **facts: Any) -> None:
        """The text does not stand on the page, which is there already."""
        self._here()
        text = self.t(words, **facts)
        assert text.casefold() not in self.text().casefold(), f"“{text}” stands on {self.address}"

    def offers(self, name: Words) -> bool:
        """Is there such a button or link?"""
        self._here()
        wanted = self.t(name)
        return any(seen.startswith(wanted) for seen in self._look("press", wanted)["seen"])

    def text(self, *, folded: bool = False) -> str:
        """All that can be read, in one line; with `folded` what closed folds hold too."""
        read = f"return arguments[0].{'textContent' if folded else 'innerText'}"
        return " ".join(str(self._driver.execute_script(read, self._part())).split())

    def element(self, selector: str) -> Any:
        """The first element of a CSS selector, for what has no name."""
        return self._part().find_element("css selector", selector)

    def letter(self, name: Words, language: str = "") -> str:
        """Download a letter by its button and read the PDF."""
        self._here()
        native = {"ru": "Русский", "kk": "Қазақша"}[language or self.language].lower()
        wanted = self.t(name)
        links = self._until(lambda: self._links(native, wanted), lambda: f"no letter “{wanted}” on {self.address}")
        return read_pdf(self.fetch(links[0].get_attribute("href")))

    def _links(self, language: str, name: str) -> list[Any]:
        links = self._part().find_elements("css selector", "a[hreflang]")
        return [el for el in links if language in _text(el).lower() and name in _text(el)]

    def link(self, name: Words) -> str:
        """Where a link leads."""
        return str(self._find("press", self.t(name)).get_attribute("href"))

    def fetch(self, address: str) -> bytes:
        """The bytes behind an address, with this person's cookies."""
        cookies = "; ".join(f"{c['name']}={c['value']}" for c in self._driver.get_cookies())
        with urlopen(Request(address, headers={"Cookie": cookies}), timeout=PATIENCE) as answer:
            body: bytes = answer.read()
        return body

    @property
    def address(self) -> str:
        return str(self._driver.current_url)

    # ------------------------------------------------------------------------------------------ by which hand

    def _touch(self, element: Any) -> None:
        element.click()

    def _type(self, field: Any, text: str) -> None:
        if field.get_attribute("value"):
            field.clear()
        field.send_keys(text)

    def _pick(self, field: Any, text: str) -> None:
        Select(field).select_by_visible_text(text)

    # ------------------------------------------------------------------------------------------ the browser beneath

    @property
    def _driver(self) -> Any:
        return self.portal.driver

    def _look(self, what: str, name: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._driver.execute_script(FINDING, what, list(self.path), name)
        return answer

    def _find(self, what: str, name: str) -> Any:
        """The one element of this name that can be seen."""
        last: dict[str, Any] = {}

        def single() -> Any:
            last.update(self._look(what, name))
            return last["matches"][0] if len(last["matches"]) == 1 else None

        return self._until(single, lambda: self._lost(what, name, last))

    def _lost(self, what: str, name: str, last: dict[str, Any]) -> str:
        seen = "\n  ".join(last.get("seen", []))
        times = len(last.get("matches", []))
        where = "".join(f" in “{part}”" for part in self.path)
        return f"{times} × {what} “{name}”{where} on {self.address}; there are:\n  {seen}"

    def _part(self) -> Any:
        if not self.path:
            return self._driver.find_element("css selector", "body")
        outer = copy.copy(self)
        outer.path = self.path[:-1]
        last: dict[str, Any] = {}

        def parts() -> list[Any]:
            last.update(outer._look("part", self.path[-1]))
            return list(last["matches"])

        shown = outer._until(parts, lambda: outer._lost("part", self.path[-1], last))
        return min(shown, key=lambda el: len(_text(el)))

    def _press(self, element: Any, status: int = 200, expected: str = "") -> None:
        brings = self._driver.execute_script(BRINGS, element)
        brings = expected or brings
        self._touch(element)
        if brings == "part":
            self._until(lambda: self._driver.execute_script(SETTLED), lambda: "the part of the page did not come")
        elif brings == "page":
            self._until(
                lambda: self._driver.execute_script(ARRIVED),
                lambda: f"no new page after {self.address}:\n{self.text()}",
            )
            self._arrived(status)

    def _arrived(self, status: int = 200) -> None:
        came = self._driver.execute_script("return performance.getEntriesByType('navigation')[0].responseStatus")
        assert came in (status, 0), f"{self.address} answered {came}:\n{self.text()[:1500]}"

    def _until(self, there: Callable[[], Any], why: Callable[[], str]) -> Any:
        ignored = (StaleElementReferenceException, JavascriptException)
        try:
            return WebDriverWait(self._driver, PATIENCE, 0.03, ignored).until(lambda _driver: there())
        except TimeoutException:
            raise AssertionError(why()) from None


def _text(element: Any) -> str:
    return " ".join((element.get_attribute("textContent") or "").split())


def read_pdf(data: bytes) -> str:
    """The words of a PDF in one line."""
    assert data.startswith(b"%PDF-"), data[:200]
    command = ["pdftotext", "-raw", "-", "-"]
    printed = subprocess.run(command, input=data, capture_output=True, check=True, timeout=PATIENCE)
    return " ".join(printed.stdout.decode("utf-8").split())


SET_VALUE = """
const [field, value] = arguments;
field.focus();
field.value = value;
for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
field.blur();
"""

# What a press brings: a "page", a "part" of it by htmx, or "nothing" but an unfolding. Leaves a mark to wait on.
BRINGS = """
const el = arguments[0];
el.scrollIntoView({ block: "center", behavior: "instant" });
const form = el.matches("button, input") ? el.form : null;
const sends = form && el.type === "submit";
const hx = window.htmx && (el.matches("[hx-get], [hx-post]") || (sends && form.matches("[hx-post]")));
window.__before = true;
if (hx) {
  window.__settled = false;
  document.addEventListener("htmx:afterSettle", () => { window.__settled = true; }, { once: true });
  return "part";
}
if (el.matches("a[download]")) return "nothing";
if (el.matches("a[href]")) return el.href.split("#")[0] === location.href.split("#")[0] && el.hash ? "nothing" : "page";
return sends ? "page" : "nothing";
"""
SETTLED = "return (window.__settled !== false) && document.readyState === 'complete'"
ARRIVED = "return !window.__before && document.readyState === 'complete'"
