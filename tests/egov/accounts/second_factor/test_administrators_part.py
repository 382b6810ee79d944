"""What an administrator does about second factors, ИИН and sign-ins."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from cases.accounts.signing_in import factor
from cases.models import RecoveryCodes, SignIn, User
from tests import people
from tests.egov.accounts.second_factor.telephone import IIN, with_factor

pytestmark = pytest.mark.django_db


def changed(user: User, **other: str) -> dict[str, str]:
    facts = {"email": user.email, "full_name": user.full_name, "role": user.role, "language": user.language}
    facts |= {"city": user.city_id or "", "iin": user.iin, "is_active": "on"}
    return facts | {"_confirmed": "Go on"} | other  # what it does has been read


def user_page(user: User) -> str:
    return reverse("admin:cases_user_change", args=[user.pk])


def test_an_administrator_resets_a_second_factor_and_it_is_remembered(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    user = User.objects.get(pk=device.user.pk)
    browser.force_login(people.administrator())
    assert "reset_second_factor" in browser.get(user_page(user)).content.decode()
    assert browser.post(user_page(user), changed(user, reset_second_factor="on")).status_code == 302
    assert factor.device(user) is None and factor.codes_left(user) == 0
    assert "Reset the second factor" in LogEntry.objects.latest("id").get_change_message()
    assert user.history.latest().history_change_reason == "second factor reset"


def test_without_the_tick_nothing_is_reset(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    user = User.objects.get(pk=device.user.pk)
    browser.force_login(people.administrator())
    assert browser.post(user_page(user), changed(user)).status_code == 302
    assert factor.device(user) is not None


def test_an_auditor_sees_the_factor_and_the_sign_ins_and_changes_nothing(browser: Client) -> None:
    device, _codes = with_factor(people.officer())
    browser.force_login(people.auditor())
    page = browser.get(user_page(device.user)).content.decode()
    assert "second factor" in page.lower() and "reset_second_factor" not in page and device.key not in page
    browser.post(user_page(device.user), changed(people.officer(), reset_second_factor="on"))
    assert factor.device(device.user) is not None


def test_nobody_sees_the_secrets_in_the_admin() -> None:
    assert TOTPDevice not in admin.site._registry and RecoveryCodes not in admin.site._registry


@pytest.mark.parametrize(
    ("iin", "good"), [(IIN, True), ("", True), ("900101300018", False), ("90010130001", False), ("x" * 12, False)]
)
def test_an_iin_of_the_staff_has_right_digits(browser: Client, iin: str, good: bool) -> None:
    browser.force_login(people.administrator())
    user = people.officer()
    assert browser.post(user_page(user), changed(user, iin=iin)).status_code == (302 if good else 200)
    assert people.officer().iin == (iin if good else user.iin)


def test_an_iin_stands_on_a_single_account(browser: Client) -> None:
    User.objects.filter(pk=people.clerk().pk).update(iin=IIN)
    browser.force_login(people.administrator())
    user = people.officer()
    assert browser.post(user_page(user), changed(user, iin=IIN)).status_code == 200
    assert people.officer().iin != IIN


def test_sign_ins_are_looked_up_by_address_mail_and_certificate(browser: Client) -> None:
    user = people.officer()
    SignIn.objects.create(user=user, at=timezone.now(), way="eds", address="10.0.0.7", certificate_serial="abc1")
    browser.force_login(people.auditor())
    for text, rows in (("10.0.0.7", 1), (user.email, 1), ("ABC1", 1), ("10.0.0.8", 0), ("a@b.c", 0), ("ff", 0)):
        page = browser.get(reverse("admin:cases_signin_changelist"), {"q": text}).content.decode()
        assert page.count('class="field-way"') == rows, text
