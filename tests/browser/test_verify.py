"""/verify/ with its script: the file stays in the browser; what it says is compared with the letter."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from cases import files
from cases.models import Blob, Letter
from cases.programmes.nomad.states import State
from tests import people
from tests.browser.conftest import PHONE, Screen
from tests.browser.pages import World

PICK = """
const [name, base64] = arguments;
const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
const transfer = new DataTransfer();
for (const one of name.split("|")) transfer.items.add(new File([bytes], one));
document.querySelector("form[data-verify]").dispatchEvent(
  new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
);
"""
ANSWER = """
const done = arguments[arguments.length - 1];
const until = Date.now() + 25000;
const look = () => {
  const place = document.querySelector("[data-answer]");
  const found = place.querySelector("[data-state], .note-error");
  const answer = () => [found?.dataset.state ?? "", place.innerText, document.activeElement === place];
  if (found || Date.now() > until) done(answer());
  else setTimeout(look, 20);
};
look();
"""


@pytest.fixture
def letter(world: World) -> Letter:
    letter = world.letter(State.PETITION_SIGNED)
    letter.refresh_from_db()
    return letter


def bytes_of(letter: Letter) -> bytes:
    with files.open_stored(Blob.objects.get(pk=letter.files["ru"]).name) as stored:
        return stored.read()


def dropped(screen: Screen, name: str, data: bytes) -> tuple[str, str, bool]:
    screen.driver.execute_script(PICK, name, base64.b64encode(data).decode())
    state, message, focused = screen.driver.execute_async_script(ANSWER)
    return state, message, focused


def open_page(screen: Screen, path: str = "/verify/") -> None:
    screen.sit(None, "ru", people.START)
    screen.look(path)


def test_a_file_dropped_is_judged_in_the_browser(letter: Letter, screen: Screen) -> None:
    data = bytes_of(letter)
    open_page(screen)
    state, message, focused = dropped(screen, "petition.pdf", data)
    assert (state, focused) == ("authentic", True)
    assert letter.number in message and "petition.pdf" in message
    state, message, _focused = dropped(screen, "petition.pdf", data + b"x")
    assert state == "altered" and letter.number in message
    assert dropped(screen, "other.txt", b"other")[0] == "unknown"
    screen.resize(PHONE)
    assert screen.violations() == [] and screen.too_wide() == []


def test_a_file_chosen_on_the_page_of_a_code_is_compared_with_it(
    letter: Letter, screen: Screen, tmp_path: Path
) -> None:
    open_page(screen, f"/verify/{letter.code}/")
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7 a scan")
    screen.driver.find_element("css selector", "form[data-verify] input[type=file]").send_keys(str(path))
    state, message, _focused = screen.driver.execute_async_script(ANSWER)
    assert state == "altered" and "scan.pdf" in message


@pytest.mark.parametrize(("name", "data"), [("empty.pdf", b""), ("a.pdf|b.pdf", b"x")])
def test_what_can_not_be_judged_is_reported_and_nothing_asked(screen: Screen, name: str, data: bytes) -> None:
    open_page(screen)
    state, message, _focused = dropped(screen, name, data)
    assert state == "" and message


def test_without_subtle_crypto_the_file_is_sent(letter: Letter, screen: Screen, tmp_path: Path) -> None:
    hide = "Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined });"
    script = screen.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": hide})
    try:
        open_page(screen)
        assert screen.script("return document.querySelector('[data-stays]').hidden")
        path = tmp_path / "petition.pdf"
        path.write_bytes(bytes_of(letter))
        screen.driver.find_element("css selector", "form[data-verify] input[type=file]").send_keys(str(path))
        screen.press("form[data-verify] button")
        assert screen.driver.find_element("css selector", "[data-state]").get_dom_attribute("data-state") == "authentic"
    finally:
        screen.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
