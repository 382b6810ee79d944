"""The browser's side of signing: every answer of NCALayer is told in words, one request goes out, nothing else does."""

from __future__ import annotations

import base64
import json
import re
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from csp.constants import SELF
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from demo.authority import Authority
from demo.ncalayer import Standin
from demo.ncalayer.protocol import CODES
from demo.pki.certificates import individual
from tests import people
from tests.browser.conftest import PHONE, Screen
from tests.browser.signing import FACTS, GREETING, HANG_UP, SHEET, TYPED, Program, self_signed
from tests.journeys.browser import PATIENCE

CMS = base64.b64encode(b"signed " * 40).decode()
PEM = f"-----BEGIN CMS-----\r\n{CMS[:64]}\r\n{CMS[64:]}\r\n-----END CMS-----\n"


def ok(result: Any) -> str:
    return json.dumps({"status": True, "body": {"result": result}})


def failed(code: str, **more: Any) -> str:
    return json.dumps({"status": False, "code": code} | more)


SIGNED: dict[str, list[str | bytes]] = {
    "a list of one": [ok([CMS])],
    "a plain string": [ok(CMS)],
    "PEM": [ok([PEM])],
    "wrapped": [ok("\n".join(re.findall(".{1,60}", CMS)))],
    "with the certificate": [ok({"signatures": [CMS], "certificate": "MII="})],
    "the older shape": [json.dumps({"code": "200", "responseObject": PEM})],
    "after a sign of life": ["--heartbeat--", ok(CMS)],
}
REFUSED: dict[str, tuple[str, list[str | bytes]]] = {
    **{code: (code, [failed(code, message="why", details={"at": 1})]) for code in CODES},
    "no result": ("cancelled", [json.dumps({"status": True, "body": {}})]),
    "null": ("cancelled", [ok(None)]),
    "no body": ("cancelled", [json.dumps({"status": True})]),
    "the older cancel": ("cancelled", ['{"code":"500","message":"action.canceled"}']),
    "a cancel called failure": ("cancelled", [failed("GENERAL_ERROR", message="action.canceled")]),
    "no such module": ("too_old", ['{"success":false,"errorCode":"MODULE_NOT_FOUND"}']),
    "a code of tomorrow": ("unknown", [failed("KEY_IS_SAD", message="tears")]),
    "no code": ("unknown", ['{"status":false}']),
    "another error code": ("unknown", ['{"success":false,"errorCode":"BUNDLE_LOST"}']),
    "the older failure": ("unknown", ['{"code":"500","message":"broken"}']),
    "no JSON": ("garbage", ["<html>502</html>"]),
    "a number": ("garbage", ["7"]),
    "a list": ("garbage", ["[]"]),
    "nothing at all": ("garbage", [""]),
    "an empty object": ("unclear", ["{}"]),
    "another object": ("unclear", ['{"ready":1}']),
    "a status that is none": ("unclear", ['{"status":"ok","body":{}}']),
    "the greeting once more": ("unclear", [GREETING]),
    "a result without status": ("unclear", [json.dumps({"body": {"result": [CMS]}})]),
    "bytes": ("garbage", [b"\x00\x01"]),
    "no Base64": ("garbage", [ok("<signed/>")]),
    "an empty string": ("garbage", [ok("")]),
    "an empty list": ("garbage", [ok([])]),
    "two signatures": ("garbage", [ok([CMS, CMS])]),
    "a signature that is a number": ("garbage", [ok(7)]),
    "hung up": ("closed", [HANG_UP]),
    "silence": ("timeout", []),
}
SIGN = """
const [address, limits, done] = arguments;
NCALayer.sign(address, { data: "QQ==" }, { limits }).then((cms) => done(["", cms]), (e) => done([e.code, e.detail]));
"""
LIMITS = {"connect": 20_000, "asking": 20_000, "answer": 20_000}
"""Milliseconds that no machine needs; a test of one that runs out says how soon."""
SOON = 150
BROWSER_SAYS = "navigator.permissions.query = async () => ({{ state: '{}' }})"
"""What Chromium tells of programs on the computer: "granted", "prompt" while the person is asked, "denied"."""

Until = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def program() -> Iterator[Program]:
    program = Program()
    yield program
    program.stop()


@pytest.fixture
def panel(settings: Any, world: object, screen: Screen, program: Program) -> Screen:
    """The page with sheet and panel, in English, ready to call `program`."""
    settings.ROOT_URLCONF = "tests.browser.signing"
    settings.EDS_NCALAYER_URL = program.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"connect-src": [SELF, program.url]}}
    screen.sit(None, "en", people.START)
    assert screen.look("/signing/") == 200
    return screen


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate for 127.0.0.1 that nobody vouches for."""
    place = tmp_path_factory.mktemp("tls") / "self.pem"
    self_signed(place)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place)
    return context


@pytest.fixture
def until(screen: Screen) -> Until:
    return lambda there: WebDriverWait(screen.driver, PATIENCE, 0.02).until(lambda _driver: there())


def element(screen: Screen, selector: str) -> Any:
    return screen.driver.find_element("css selector", selector)


def status(screen: Screen) -> str:
    return " ".join(element(screen, "[data-sign-status]").text.split())


def answer_of(screen: Screen, address: str, **limits: int) -> tuple[str, str]:
    code, words = screen.driver.execute_async_script(SIGN, address, LIMITS | limits)
    return code, words


def posted(screen: Screen) -> dict[str, str]:
    return (
        dict(json.loads(element(screen, "body").text))
        if screen.script("return document.contentType") == "text/plain"
        else {}
    )


# ------------------------------------------------------------------------------------------ the protocol


def test_signed_and_refused(panel: Screen, program: Program, subtests: pytest.Subtests) -> None:
    for name, answers in SIGNED.items():
        program.answers = answers
        with subtests.test(name):
            assert answer_of(panel, program.url) == ("", CMS)
    for name, (code, answers) in REFUSED.items():
        program.answers = answers
        with subtests.test(name):
            limits = {"answer": SOON} if code == "timeout" else {}
            assert answer_of(panel, program.url, **limits)[0] == code


STANDIN = {
    **dict.fromkeys(("", "string", "pem", "slow"), ""),
    **{code: code for code in CODES},
    "cancel": "cancelled",
    "no_module": "too_old",
    "empty": "garbage",
    "garbage": "garbage",
    "hang_up": "closed",
    "busy": "GENERAL_ERROR",
    "silent": "timeout",
    **dict.fromkeys(("blank", "no_status", "greets_again"), "unclear"),
}
"""Mode of the demo's stand-in → what becomes of the request."""


def test_speaks_with_the_stand_in(panel: Screen, settings: Any, subtests: pytest.Subtests) -> None:
    by = Authority.foreign()
    me = by.issue(individual("ТЕСТОВА", "ТЕСТ", "900101400010"))
    with Standin(by, [me], delay=0.05, clock=lambda: people.START) as standin:
        settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(standin.url)
        panel.look("/signing/")
        for mode, code in STANDIN.items():
            standin.mode = mode
            with subtests.test(mode):
                answer, cms = answer_of(panel, standin.url, **({"answer": SOON} if mode == "silent" else {}))
                assert answer == code
                assert code or base64.b64decode(cms, validate=True).startswith(b"\x30\x82")


def test_what_ncalayer_itself_says_is_kept(panel: Screen, program: Program) -> None:
    program.answers = [failed("SIGNING_FAILURE", message="m" * 500, details=None)]
    _code, words = answer_of(panel, program.url)
    assert words.startswith("SIGNING_FAILURE · mmm") and len(words) == 300


def test_greets_first_or_is_not_believed(panel: Screen, program: Program) -> None:
    for greeting in ("hello", '{"status":true}'):
        program.greeting = greeting
        assert answer_of(panel, program.url)[0] == "garbage"
    assert program.asked == []


def test_a_single_request_at_a_time(panel: Screen, program: Program, until: Until) -> None:
    twice = "NCALayer.sign(arguments[0], {data: 'QQ=='}, {limits: arguments[1]}).catch(() => 0);" + SIGN
    code, _words = panel.driver.execute_async_script(twice, program.url, LIMITS | {"answer": SOON})
    assert code == "busy"
    program.answers = [ok(CMS)]
    until(lambda: answer_of(panel, program.url)[0] == "")


def test_no_other_address_can_be_called(panel: Screen, settings: Any) -> None:
    other = Program()
    try:
        assert answer_of(panel, other.url, connect=60_000, asking=60_000)[0] == "not_running"
        assert other.asked == []
        assert any(
            "Content Security Policy" in complaint and str(other.port) in complaint for complaint in panel.complaints()
        )
    finally:
        other.stop()


def test_the_policy_names_the_address_of_the_setting(settings: Any) -> None:
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] == [SELF, settings.EDS_NCALAYER_URL]
    assert settings.EDS_NCALAYER_URL == "wss://127.0.0.1:13579"


def test_a_browser_that_asks_first_is_waited_for(panel: Screen, program: Program) -> None:
    program.greeting = ""
    panel.script(BROWSER_SAYS.format("prompt"))
    assert answer_of(panel, program.url, connect=1)[0] == "mute", "for the line it is waited, for the greeting not"


def test_what_the_browser_forbids_is_distinguished_from_nobody_there(panel: Screen, program: Program) -> None:
    program.answers = [ok(CMS)]
    panel.script(BROWSER_SAYS.format("denied"))
    assert answer_of(panel, "ws://127.0.0.1:9")[0] == "forbidden"
    assert answer_of(panel, program.url) == ("", CMS)


# ------------------------------------------------------------------------------------------ the panel


def test_the_form_goes_off_with_the_signature(panel: Screen, program: Program, until: Until, tmp_path: Path) -> None:
    program.answers = [ok([PEM])]
    (tmp_path / "earlier.p7s").write_text("an earlier attempt")
    element(panel, "#id_cms_file").send_keys(str(tmp_path / "earlier.p7s"))
    start = element(panel, "[data-sign-start]")
    ActionChains(panel.driver).double_click(start).perform()
    came = until(lambda: posted(panel))
    assert came.pop("csrfmiddlewaretoken")
    assert came == {"cms": CMS, "sheet_at": FACTS["at"], "text": TYPED, "cms_file": ""}
    assert program.asked == [
        {
            "module": "kz.gov.pki.knca.basics",
            "method": "sign",
            "args": {
                "allowedStorages": None,
                "format": "cms",
                "data": base64.b64encode(SHEET.content).decode(),
                "signingParams": {"decode": True, "encapsulate": True, "digested": False},
                "signerParams": {"extKeyUsageOids": ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"], "iin": "900101400010"},
                "locale": "en",
            },
        }
    ]


def test_coming_back_begins_again(panel: Screen, program: Program, until: Until) -> None:
    program.answers = [ok(CMS)]
    element(panel, "[data-sign-start]").click()
    until(lambda: posted(panel))
    panel.driver.back()
    until(lambda: element(panel, "[data-sign-start]").is_displayed())
    assert element(panel, "[data-sign-start]").get_attribute("aria-disabled") is None
    assert element(panel, "[name=cms]").get_attribute("value") == status(panel) == ""
    element(panel, "[data-sign-start]").click()
    assert until(lambda: posted(panel))["cms"] == CMS


def test_stopping_and_beginning_again(panel: Screen, program: Program, until: Until) -> None:
    start, stop = element(panel, "[data-sign-start]"), element(panel, "[data-sign-stop]")
    assert not stop.is_displayed()
    start.send_keys(Keys.ENTER)
    until(lambda: program.asked)
    assert status(panel).startswith("Choose your key")
    assert element(panel, "[aria-current='step']").text == "Choose the key"
    assert start.get_attribute("aria-disabled") == "true"
    assert panel.violations() == []
    start.send_keys(Keys.TAB)
    assert panel.driver.switch_to.active_element == stop
    stop.send_keys(Keys.SPACE)
    until(lambda: status(panel).startswith("Stopped."))
    assert panel.driver.switch_to.active_element == start and not stop.is_displayed()
    until(program.left.is_set)

    program.answers = [json.dumps({"status": True, "body": {}})]
    start.click()
    until(lambda: status(panel).startswith("You closed the window of NCALayer without signing."))
    program.answers = [failed("KEY_IS_SAD", message="<b>tears</b>")]
    start.click()
    until(lambda: "KEY_IS_SAD · <b>tears</b>" in status(panel))
    assert panel.complaints() == []


def test_not_running_until_it_is_started(panel: Screen, program: Program, until: Until) -> None:
    program.stop()
    element(panel, "[data-sign-start]").click()
    until(lambda: status(panel).startswith("NCALayer does not answer on this computer."))
    assert element(panel, "[data-sign-address]").get_attribute("href") == program.url.replace("ws", "http") + "/"
    assert "NCALayer says" not in status(panel)
    panel.complaints()
    again = Program(program.port)
    again.answers = [ok(CMS)]
    element(panel, "[data-sign-start]").click()
    until(lambda: posted(panel))
    again.stop()


def test_a_certificate_that_is_not_trusted_looks_like_nobody_there(
    panel: Screen, settings: Any, until: Until, tls: ssl.SSLContext
) -> None:
    program = Program(tls=tls)
    program.answers = [ok(CMS)]
    settings.EDS_NCALAYER_URL = program.url
    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(program.url)
    panel.look("/signing/")
    element(panel, "[data-sign-start]").click()
    until(lambda: "the browser may not trust its certificate" in status(panel))
    panel.complaints()
    panel.driver.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": True})
    element(panel, "[data-sign-start]").click()
    until(lambda: posted(panel))
    panel.driver.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": False})
    program.stop()


def test_leaving_the_page_hangs_up(panel: Screen, program: Program, until: Until) -> None:
    element(panel, "[data-sign-start]").click()
    until(lambda: program.asked)
    panel.driver.get("about:blank")
    until(program.left.is_set)


def test_each_code_has_its_words_and_they_fit_a_phone(panel: Screen, subtests: pytest.Subtests) -> None:
    states = ["connecting", "choosing", "checking"]
    codes = panel.script("return NCALayer.WORDS")
    templates = panel.script("return [...document.querySelectorAll('template[data-say]')].map((t) => t.dataset.say)")
    assert sorted(templates) == sorted(codes + states)
    panel.script(ALL_WORDS)
    for language in ("en", "kk"):
        if language != "en":
            panel.sit(None, language, people.START)
            panel.look("/signing/")
            panel.script(ALL_WORDS)
        panel.resize(PHONE)
        panel.unfold()
        with subtests.test(language):
            assert panel.too_wide() == panel.violations() == panel.complaints() == []
            panel.shoot(f"sign-panel-390-{language}")


ALL_WORDS = """
for (const words of document.querySelectorAll("template[data-say]"))
  document.querySelector("[data-sign-status]").append(words.content.cloneNode(true));
for (const part of document.querySelectorAll("[data-sign-progress], [data-sign-stop]")) part.hidden = false;
for (const code of document.querySelectorAll("[data-sign-detail] code")) code.textContent = "x".repeat(120);
for (const link of document.querySelectorAll("[data-sign-address]")) link.href = "https://127.0.0.1:13579";
"""


# ------------------------------------------------------------------------------------------ without it


@pytest.fixture
def scripts_off(screen: Screen) -> Iterator[None]:
    screen.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    screen.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_signed_in_another_program(scripts_off: None, panel: Screen, until: Until, tmp_path: Path) -> None:
    assert not element(panel, "[data-sign-start]").is_displayed()
    assert "Scripts are switched off" in element(panel, "main").text
    element(panel, ".sign .fold > summary").click()
    folder = {"behavior": "allow", "downloadPath": str(tmp_path)}
    panel.driver.execute_cdp_cmd("Browser.setDownloadBehavior", folder)
    element(panel, "a[download]").click()
    until((tmp_path / "dnr.json").exists)
    assert (tmp_path / "dnr.json").read_bytes() == SHEET.content
    signed = tmp_path / "signed.p7s"
    signed.write_text(PEM)
    element(panel, "#id_cms_file").send_keys(str(signed))
    element(panel, ".sign [type=submit]").click()
    came = until(lambda: posted(panel))
    assert (came["cms"], came["cms_file"].split()) == ("", PEM.split())
    assert came["sheet_at"] == FACTS["at"]


def test_without_a_way_round_it_says_so(scripts_off: None, panel: Screen) -> None:
    panel.look("/signing/?fallback=")
    assert "Switch them on for this site" in element(panel, "main").text
    assert panel.driver.find_elements("css selector", "#id_cms_file") == []
