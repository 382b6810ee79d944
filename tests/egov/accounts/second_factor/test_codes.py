"""The code of the telephone, and those for the day on which it is lost."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts.signing_in import factor
from cases.models import RecoveryCodes, SignIn, User
from tests import people
from tests.egov.accounts.second_factor.telephone import (
    CODE,
    DESKS,
    STAFF,
    code_of,
    errors,
    password,
    signed_in,
    with_factor,
    wrong_code,
)

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------------------------------ the code


@pytest.mark.parametrize("who", STAFF)
def test_password_and_code_lead_to_the_desk(browser: Client, who: str) -> None:
    device, _codes = with_factor(getattr(people, who)())
    password(browser, device.user)
    session = browser.session.session_key
    assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == reverse(DESKS[who])
    assert signed_in(browser) == str(device.user.pk)
    assert browser.session.session_key != session and "half_way" not in browser.session
    assert SignIn.objects.get(user=device.user).way == "password+totp"


def test_the_way_on_leads_back_to_the_page_asked_for(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user, next="/profile/")
    assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == "/profile/"


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "abcd-efgh-ijkl-mnop", "0" * 39])
def test_a_code_that_is_none_is_refused(browser: Client, typed: str) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    response = browser.post(CODE, {"code": typed})
    assert response.status_code == 422 and errors(response)
    assert not signed_in(browser)


def test_a_code_with_a_blank_in_it_is_taken(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    code = code_of(device)
    browser.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert signed_in(browser)


def test_a_code_is_taken_once(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    code = code_of(device)
    password(browser, device.user)
    browser.post(CODE, {"code": code})
    thief = Client(headers={"accept-language": "en"})
    password(thief, device.user)
    assert "used already" in errors(thief.post(CODE, {"code": code}))
    assert not signed_in(thief)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_code_is_taken_once_by_two_at_once() -> None:
    device, codes = with_factor(people.officer())
    for typed in (code_of(device), codes[0]):
        assert sorted(at_once(device.user, typed)) == [False, True]


def at_once(user: User, typed: str) -> list[bool]:
    together = Barrier(2)

    def come(_number: int) -> bool:
        together.wait(60)
        try:
            return bool(factor.check(user, typed, timezone.now()))
        except (factor.CodeError, factor.TooManyCodesError):
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(come, range(2)))


def test_a_code_of_somebody_else_is_refused(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    other, _codes = with_factor(people.clerk())
    password(browser, device.user)
    browser.post(CODE, {"code": code_of(other)})
    assert not signed_in(browser)


def test_wrong_codes_are_slowed_down_more_and_more(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    wrong, now = wrong_code(device), timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        for wait in (1, 2, 4, 8):
            assert browser.post(CODE, {"code": wrong}).status_code == 422
            assert browser.post(CODE, {"code": code_of(device)}).status_code == 429
            clock.shift(wait)
    assert not signed_in(browser)


def test_the_wait_is_reported_in_seconds(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    with people.at(timezone.now()):
        TOTPDevice.objects.filter(pk=device.pk).update(
            throttling_failure_count=6, throttling_failure_timestamp=timezone.now()
        )
        password(browser, device.user)
        response = browser.post(CODE, {"code": code_of(device)})
    assert response.status_code == 429 and "Try again in 32 seconds" in errors(response)


# ------------------------------------------------------------------------------------------------ recovery codes


def test_a_recovery_code_opens_once(browser: Client) -> None:
    device, codes = with_factor(people.officer())
    password(browser, device.user)
    browser.post(CODE, {"code": f" {codes[3].upper().replace('-', ' ')} "})
    assert signed_in(browser)
    assert SignIn.objects.get(user=device.user).way == "password+recovery"
    assert factor.codes_left(device.user) == 9
    thief = Client()
    password(thief, device.user)
    thief.post(CODE, {"code": codes[3]})
    assert not signed_in(thief)


def test_recovery_codes_are_not_kept_readable() -> None:
    _device, codes = with_factor(people.officer())
    kept = str(RecoveryCodes.objects.values_list("hashes", flat=True)[0])
    assert len(set(codes)) == 10 and all(len(code) == 19 for code in codes)
    assert not any(part in kept for code in codes for part in (code, code.replace("-", "")))


def test_new_recovery_codes_take_a_fresh_code(browser: Client) -> None:
    device, old = with_factor(people.officer())
    browser.force_login(device.user)
    assert browser.post("/profile/recovery-codes/", {"code": wrong_code(device)}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        page = browser.post("/profile/recovery-codes/", {"code": code_of(device)}).content.decode()
    new = re.findall(r"<li>((?:\w{4}-){3}\w{4})</li>", page)
    assert len(new) == 10 and not set(new) & set(old)
    with pytest.raises(factor.CodeError):
        factor.check(device.user, old[0], timezone.now())
