"""The demo tells the codes of its own accounts, and of no others."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.accounts.demo_password import PASSWORD as KNOWN
from cases.accounts.signing_in import factor
from cases.models import User
from demo import door as demo
from tests import people
from tests.egov.accounts.second_factor.telephone import CODE, password, signed_in, with_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def visited(settings: Any) -> User:
    settings.DEMO = True
    user = people.officer()
    user.email = "officer.astana@example.org"
    user.set_password(KNOWN)
    user.save()
    return user


def shown_code(page: str) -> str:
    match = re.search(r'class="code-shown nums"\s*>(\d{6})<', page)
    return match.group(1) if match else ""


def test_the_demo_tells_the_code_and_each_code_once(visited: User) -> None:
    for _turn in range(5):
        client = Client()
        client.post("/sign-in/", {"username": visited.email, "password": KNOWN})
        client.post(CODE, {"code": shown_code(client.get(CODE).content.decode())})
        assert signed_in(client) == str(visited.pk)


def test_outside_the_demo_no_code_is_reported_or_made(browser: Client, settings: Any, visited: User) -> None:
    demo.prepare(visited)
    settings.DEMO = False
    visited.set_password(people.PASSWORD)
    visited.save()
    password(browser, visited)
    assert not shown_code(browser.get(CODE).content.decode())
    assert demo.code(visited, timezone.now()) == ""
    factor.reset(visited)
    demo.prepare(visited)
    assert factor.device(visited) is None


@pytest.mark.parametrize("change", [{"email": "a.person@ministry.example"}, {"password": people.PASSWORD}])
def test_a_real_account_in_a_demo_gets_no_code(browser: Client, visited: User, change: dict[str, str]) -> None:
    visited.email = change.get("email", visited.email)
    visited.set_password(people.PASSWORD)
    visited.save()
    device, _codes = with_factor(visited)
    password(browser, visited)
    assert not shown_code(browser.get(CODE).content.decode())
    assert device.tolerance == 1
