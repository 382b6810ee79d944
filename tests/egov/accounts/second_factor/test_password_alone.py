"""A password opens nothing but the way to the code."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from cases.accounts.demo_password import PASSWORD as KNOWN
from cases.law.actors import Role
from cases.models import User
from tests import people
from tests.egov.accounts.second_factor.telephone import (
    CODE,
    DESKS,
    EDS,
    STAFF,
    code_of,
    errors,
    password,
    signed_in,
    with_factor,
)

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------------------------------ the password alone


@pytest.mark.parametrize("who", STAFF)
def test_a_password_signs_nobody_in(browser: Client, who: str) -> None:
    user = getattr(people, who)()
    assert password(browser, user).headers["Location"] == CODE
    assert not signed_in(browser)
    assert browser.get(reverse(DESKS[who])).status_code == 302


@pytest.mark.parametrize(
    ("who", "setting"), [(people.applicant, "eds"), (people.applicant, "both"), (people.signer, "eds")]
)
@pytest.mark.parametrize("known", [False, True])
def test_a_right_password_of_who_needs_an_eds_is_as_good_as_a_wrong_password(
    browser: Client, settings: Any, who: Any, setting: str, known: bool
) -> None:
    settings.SIGNER_SIGN_IN, settings.DEMO = setting, known
    user = who()
    user.set_password(KNOWN if known else people.PASSWORD)
    user.save()
    response = browser.post("/sign-in/", {"username": user.email, "password": KNOWN if known else people.PASSWORD})
    assert response.status_code == 422 and "do not match" in errors(response)
    assert "half_way" not in browser.session


def test_the_demos_password_opens_nothing_outside_the_demo(browser: Client) -> None:
    user = people.officer()
    user.set_password(KNOWN)
    user.save()
    assert browser.post("/sign-in/", {"username": user.email, "password": KNOWN}).status_code == 422


@pytest.mark.parametrize("url", [CODE, EDS])
def test_nobody_comes_to_the_second_step_without_the_first(browser: Client, url: str) -> None:
    assert browser.get(url).headers["Location"] == "/sign-in/"
    assert browser.post(CODE, {"code": "123456"}).headers["Location"] == "/sign-in/"


def test_a_password_is_good_for_ten_minutes(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == "/sign-in/"
    assert not signed_in(browser)


@pytest.mark.parametrize("change", [{"password": "x"}, {"is_active": False}, {"role": Role.SIGNER}])
def test_what_changes_meanwhile_ends_the_half_way(browser: Client, change: dict[str, Any]) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    User.objects.filter(pk=device.user.pk).update(**change)
    browser.post(CODE, {"code": code_of(device)})
    assert not signed_in(browser)


def test_the_sign_in_page_begins_from_the_beginning(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    password(browser, device.user)
    browser.get("/sign-in/")
    assert browser.post(CODE, {"code": code_of(device)}).headers["Location"] == "/sign-in/"


# ------------------------------------------------------------------------------------------------ no back door


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_admins_own_door_leads_to_the_sign_in_page(browser: Client, method: str) -> None:
    user = people.administrator()
    data = {"username": user.email, "password": people.PASSWORD, "next": "/admin/"}
    response = getattr(browser, method)("/admin/login/?next=/admin/cases/city/", data)
    assert response.headers["Location"].startswith("/sign-in/?next=/admin/")
    assert not signed_in(browser)


def test_the_admins_door_leads_to_no_other_site(browser: Client) -> None:
    assert browser.get("/admin/login/?next=https://evil.example/").headers["Location"] == "/sign-in/?next=/admin/"


def test_who_has_no_business_in_the_admin_is_refused_and_not_sent_round(browser: Client) -> None:
    browser.force_login(people.clerk())
    assert browser.get("/admin/", follow=True).status_code == 403


def test_only_our_own_pages_take_a_password() -> None:
    """No view of Django's or a package's signs anybody in; the admin's change-password asks who is in already."""
    from django.contrib.auth.views import LoginView

    login_views = [view for view in views(get_resolver()) if issubclass(getattr(view, "view_class", object), LoginView)]
    assert login_views == []
    assert admin.site.login.__module__ == "cases.admin.door"


def views(resolver: Any) -> Any:
    for entry in resolver.url_patterns:
        yield from views(entry) if hasattr(entry, "url_patterns") else [entry.callback]


def test_a_single_place_calls_login() -> None:
    from django.conf import settings

    apps = ("cases", "hub", "egov", "con", "dnr", "demo", "bench")
    files = [p for app in apps for p in (settings.BASE_DIR / app).rglob("*.py")]
    names = [p.name for p in files if re.search(r"(?<![.\w])login\(", p.read_text())]
    assert names == ["door.py"]
