"""Setting the code up, at the first sign-in and with another telephone."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts.signing_in import factor
from tests import people
from tests.egov.accounts.second_factor.telephone import (
    CODE,
    code_of,
    password,
    secret_on,
    signed_in,
    with_factor,
    wrong_code,
)

pytestmark = pytest.mark.django_db


def test_the_first_sign_in_sets_the_code_up(browser: Client) -> None:
    user = people.officer()
    password(browser, user, next="/profile/")
    page = browser.get(CODE).content.decode()
    device = TOTPDevice(key=secret_on(page))
    assert 'src="data:image/svg+xml' in unescape(page)
    response = browser.post(CODE, {"code": code_of(device)})
    codes = re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", response.content.decode())
    assert len(codes) == 10 and 'href="/profile/"' in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert signed_in(browser) == str(user.pk)
    assert factor.check(user, codes[0], timezone.now()) == factor.RECOVERY


def test_a_wrong_first_code_sets_nothing_up(browser: Client) -> None:
    user = people.officer()
    password(browser, user)
    page = browser.get(CODE).content.decode()
    again = browser.post(CODE, {"code": wrong_code(TOTPDevice(key=secret_on(page)))})
    assert again.status_code == 422
    assert secret_on(again.content.decode()) == secret_on(page)
    assert factor.device(user) is None and not signed_in(browser)


def test_a_secret_seen_before_does_not_become_the_factor(browser: Client) -> None:
    """Who knew the password may have looked at the page before its owner came."""
    user, other = people.officer(), Client()
    password(other, user)
    seen = TOTPDevice(key=secret_on(other.get(CODE).content.decode()))
    password(browser, user)
    mine = secret_on(browser.get(CODE).content.decode())
    assert mine != seen.key
    other.post(CODE, {"code": code_of(seen)})
    assert not signed_in(other) and factor.device(user) is None


def test_of_two_who_know_the_password_the_quicker_has_set_it_up() -> None:
    user = people.officer()
    late, device = factor.begin(user), TOTPDevice.objects.create(user=user, name="TOTP", confirmed=True)
    with pytest.raises(factor.CodeError):
        factor.confirm(user, late.pk, code_of(late), timezone.now(), first=True)
    assert factor.device(user).pk == device.pk


def test_who_has_a_factor_is_not_asked_to_set_it_up_by_password_alone(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    page = browser.get(CODE).content.decode()
    assert "data:image" not in page
    assert TOTPDevice.objects.filter(user=device.user).count() == 1


def test_another_telephone_takes_a_code_of_the_first(browser: Client) -> None:
    device, old_codes = with_factor(people.officer())
    browser.force_login(device.user)
    new = TOTPDevice(key=secret_on(browser.get("/profile/second-factor/").content.decode()))
    bare = browser.post("/profile/second-factor/", {"code": code_of(new)})
    assert bare.status_code == 422 and factor.device(device.user).pk == device.pk
    browser.post("/profile/second-factor/", {"code": code_of(new), "present": code_of(device)})
    assert factor.device(device.user).key == new.key
    assert TOTPDevice.objects.filter(user=device.user).count() == 1
    with pytest.raises(factor.CodeError):
        factor.check(device.user, old_codes[0], timezone.now())


def test_a_slip_in_the_new_code_does_not_ask_for_the_spent_code_again(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    browser.force_login(device.user)
    new = TOTPDevice(key=secret_on(browser.get("/profile/second-factor/").content.decode()))
    slip = browser.post("/profile/second-factor/", {"code": wrong_code(new), "present": code_of(device)})
    assert slip.status_code == 422 and "present" not in slip.context["form"].fields
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        browser.post("/profile/second-factor/", {"code": code_of(new)})
    assert factor.device(device.user).key == new.key


@pytest.mark.parametrize("url", ["/profile/second-factor/", "/profile/recovery-codes/"])
def test_applicants_have_no_second_factor(browser: Client, url: str) -> None:
    browser.force_login(people.applicant())
    assert browser.get(url).status_code == 403


def test_the_profile_tells_the_ways_to_sign_in(browser: Client) -> None:
    device, codes = with_factor(people.officer())
    factor.check(device.user, codes[0], timezone.now())
    browser.force_login(device.user)
    page = browser.get("/profile/").content.decode()
    assert "Recovery codes left" in page and '<dd class="nums">9</dd>' in page
