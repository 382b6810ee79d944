"""An upload that fails is said in its card, the chosen file stays, and the focus stays where the person works."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from PIL import Image
from selenium.webdriver.support.ui import WebDriverWait

from cases.models import Case, Document
from cases.programmes.nomad import filing
from dnr.middleware import RequestSizeMiddleware
from tests import bad_files, people
from tests.browser.conftest import PHONE, WIDE, Screen
from tests.journeys import browser

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]

FIELD, SAVE, SHOWN = (
    "#doc-{} input[type=file]",
    "#doc-{} form[enctype] button[type=submit]",
    "#doc-{} .upload-result .note",
)


CHOSEN = "return [...document.querySelector('{}').files].map(f => f.name)"


@pytest.fixture
def case() -> Case:
    people.reference()
    case = people.case_in("petition_draft", prepared=False)
    filing.give_consent(case.pk, case.person.user, people.START, "I agree.")
    return case


class UploadPage:
    """The documents of a petition; `kind` is the card that is worked with."""

    def __init__(self, screen: Screen, case: Case, kind: str = "cv", language: str = "en") -> None:
        self.screen, self.case, self.kind = screen, case, kind
        screen.sit(case.person.user, language, people.after(case))
        screen.look(reverse("hub:petition:tasks", args=[case.pk]))

    def choose(self, *files: Path) -> None:
        self.screen.script(f"document.querySelector('#doc-{self.kind} details').open = true")
        self.find(FIELD).send_keys("\n".join(str(file) for file in files))

    def save(self) -> None:
        self.find(SAVE).click()

    def find(self, selector: str) -> Any:
        return self.screen.driver.find_element("css selector", selector.format(self.kind))

    def status(self) -> str:
        """Read in one go: the sentence may be replaced by the next at any moment."""
        self.wait(lambda: self._text())
        return self._text()

    def _text(self) -> str:
        return str(self.script(f"return document.querySelector('{SHOWN.format(self.kind)}')?.innerText ?? ''"))

    def script(self, code: str) -> Any:
        return self.screen.script(code)

    def chosen(self) -> list[str]:
        return list(self.script(CHOSEN.format(FIELD.format(self.kind))))

    def focused(self) -> str:
        return str(self.script("return document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"))

    def wait(self, until: Callable[[], Any]) -> None:
        WebDriverWait(self.screen.driver, browser.PATIENCE, 0.03).until(lambda _driver: until())

    def press(self, words: str) -> None:
        buttons = self.screen.driver.find_elements("css selector", f"#doc-{self.kind} button, #doc-{self.kind} a")
        next(button for button in buttons if button.is_displayed() and button.text.startswith(words)).click()

    def kept(self, number: int = 1) -> Document:
        self.wait(lambda: Document.objects.filter(case=self.case, kind=self.kind).count() == number)
        self.wait(lambda: not self.script("return Boolean(document.querySelector('.htmx-request, .htmx-settling'))"))
        return Document.objects.get(case=self.case, kind=self.kind, current=True)


@pytest.fixture
def page(screen: Screen, case: Case) -> UploadPage:
    return UploadPage(screen, case)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "my page.jpg"
    path.write_bytes(bad_files.picture(size=(640, 480)))
    return path


def answering(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """As a proxy in front of us would, with a page of its own."""
    handle = RequestSizeMiddleware.__call__

    def instead(self: Any, request: Any) -> HttpResponse:
        if request.method == "POST" and "/document/" in request.path:
            return HttpResponse("<html><h1>nginx</h1></html>", status=status)
        return handle(self, request)

    monkeypatch.setattr(RequestSizeMiddleware, "__call__", instead)


def test_a_good_file_is_kept_and_the_focus_stays_in_the_card(page: UploadPage, picture: Path) -> None:
    page.choose(picture)
    page.save()
    assert page.kept().blob.mime == "image/jpeg"
    page.wait(lambda: page.focused().startswith("Change"))
    assert page.script("return document.activeElement.closest('.doc').id") == "doc-cv"
    assert page.script("return document.getElementById('upload-saved').textContent").startswith("Saved: ")


def test_a_frame_that_is_open_is_what_is_sent(screen: Screen, case: Case, tmp_path: Path) -> None:
    page, path = UploadPage(screen, case, "photo"), tmp_path / "me.jpg"
    path.write_bytes(bad_files.picture(size=(1200, 1200)))
    page.choose(path)
    page.wait(lambda: page.script("return Boolean(document.querySelector('.photo-tool canvas'))"))
    page.save()
    page.wait(lambda: page.chosen() == ["me-35x45.jpg"] or Document.objects.filter(case=case, kind="photo").exists())
    page.wait(lambda: page.script("return Boolean(document.querySelector('#doc-photo .note, #doc-photo .doc-file'))"))
    names = page.script("return document.querySelector('#doc-photo').innerText")
    assert "me-35x45.jpg" in names, "as it was cut, whatever the portal says of it"


def test_the_size_is_asked_before_anything_is_sent(
    page: UploadPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, 599)  # would be said, were it asked
    large = tmp_path / "scan.pdf"
    with large.open("wb") as file:
        file.truncate(11 * 1024 * 1024)
    page.choose(large)
    assert "“scan.pdf” has 11\xa0MB" in page.status()
    page.save()
    assert "“scan.pdf” has 11\xa0MB" in page.status()
    assert page.script("return document.activeElement.type") == "file"


def test_what_was_recorded_of_a_file_goes_when_another_is_chosen(
    page: UploadPage, picture: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "cv.pdf"
    bad.write_bytes(b"MZ no document")
    page.choose(bad)
    page.save()
    page.wait(lambda: page.script("return document.querySelector('#doc-cv .errorlist')"))
    page.choose(picture)
    assert not page.script("return document.querySelector('#doc-cv :is(.errorlist, .field-error)')")


@pytest.mark.parametrize(
    ("status", "words"),
    [(413, "too large"), (403, "signed in again"), (429, "wait a minute"), (502, "just now"), (418, "not known")],
)
def test_every_refusal_is_a_sentence_and_the_file_stays_chosen(
    page: UploadPage, picture: Path, status: int, words: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        answering(patch, status)
        page.choose(picture)
        page.save()
        assert words in page.status()
        assert page.chosen() == ["my page.jpg"] and page.focused() == "Try again"
    page.press("Try again")
    assert page.kept().name == "my page.jpg"


def test_a_lost_connection_is_shown(page: UploadPage, picture: Path) -> None:
    offline = {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    page.choose(picture)
    page.screen.driver.execute_cdp_cmd("Network.enable", {})
    page.screen.driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
    try:
        page.save()
        assert "connection was lost" in page.status()
        page.press("Try again")
        page.wait(lambda: page.focused() == "Try again")
    finally:
        page.screen.driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline | {"offline": False})
    page.press("Try again")
    page.kept()


def test_a_portal_that_never_answers_is_shown(page: UploadPage, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    over, handle = threading.Event(), RequestSizeMiddleware.__call__

    def hang(self: Any, request: Any) -> HttpResponse:
        if request.method == "POST":
            over.wait(browser.PATIENCE)
        return handle(self, request)

    monkeypatch.setattr(RequestSizeMiddleware, "__call__", hang)
    page.script("document.getElementById('upload-words').dataset.stall = '0.3'")
    page.choose(picture)
    page.save()
    try:
        assert "not answered for a long time" in page.status()
        assert page.chosen() == ["my page.jpg"]
    finally:
        over.set()


@pytest.mark.parametrize("cookies", [[settings.SESSION_COOKIE_NAME], [settings.SESSION_COOKIE_NAME, "csrftoken"]])
def test_an_upload_in_a_lost_session_survives_signing_in_again(
    page: UploadPage, picture: Path, cookies: list[str]
) -> None:
    page.choose(picture)
    for name in cookies:
        page.screen.driver.delete_cookie(name)
    page.save()
    assert "session has ended" in page.status()
    assert page.chosen() == ["my page.jpg"]
    link = page.find("#doc-{} .upload-result a")
    assert link.get_attribute("target") == "_blank" and "/sign-in/" in link.get_attribute("href")
    page.script(f"document.querySelector('{SHOWN.format('cv')}').dataset.old = 1")
    page.press("Try again")  # not signed in yet: said once more
    page.wait(lambda: page.script(f"return !document.querySelector('{SHOWN.format('cv')}')?.dataset.old"))
    assert "session has ended" in page.status()
    page.screen.sit(page.case.person.user, "en", people.after(page.case))
    page.press("Try again")
    assert page.kept().name == "my page.jpg"


def test_a_wrong_date_does_not_lose_the_chosen_file(
    screen: Screen, case: Case, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = UploadPage(screen, case, "passport")
    page.choose(picture)
    page.save()
    page.wait(lambda: page.script("return document.activeElement.name") == "expires_on")
    assert page.chosen() == ["my page.jpg"]
    answering(monkeypatch, 503)
    page.save()
    assert "busy" in page.status()
    assert not page.script("return document.querySelector('#doc-passport :is(.errorlist, .form-errors)')"), (
        "what was wrong the last time is not read beside it"
    )


COUNTED = """
document.querySelector("#doc-cv .doc-parts li").insertAdjacentHTML("beforeend",
  '<ul class="file-notices"><li>Signed inside</li></ul>');
const counted = (what) => [...document.querySelectorAll(what)].map((el) => getComputedStyle(el).counterIncrement);
return [counted("#doc-cv .doc-parts > ol > li"), counted("#doc-cv .file-notices li")];
"""


def test_several_files_are_listed_moved_and_taken_out(page: UploadPage, picture: Path, tmp_path: Path) -> None:
    second = tmp_path / "back.jpg"
    second.write_bytes(bad_files.picture(size=(480, 640)))
    page.choose(picture, second)
    assert len(page.screen.driver.find_elements("css selector", "#doc-cv .upload-chosen li")) == 2
    page.save()
    assert page.kept().blob.mime == "application/pdf"
    page.screen.driver.find_element("css selector", "#doc-cv [data-move=down]").click()
    assert [p.name for p in page.kept(2).parts.order_by("position")] == ["back.jpg", "my page.jpg"]
    assert page.script(COUNTED) == [["part 1", "part 1"], ["none"]], "a word on a file is not numbered among the files"
    page.wait(lambda: "my page.jpg" in page.focused())
    page.screen.driver.find_element("css selector", "#doc-cv [data-place='1'][data-move=out]").click()
    assert page.kept(3).name == "my page.jpg"


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_card_of_several_files_and_a_failure_look_well_and_read_well(
    screen: Screen, case: Case, picture: Path, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = UploadPage(screen, case, "cv", language)
    other = tmp_path / "a very long name of a scanned certificate from the ministry of foreign affairs of somewhere.png"
    other.write_bytes(bad_files.picture("PNG", size=(480, 640)))
    page.choose(picture, other)
    page.save()
    page.kept()
    page.choose(picture, other)
    answering(monkeypatch, 503)
    page.save()
    page.status()
    for size in (WIDE, PHONE):
        screen.resize(size)
        assert screen.too_wide() == []
        assert screen.violations() == []
        screen.shoot(f"upload-{language}-{size[0]}")


def test_a_large_file_goes_on_from_where_it_stopped(
    page: UploadPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection is lost once, and the session another time; nothing that has arrived is sent twice."""
    ways, begun = ["", "lost", "", "signed out"], list[int]()
    handle = RequestSizeMiddleware.__call__

    def instead(self: Any, request: Any) -> HttpResponse:
        way = ways.pop(0) if request.method == "PATCH" and ways else ""
        if way == "lost":
            return HttpResponse(status=503)
        if way == "signed out":
            return HttpResponse(status=302, headers={"Location": reverse("accounts:sign_in")})
        if request.method == "PATCH":
            begun.append(int(request.headers["Upload-Offset"]))
        return handle(self, request)

    monkeypatch.setattr(RequestSizeMiddleware, "__call__", instead)
    large = tmp_path / "scan.png"
    Image.effect_noise((950, 950), 100).save(large)
    page.choose(large)
    page.save()
    sending = "return document.querySelector('#doc-cv .upload-way [role=status]').textContent"
    page.wait(lambda: "have arrived and stay there" in page.script(sending))
    page.script("window.dispatchEvent(new Event('online'))")
    assert "Your session has ended" in page.status()
    page.press("Try again")
    original = page.kept().parts.get().original
    assert original is not None and original.size == large.stat().st_size
    assert begun == sorted(set(begun)) and len(begun) > 2
    assert page.script("return Object.keys(sessionStorage).filter(name => name.startsWith('half'))") == []
