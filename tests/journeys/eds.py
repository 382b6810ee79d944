"""How people use their ЭЦП, in NCALayer or in another program, and how staff come in without one."""

from __future__ import annotations

from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csp.constants import SELF
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp

from demo import cms
from demo.authority import authority
from demo.ncalayer import Standin
from tests.people import PASSWORD

if TYPE_CHECKING:
    from tests.journeys.browser import Person


@contextmanager
def running(settings: Any) -> Iterator[Standin]:
    """NCALayer on the computer of whoever sits there, over TLS as in life; the portal's pages may call it."""
    with Standin(authority(), [], tls=True) as standin:
        settings.EDS_NCALAYER_URL = standin.url
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"connect-src": [SELF, standin.url]}}
        yield standin


@contextmanager
def trusted(driver: Any) -> Iterator[None]:
    """As after the installation of NCALayer, which teaches the browser to believe its certificate."""
    driver.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": True})
    yield
    driver.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": False})


# ------------------------------------------------------------------------------------------------ signing


def in_ncalayer(me: Person, button: str, status: int) -> None:
    """One press; the rest is between the page and NCALayer."""
    me.click(button, status, brings="page")


class InAnotherProgram:
    """The text is downloaded, signed elsewhere, and sent as a file. `folder`: where downloads go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, me: Person, button: str, status: int) -> None:
        me.unfold("NCALayer does not work on this device?")
        text = me.download("Download the text to sign", self.folder)
        assert me.key
        signed = text.with_suffix(".cms")
        signed.write_bytes(cms.sign(me.key, text.read_bytes(), timezone.now()))
        text.unlink()
        me.attach(signed, "Signed file")
        me.click("Send the signed file", status)


class OnATelephone:
    """The code is opened on a telephone, in a tab of its own, and signed there with the own key."""

    def __init__(self, settings: Any, portal: Any) -> None:
        settings.PUBLIC_URL = portal.url
        settings.EDS_MOBILE_LINK = f"{portal.url}/telephone/?code={{link}}"

    def __call__(self, me: Person, button: str, status: int) -> None:
        me.click("By telephone, with eGov Mobile")
        driver, link = me.portal.driver, me.link("Open eGov Mobile on this device")
        computer = driver.current_window_handle
        driver.switch_to.new_window("tab")
        driver.get(link)
        me.press("button[name=open]")
        assert me.user and me.user.signing_iin
        driver.find_element("css selector", f"option[value^='{me.user.signing_iin}']").click()
        me.press("button[name=sign]")
        assert driver.find_element("css selector", ".answer").get_attribute("class") == "answer is-good"
        driver.close()
        driver.switch_to.window(computer)
        if button.startswith("Sign in"):
            me.sees("Is this you? Then go on. If not, do not: somebody else has signed your code.")
            me.click("Go on", status)


# ------------------------------------------------------------------------------------------------ coming in


def by_key(me: Person) -> None:
    me.sign("Sign in by electronic signature (ЭЦП)")


def on_a_visit(me: Person) -> None:
    """In the demo a click on a person's name calls NCALayer for that person's key."""
    assert me.user
    me.within("Look around as …").click(f"{me.t('Sign in')}: {me.user.full_name}", brings="page")


def signed_in_before(me: Person) -> None:
    """The session is there already: how one signs in is no part of the story."""
    assert me.user
    client, name = Client(), django_settings.SESSION_COOKIE_NAME
    client.force_login(me.user, django_settings.AUTHENTICATION_BACKENDS[-1])
    me.portal.driver.add_cookie({"name": name, "value": client.cookies[name].value})
    me.open("/sign-in/")


class ByPassword:
    """Password and the code of a telephone, which is set up at the first time."""

    def __init__(self) -> None:
        self.secret = b""

    def __call__(self, me: Person) -> None:
        door = me.within("Staff: by password and code")
        assert me.user
        door.fill("E-mail", me.user.email)
        door.fill("Password", PASSWORD)
        door.click("Sign in")
        if self.secret:
            second = me.within("Second step: the code")
            second.fill("Code", self._code())
            second.click("Sign in")
        else:
            self._set_up(me)

    def _set_up(self, me: Person) -> None:
        me.sees("Set up the second step")
        shown = me.element(".secret").text.replace(" ", "")
        self.secret = b32decode(shown + "=" * (-len(shown) % 8))
        me.fill("Code of the new entry", self._code())
        me.click("Confirm")
        me.sees("Your recovery codes")
        me.click("I have kept them: go on")

    def _code(self) -> str:
        return f"{totp(self.secret):06d}"
