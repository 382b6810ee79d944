"""The challenge: for one browser, for five minutes, once."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from cases.accounts.signing_in import challenge as challenges
from cases.eds import EdsError
from cases.models import Challenge
from dnr.schedule import prune_before
from tests.egov.accounts.sign_in.visitor import KEY, NOW

pytestmark = pytest.mark.django_db


def test_a_challenge_says_in_its_first_line_what_it_is_for() -> None:
    issued = challenges.issue(challenges.fresh_key(), NOW)
    first, moment, nonce, seal = issued.text.decode().split("\n")
    assert "Digital Nomad Residency" in first and "http" in first
    assert moment == "2026-06-10T14:30:00+05:00"
    assert (len(nonce), len(seal)) == (64, 64)


def test_no_two_challenges_are_alike() -> None:
    key = challenges.fresh_key()
    assert len({challenges.issue(key, NOW).nonce for _turn in range(100)}) == 100


def test_a_page_shown_costs_no_row(browser: Client, django_assert_num_queries: Any, settings: Any) -> None:
    settings.DEMO = False
    with django_assert_num_queries(0):
        browser.get("/sign-in/")
    assert not Challenge.objects.exists() and not browser.cookies.get("sessionid")


LASTS = challenges.LASTS


@pytest.mark.parametrize(
    ("key", "wait", "fault"),
    [
        (KEY, timedelta(0), ""),
        (KEY, LASTS - timedelta(seconds=1), ""),
        (KEY, LASTS, "challenge_expired"),
        (KEY, timedelta(days=1), "challenge_expired"),
        (challenges.fresh_key(), timedelta(0), "challenge_unknown"),
        ("", timedelta(0), "challenge_unknown"),
        (KEY + "\n", timedelta(0), "challenge_unknown"),
    ],
    ids=["at once", "at last", "too late", "a day late", "another browser", "no browser", "a line end more"],
)
def test_a_challenge_is_known_five_minutes_and_in_its_browser(key: str, wait: timedelta, fault: str) -> None:
    issued = challenges.issue(KEY, NOW)
    assert verdict(issued.base64, key, NOW + wait) == fault


def verdict(text: str, key: str, now: datetime) -> str:
    try:
        challenges.recognise(text, key, now)
    except EdsError as error:
        return error.code
    return ""


@pytest.mark.parametrize("text", ["", "?", "AAAA", base64.b64encode(b"\xff" * 300).decode(), "x" * 100_000])
def test_what_is_no_challenge_is_unknown(text: str) -> None:
    assert verdict(text, KEY, NOW) == "challenge_unknown"


def test_a_challenge_changed_anywhere_is_unknown() -> None:
    text = challenges.issue(KEY, NOW).text
    for place in range(len(text)):
        changed = text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
        assert verdict(base64.b64encode(changed).decode(), KEY, NOW) == "challenge_unknown"


def test_a_challenge_opens_once() -> None:
    issued = challenges.issue(KEY, NOW)
    challenges.redeem(issued, NOW)
    with translation.override("en"), pytest.raises(EdsError, match="once"):
        challenges.redeem(issued, NOW)


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_the_first_comes_through() -> None:
    issued, together = challenges.issue(KEY, NOW), Barrier(2)

    def come(_number: int) -> bool:
        together.wait(60)
        try:
            challenges.redeem(issued, NOW)
        except EdsError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(come, range(2))) == [False, True]
    assert Challenge.objects.count() == 1


def test_marks_of_long_expired_challenges_are_pruned() -> None:
    now = timezone.now()
    for number, age in enumerate((timedelta(hours=1), timedelta(days=2))):
        Challenge.objects.create(nonce=str(number), used_at=now - age)
    prune_before(now)
    assert list(Challenge.objects.values_list("nonce", flat=True)) == ["0"]
