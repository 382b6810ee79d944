"""Signing in by ЭЦП: the challenge, whose account it opens, and the account it begins."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cases.demo import door as demo
from cases.demo.authority import Authority
from cases.demo.pki import signing
from cases.eds import EdsError
from cases.eds.base import Purpose
from cases.eds.verify import verify
from cases.iin import iin_with_check
from cases.models import Challenge, Person, SignIn, User
from cases.signing_in import challenge as challenges
from cases.signing_in import eds, flood
from cases.signing_in.ways import Way, by_certificate_alone, by_password, needs_both, ways
from cases.states import Role
from dnr.schedule import prune_before
from tests import keys, people

pytestmark = pytest.mark.django_db
NEW = "900101300017"
NOW = datetime(2026, 6, 10, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quiet(settings: Any) -> Any:
    """No authority is asked about revocation, and no attempt of another test is counted."""
    settings.EDS_REVOCATION = []
    cache.clear()


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def staff_with_iin(user: User, iin: str = NEW) -> User:
    User.objects.filter(pk=user.pk).update(iin=iin)
    user.refresh_from_db()
    return user


def signed_in(client: Client) -> str:
    return client.session.get("_auth_user_id", "")


def refused(client: Client, response: Any, code: str, **facts: Any) -> str:
    """It is refused with this sentence, on a page from which one may try again."""
    page = response.content.decode()
    assert response.status_code == 422
    assert str(response.context["error"]) == str(EdsError(code, **facts)), response.context["error"]
    assert not signed_in(client)
    assert keys.challenge_on(page)
    return page


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


# ------------------------------------------------------------------------------------------------ the challenge


def test_a_challenge_says_in_its_first_line_what_it_is_for() -> None:
    issued = challenges.issue(challenges.fresh_key(), NOW)
    first, moment, nonce, seal = issued.text.decode().split("\n")
    assert "Digital Nomad Residency" in first and "http" in first
    assert moment == "2026-06-10T14:30:00+05:00"
    assert (len(nonce), len(seal)) == (64, 64)


def test_no_two_challenges_are_alike() -> None:
    key = challenges.fresh_key()
    assert len({challenges.issue(key, NOW).nonce for _one in range(100)}) == 100


def test_a_page_shown_costs_no_row(browser: Client, django_assert_num_queries: Any, settings: Any) -> None:
    settings.DEMO = False
    with django_assert_num_queries(0):
        browser.get("/sign-in/")
    assert not Challenge.objects.exists() and not browser.cookies.get("sessionid")


KEY = challenges.fresh_key()
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
def test_of_two_at_once_one_comes_through() -> None:
    issued, together = challenges.issue(KEY, NOW), Barrier(2)

    def come(_number: int) -> bool:
        together.wait(10)
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


def test_a_new_name_in_the_certificate_is_told_and_the_accounts_stays(browser: Client) -> None:
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


# ------------------------------------------------------------------------------------------------ what is refused


def test_a_challenge_used_is_refused(browser: Client) -> None:
    identity, asked = keys.of(people.applicant()), keys.challenge(browser)
    key = browser.cookies["dnr_browser"].value
    signed = keys.answer(identity, asked)
    keys.send(browser, signed, asked)
    assert signed_in(browser)
    thief = Client(headers={"accept-language": "en"})
    thief.cookies["dnr_browser"] = key
    refused(thief, keys.send(thief, signed, asked), "challenge_used")


def test_a_challenge_expired_is_refused_calmly_with_a_fresh_one(browser: Client) -> None:
    asked = keys.challenge(browser)
    signed = keys.answer(keys.of(people.applicant()), asked)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        page = refused(browser, keys.send(browser, signed, asked), "challenge_expired")
    assert keys.challenge_on(page) != asked


def test_a_challenge_of_another_browser_is_refused(browser: Client) -> None:
    other = Client()
    asked = keys.challenge(other)
    keys.challenge(browser)
    refused(browser, keys.send(browser, keys.answer(keys.of(people.applicant()), asked), asked), "challenge_unknown")


def test_an_answer_to_another_challenge_is_refused(browser: Client) -> None:
    first, second = keys.challenge(browser), keys.challenge(browser)
    signed = keys.answer(keys.of(people.applicant()), first)
    refused(browser, keys.send(browser, signed, second), "wrong_content")


def test_the_key_of_one_person_opens_no_account_of_another(browser: Client) -> None:
    mine, other = people.applicant(), people.applicant()
    keys.sign_in(browser, keys.of(mine))
    assert signed_in(browser) == str(mine.pk) != str(other.pk)


BAD = {
    "no_iin": lambda iin: keys.individual(""),
    "expired": lambda iin: keys.individual(iin, not_after=timezone.now() - timedelta(days=1)),
    "not_yet_valid": lambda iin: keys.individual(iin, not_before=timezone.now() + timedelta(days=1)),
    "unknown_issuer": lambda iin: keys.individual(iin, of=Authority.foreign()),
    "not_individual": lambda iin: keys.employee(iin),
}


@pytest.mark.parametrize("code", BAD)
def test_a_wrong_certificate_opens_nothing(browser: Client, code: str) -> None:
    user = people.applicant()
    assert user.person
    response = keys.sign_in(browser, BAD[code](user.person.iin))
    assert response.status_code == 422
    assert response.context["error"].code == code
    assert not signed_in(browser) and not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("signed", "code"), [("", "empty"), ("?!", "not_base64"), ("AAAA", "not_cms"), ("A" * 2_000_000, "too_large")]
)
def test_what_is_no_signature_is_told_and_the_page_is_fresh(
    browser: Client, settings: Any, signed: str, code: str
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
    response = keys.send(browser, signed, keys.challenge(browser), next="/profile/")
    assert response.context["error"].code == code
    assert response.status_code == 422
    assert '<input type="hidden" name="next" value="/profile/">' in response.content.decode()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_refusal_speaks_the_readers_language(language: str) -> None:
    client = Client(headers={"accept-language": language})
    page = keys.send(client, "AAAA", keys.challenge(client)).content.decode()
    assert f'<html lang="{language}">' in page


def test_a_legal_persons_key_of_an_unknown_iin_begins_no_account(browser: Client) -> None:
    refused(browser, keys.sign_in(browser, keys.employee(NEW)), "applicants_only")
    assert not Person.objects.filter(iin=NEW).exists()


@pytest.mark.parametrize("who", [people.applicant, lambda: staff_with_iin(people.officer())])
def test_a_closed_account_is_told_so(browser: Client, who: Any) -> None:
    user = who()
    User.objects.filter(pk=user.pk).update(is_active=False)
    refused(browser, keys.sign_in(browser, keys.of(user)), "account_closed")


def test_a_refused_signature_spends_no_challenge(browser: Client) -> None:
    asked = keys.challenge(browser)
    keys.send(browser, "AAAA", asked)
    assert not Challenge.objects.exists()
    keys.send(browser, keys.answer(keys.of(people.applicant()), asked), asked)
    assert signed_in(browser)


def test_refused_signatures_are_no_wrong_passwords(browser: Client) -> None:
    from axes.models import AccessAttempt

    keys.send(browser, "AAAA", keys.challenge(browser))
    assert not AccessAttempt.objects.exists()


def test_a_flood_is_answered_by_a_page_that_costs_nothing(browser: Client) -> None:
    asked = keys.challenge(browser)
    answers = [keys.send(browser, "AAAA", asked).status_code for _one in range(flood.ATTEMPTS + 1)]
    assert set(answers[:-1]) == {422} and answers[-1] == 429


def test_good_signatures_are_no_flood(monkeypatch: Any) -> None:
    monkeypatch.setattr(flood, "ATTEMPTS", 2)
    identity = keys.of(people.applicant())
    for _one in range(4):
        client = Client()
        keys.sign_in(client, identity)
        assert signed_in(client)


def test_the_signature_is_no_credential_of_djangos_own(rf: Any) -> None:
    from django.contrib.auth import authenticate

    user = people.applicant()
    assert authenticate(rf.post("/"), username=user.email, password=people.PASSWORD) is None


def test_a_document_is_no_answer_to_a_challenge(browser: Client) -> None:
    """And the other way round: what was signed to sign in is asked for by its exact bytes alone."""
    issued = challenges.issue(KEY, timezone.now())
    signed = keys.answer(keys.of(people.applicant()), base64.b64encode(b"{}").decode())
    with pytest.raises(EdsError):
        verify(signed, issued.text, Purpose.SIGN_IN, timezone.now())


# ------------------------------------------------------------------------------------------------ a new account


def begun(client: Client, identity: Any = None, next_url: str = "") -> Any:
    return keys.sign_in(client, identity or keys.individual(NEW, "БЕРГ", "АЛИЯ", "ОЛЕГОВНА"), next_url)


def filled(**other: str) -> dict[str, str]:
    return {"email": "aliya@example.org", "language": "kk"} | other


def test_an_unknown_iin_is_led_to_a_new_account(browser: Client) -> None:
    assert begun(browser).headers["Location"] == "/sign-in/new/"
    page = browser.get("/sign-in/new/").content.decode()
    assert all(word in page for word in ("БЕРГ", "АЛИЯ", "ОЛЕГОВНА", NEW))
    assert not Person.objects.filter(iin=NEW).exists() and not signed_in(browser)


def test_a_new_account_has_name_and_iin_of_the_certificate_and_no_password(browser: Client) -> None:
    begun(browser)
    response = browser.post("/sign-in/new/", filled(iin="931002451325", surname="Other"))
    user = User.objects.get(email="aliya@example.org")
    assert user.person
    assert (user.person.iin, user.full_name) == (NEW, "БЕРГ АЛИЯ ОЛЕГОВНА")
    assert (user.person.surname, user.person.given_names, user.person.patronymic) == ("БЕРГ", "АЛИЯ", "ОЛЕГОВНА")
    assert (user.role, user.language, user.has_usable_password()) == (Role.APPLICANT, "kk", False)
    assert response.headers["Location"] == reverse("egov:cabinet:home") and signed_in(browser) == str(user.pk)
    assert SignIn.objects.get(user=user).certificate_serial


def test_a_new_account_leads_to_the_page_asked_for(browser: Client) -> None:
    begun(browser, next_url="/profile/")
    assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/profile/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "no address"),
        ("email", f"{'a' * 300}@example.org"),
        ("language", ""),
        ("language", "fr"),
    ],
)
def test_a_new_account_says_what_is_wrong_and_keeps_the_rest(browser: Client, field: str, value: str) -> None:
    begun(browser)
    response = browser.post("/sign-in/new/", filled(**{field: value}))
    assert response.status_code == 422 and response.context["form"].errors[field]
    assert NEW in response.content.decode()
    assert not Person.objects.filter(iin=NEW).exists()


def test_an_e_mail_of_another_account_is_refused(browser: Client) -> None:
    known = people.applicant()
    begun(browser)
    response = browser.post("/sign-in/new/", filled(email=known.email.upper()))
    assert response.context["form"].errors["email"]
    assert not Person.objects.filter(iin=NEW).exists()


def test_what_the_certificate_told_is_kept_a_quarter_of_an_hour(browser: Client) -> None:
    begun(browser)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/sign-in/"
    assert not Person.objects.filter(iin=NEW).exists()


def test_the_next_person_at_the_computer_does_not_get_the_account_of_the_first(browser: Client) -> None:
    begun(browser)
    browser.get("/sign-in/")
    assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/sign-in/"


def test_nobody_comes_to_a_new_account_without_a_certificate(browser: Client) -> None:
    assert browser.post("/sign-in/new/", filled()).headers["Location"] == "/sign-in/"
    assert not User.objects.filter(email="aliya@example.org").exists()


def test_two_tabs_open_one_account(browser: Client) -> None:
    other = Client()
    begun(browser)
    begun(other)
    browser.post("/sign-in/new/", filled())
    other.post("/sign-in/new/", filled(email="second@example.org"))
    assert signed_in(other) == signed_in(browser)
    assert User.objects.filter(person__iin=NEW).count() == 1


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_one_account() -> None:
    people.reference()
    together = Barrier(2)
    new = eds.Newcomer(NEW, "БЕРГ", "АЛИЯ", "", "1", NOW.isoformat(), "good")

    def click(number: int) -> Any:
        together.wait(10)
        try:
            return eds.open_account(new, f"tab{number}@example.org", "ru").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
    assert User.objects.filter(person__iin=NEW).count() == 1


def test_an_iin_with_a_slip_begins_no_account(browser: Client) -> None:
    """НУЦ РК's own test certificates carry such a one: signing is not hindered by it."""
    refused(browser, begun(browser, keys.individual("123456789011")), "iin_digits")


def test_a_certificate_without_a_name_begins_no_account(browser: Client) -> None:
    refused(browser, begun(browser, keys.individual(NEW, "", "АЛИЯ")), "no_name")


def test_every_iin_with_right_digits_may_begin(browser: Client) -> None:
    iin = iin_with_check("12345678901")
    assert iin
    assert begun(browser, keys.individual(iin)).headers["Location"] == "/sign-in/new/"


def test_the_old_registration_leads_to_the_sign_in_with_a_word(browser: Client) -> None:
    page = browser.get("/register/", follow=True).content.decode()
    assert "nothing to register beforehand" in page


# ------------------------------------------------------------------------------------------------ the demo


def test_the_demo_shows_whom_one_may_be_and_their_keys(browser: Client, settings: Any) -> None:
    user = people.applicant(email="draft@example.org")
    assert user.person
    clerk = staff_with_iin(people.clerk())
    page = browser.get("/sign-in/").content.decode()
    assert f'data-visit="{user.person.iin}"' in page and f'data-visit="{clerk.iin}"' in page
    assert demo.PASSWORD in page


def test_outside_the_demo_nothing_of_it_is_shown(browser: Client, settings: Any) -> None:
    settings.DEMO = False
    people.applicant(email="draft@example.org")
    page = browser.get("/sign-in/").content.decode()
    assert "data-visit" not in page and demo.PASSWORD not in page
