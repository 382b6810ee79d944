"""Whose account a key opens, and what is remembered of it."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.accounts.signing_in.ways import Way, by_certificate_alone, by_password, needs_both, ways
from cases.law.actors import Role
from cases.models import SignIn
from demo.pki import signing
from tests import keys, people
from tests.egov.accounts.sign_in.visitor import signed_in, staff_with_iin

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------------------------------------ the table of ways


TABLE = [
    (Role.APPLICANT, "eds", {Way.EDS}),
    *[(role, "eds", {Way.EDS, Way.PASSWORD}) for role in Role if role not in (Role.APPLICANT, Role.SIGNER)],
    *[(role, "both", {Way.EDS, Way.PASSWORD}) for role in Role if role not in (Role.APPLICANT, Role.SIGNER)],
    (Role.APPLICANT, "both", {Way.EDS}),
    (Role.SIGNER, "eds", {Way.EDS}),
    (Role.SIGNER, "both", {Way.BOTH}),
]


@pytest.mark.parametrize(("role", "setting", "wanted"), TABLE)
def test_each_role_has_its_ways(settings: Any, role: Role, setting: str, wanted: set[Way]) -> None:
    settings.SIGNER_SIGN_IN = setting
    assert ways(role) == wanted
    assert by_certificate_alone(role) == (Way.EDS in wanted)
    assert by_password(role) == bool(wanted - {Way.EDS})
    assert needs_both(role) == (Way.BOTH in wanted)


# ------------------------------------------------------------------------------------------------ coming in


@pytest.mark.parametrize("algorithm", [signing.RSA, signing.GOST512])
def test_an_applicants_key_opens_the_applicants_account(browser: Client, algorithm: str) -> None:
    user = people.applicant()
    response = keys.sign_in(browser, keys.of(user, algorithm=algorithm))
    assert response.headers["Location"] == reverse("egov:cabinet:home")
    assert signed_in(browser) == str(user.pk)


def test_a_key_for_authentication_will_do(browser: Client) -> None:
    user = people.applicant()
    keys.sign_in(browser, keys.of(user, auth=True))
    assert signed_in(browser) == str(user.pk)


def test_the_name_of_the_session_changes_when_the_door_opens(browser: Client) -> None:
    session = browser.session
    session["before"] = "kept"
    session.save()
    browser.cookies["sessionid"] = before = str(session.session_key)
    keys.sign_in(browser, keys.of(people.applicant()))
    assert browser.session.session_key != before
    assert browser.session["before"] == "kept"


def test_a_file_signed_in_another_program_opens_too(browser: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    user, asked = people.applicant(), keys.challenge(browser)
    signed = base64.b64decode(keys.answer(keys.of(user), asked))
    keys.send(browser, "", asked, cms_file=SimpleUploadedFile("text.cms", signed))
    assert signed_in(browser) == str(user.pk)


@pytest.mark.parametrize("who", ["screener", "signer", "officer", "clerk", "auditor", "administrator"])
def test_a_member_of_staff_comes_in_with_the_iin_on_the_account(browser: Client, who: str) -> None:
    user = staff_with_iin(getattr(people, who)())
    keys.sign_in(browser, keys.of(user))
    assert signed_in(browser) == str(user.pk)


def test_signing_in_leads_back_to_the_page_asked_for(browser: Client) -> None:
    response = keys.sign_in(browser, keys.of(people.applicant()), "/profile/")
    assert response.headers["Location"] == "/profile/"


@pytest.mark.parametrize(
    "trap",
    ["https://evil.example/", "//evil.example", "//", "/\\evil.example", "javascript:alert(1)", "profile", "%00", "\0"],
)
def test_signing_in_leads_to_no_other_site(browser: Client, trap: str) -> None:
    response = keys.sign_in(browser, keys.of(people.applicant()), trap)
    assert response.headers["Location"] == reverse("egov:cabinet:home")


def test_a_sign_in_is_remembered(browser: Client) -> None:
    user = people.applicant()
    identity, versions = keys.of(user), user.history.count()
    keys.sign_in(browser, identity)
    row = SignIn.objects.get(user=user)
    assert (row.way, row.address, row.certificate_serial) == ("eds", "127.0.0.1", f"{identity.serial:x}")
    assert row.certificate_name == user.full_name.upper() and row.certificate_until
    assert row.certificate_status == "unchecked"  # nobody was asked, and it says so
    user.refresh_from_db()
    assert user.last_login and user.history.count() == versions


def test_a_new_name_in_the_certificate_is_reported_and_the_accounts_stays(browser: Client) -> None:
    user = people.applicant()
    assert user.person
    response = keys.sign_in(browser, keys.individual(user.person.iin, "НОВАЯ", "ФАМИЛИЯ"))
    page = browser.get(response.headers["Location"]).content.decode()
    assert "НОВАЯ ФАМИЛИЯ" in page and user.full_name in page
    assert SignIn.objects.get(user=user).certificate_name == "НОВАЯ ФАМИЛИЯ"


def test_an_ended_key_is_announced_thirty_days_before(browser: Client) -> None:
    user, now = people.applicant(language="en"), timezone.now()
    keys.sign_in(browser, keys.of(user, not_after=now + timedelta(days=29)))
    assert "Renew it at pki.gov.kz" in browser.get("/profile/").content.decode()
    other = Client(headers={"accept-language": "en"})
    keys.sign_in(other, keys.of(user, not_after=now + timedelta(days=40)))
    assert "Renew it at pki.gov.kz" not in other.get("/profile/").content.decode()


def test_an_individuals_key_opens_the_applicants_account_before_the_staffs(browser: Client) -> None:
    user = people.applicant()
    assert user.person
    clerk = staff_with_iin(people.clerk(), user.person.iin)
    keys.sign_in(browser, keys.of(user))
    assert signed_in(browser) == str(user.pk)
    other = Client()
    keys.sign_in(other, keys.of(clerk))
    assert signed_in(other) == str(clerk.pk)
