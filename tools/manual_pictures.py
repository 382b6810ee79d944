#!/usr/bin/env python3
"""Takes the pictures of docs/manuals/ from the pages of a demonstration, in the languages of the manuals.

    tools/manual_pictures.py                              # starts a demonstration of its own and stops it afterwards
    tools/manual_pictures.py http://localhost:8000        # of the one that runs there
    tools/manual_pictures.py http://localhost:8000 head   # those whose name begins so

Everybody on them is invented. Needs Chromium and what `make test` installs.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "manuals" / "pictures"
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars")
DESK, PHONE = 1366, 390
COLOURS = 96
"""Of a picture: enough for pages, and a third of the bytes."""
PORT = 8029
PATIENCE = 30
OK = 200
STARTING = 900
"""Seconds in which a demonstration has filled itself."""


@dataclass(frozen=True)
class Picture:
    """`who`: words of their row on the sign-in page; "" for anybody. `path`: the page one begins on; there `press` is
    pressed one after the other, `fill` filled in (a box: ticked), and `then` pressed; all by CSS selectors.

    `cut`: what is on the picture, from the top of the first to the bottom of the last. `most`: pixels of its height.
    """

    name: str
    who: str
    path: str
    press: tuple[str, ...] = ()
    fill: tuple[tuple[str, str], ...] = ()
    then: tuple[str, ...] = ()
    cut: tuple[str, ...] = ("main",)
    most: int = 620
    width: int = DESK
    english: bool = False

    @property
    def languages(self) -> tuple[str, ...]:
        return ("ru", "kk", "en") if self.english else ("ru", "kk")


CASE = ".queue th[scope=row] a"
"""The first case of a list."""
SCREENER, SIGNER, OFFICER, CLERK = "Үлгібаева Айсұлу", "Мысалов Ержан", "Көрмебаев Санжар", "Мысалбекова Әсел"
OFFICER_OF_ALMATY = "Үлгіқызы Гүлнәр"
PROFESSION = "Архитектор программного обеспечения"
HEAD, AUDITOR, ADMINISTRATOR = "Басшыбаев Ерлан", "Тексерова Дина", "Баптаев Тимур"
PICTURE_LIST = (
    Picture("sign-in", "", "/sign-in/", cut=("main",), most=560),
    Picture("screener-queue", SCREENER, "/hub/screening/"),
    Picture(
        "screener-case",
        SCREENER,
        "/hub/screening/?state=screening",
        (CASE, ".papers > li:nth-child(4) .papers-name"),
        most=720,
    ),
    Picture("screener-calendar", SCREENER, "/hub/interviews/"),
    Picture("signer-reading", SIGNER, "/hub/signing/reading/"),
    Picture(
        "signer-sheets",
        SIGNER,
        "/hub/signing/reading/",
        fill=(("main input[type=checkbox]", ""), ("main [name^=profession]", PROFESSION)),
        then=("main form:has([name=case]) button[type=submit]",),
        most=760,
    ),
    Picture("officer-queue", OFFICER, "/con/officer/"),
    Picture(
        "officer-case",
        OFFICER,
        "/con/officer/?state=registration",
        (CASE, ".papers > li:nth-child(3) .papers-name"),
        most=720,
    ),
    Picture("officer-return", OFFICER, "/con/officer/?state=registration", (CASE, "a[href*='return_for_rework']")),
    Picture(
        "signing",
        OFFICER_OF_ALMATY,
        "/con/officer/?state=preliminary_decision",
        (CASE, "#work form[action*=approve_preliminary] .btn-primary"),
        most=1100,
    ),
    Picture("clerk-queue", CLERK, "/con/clerk/"),
    Picture("clerk-package", CLERK, "/con/clerk/?state=intake", (CASE,), most=720),
    Picture("head-home", HEAD, "/con/head/", most=900),
    Picture("head-work", HEAD, "/con/head/work/"),
    Picture("auditor-case", AUDITOR, "/admin/cases/case/", ("#result_list th a",)),
    Picture("auditor-reads", AUDITOR, "/admin/cases/readlog/"),
    Picture("administrator-home", ADMINISTRATOR, "/admin/"),
    Picture("administrator-unconfirmed", ADMINISTRATOR, "/admin/unconfirmed/"),
    Picture("cabinet", "нужно выбрать время интервью", "/egov/cabinet/", width=PHONE, most=900, english=True),
    Picture(
        "returned",
        "заявление возвращено на доработку",
        "/egov/cabinet/",
        ("a[href*='/egov/application/']",),
        width=PHONE,
        most=900,
        english=True,
    ),
)


class Camera:
    def __init__(self, address: str) -> None:
        options = webdriver.ChromeOptions()
        for flag in FLAGS:
            options.add_argument(flag)
        self.address, self.who = address, ""
        self.driver: Any = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))

    def wait(self, condition: str) -> None:
        WebDriverWait(self.driver, PATIENCE, 0.1).until(lambda driver: driver.execute_script(condition), condition)

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)

    def press(self, selector: str) -> None:
        self.wait(f"return Boolean(document.querySelector({selector!r}))")
        self.driver.execute_script("window.__before = location.href")
        self.driver.execute_script(f"document.querySelector({selector!r}).click()")
        self.wait("return document.readyState === 'complete' && window.__before !== location.href")

    def come_as(self, who: str) -> None:
        """Through the door of the demonstration: a button beside each of its people."""
        if who == self.who:
            return
        self.driver.delete_all_cookies()
        self.who = who
        if not who:
            return
        self.open("/sign-in/")
        self.speak("ru")
        pressed = self.driver.execute_script(VISIT, who)
        assert pressed, f"nobody on the sign-in page fits: {who}"
        self.wait("return document.readyState === 'complete' && !location.pathname.match('sign-in')")

    def speak(self, language: str) -> None:
        if self.driver.execute_script("return document.documentElement.lang") != language:
            self.driver.execute_script(f"document.querySelector('form.langs button[value={language}]').click()")
            self.wait(f"return document.readyState === 'complete' && document.documentElement.lang === {language!r}")

    def take(self, picture: Picture, language: str) -> None:
        self.resize(picture.width)
        self.come_as(picture.who)
        self.open(picture.path)
        self.speak(language)
        self.open(picture.path)
        for selector in picture.press:
            self.press(selector)
        for selector, value in picture.fill:
            self.driver.execute_script(FILL, selector, value)
        for selector in picture.then:
            self.press(selector)
        self.wait("return document.fonts.status === 'loaded' && [...document.images].every((image) => image.complete)")
        status = self.driver.execute_script("return performance.getEntriesByType('navigation')[0].responseStatus")
        assert status == OK, f"{self.driver.current_url}: {status}"
        self.driver.execute_script(TIDY)
        left, top, width, height = self.driver.execute_script(FRAME, picture.cut)
        clip = {"x": left, "y": top, "width": width, "height": min(height, picture.most), "scale": 1}
        options = {"captureBeyondViewport": True, "clip": clip}
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", options)["data"]
        image = Image.open(BytesIO(b64decode(shot))).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        image.save(PICTURES / f"{picture.name}.{language}.png", optimize=True)

    def resize(self, width: int) -> None:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


VISIT = """
const [who] = arguments;
const rows = [...document.querySelectorAll(".visits li")].filter((row) => row.innerText.includes(who));
const button = rows.map((row) => row.querySelector("[data-visit]")).find(Boolean);
button?.click();
return Boolean(button);
"""
FILL = """
const [selector, value] = arguments, field = document.querySelector(selector);
if (field.type === "checkbox") field.checked = true;
else field.value = value;
"""
TIDY = """
for (const ribbon of document.querySelectorAll(".demo-ribbon, .messages")) ribbon.hidden = true;
document.activeElement?.blur();
"""
FRAME = """
const [selectors] = arguments, edge = Number(arguments[0][0] !== "main") * 12;
const boxes = selectors.map((selector) => {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`nothing fits ${selector}`);
  return element.getBoundingClientRect();
});
const top = Math.max(0, Math.min(...boxes.map((box) => box.top)) + scrollY - edge);
const bottom = Math.max(...boxes.map((box) => box.bottom)) + scrollY + edge;
return [0, top, document.documentElement.clientWidth, bottom - top];
"""


def answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/sign-in/", timeout=10):
            return True
    except (URLError, OSError):
        return False


@contextmanager
def demonstration() -> Iterator[str]:
    """One of its own, in a folder that goes with it."""
    address = f"http://localhost:{PORT}"
    with tempfile.TemporaryDirectory(prefix="dnr-manuals-") as folder:
        env = os.environ | {"DNR_VAR": folder, "PORT": str(PORT), "WEB_CONCURRENCY": "1", "OUTSIDE_SCENARIO": ""}
        running = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            end = time.monotonic() + STARTING
            while not answers(address):
                if running.poll() is not None or time.monotonic() > end:
                    sys.exit("The demonstration did not start: `make run` says why.")
                time.sleep(1)
            yield address
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait()


def take_all(address: str, names: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    camera = Camera(address)
    try:
        for picture in PICTURE_LIST:
            if picture.name.startswith(names):
                for language in picture.languages:
                    camera.take(picture, language)
                    print(f"{picture.name}.{language}.png")
    finally:
        camera.driver.quit()


def main(address: str = "", names: str = "") -> None:
    if address:
        take_all(address.rstrip("/"), names)
    else:
        with demonstration() as own:
            take_all(own, names)


if __name__ == "__main__":
    main(*sys.argv[1:])
