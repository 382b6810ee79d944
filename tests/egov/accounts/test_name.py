"""A correction of the name: asked for by the person, decided by an administrator, kept with both names."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import NameCorrection, Notice, User
from cases.outbox import draining
from tests import keys, people

pytestmark = pytest.mark.django_db

RIGHT = {"surname": "De la Cruz", "given_names": "Juan De", "patronymic": "", "why": "The passport has both words."}


@pytest.fixture
def browser(client: Client) -> Client:
    people.reference()
    client.cookies["django_language"] = "en"
    return client


def asked(client: Client, **other: str) -> tuple[User, NameCorrection]:
    user = people.applicant(language="en", surname="DE", given_names="JUAN")
    client.force_login(user)
    assert client.post("/profile/name/", RIGHT | other).status_code == 302
    return user, NameCorrection.objects.get()


def decide(client: Client, row: NameCorrection, decision: str, reason: str = "Compared with the passport.") -> Any:
    client.force_login(people.administrator())
    url = reverse("admin:cases_namecorrection_change", args=[row.pk])
    return client.post(url, {"decision": decision, "reason": reason})


def test_the_profile_leads_to_it_and_it_says_how_the_request_stands(browser: Client) -> None:
    user, row = asked(browser)
    assert "/profile/name/" in browser.get("/profile/").content.decode()
    page = browser.get("/profile/name/").content.decode()
    assert "De la Cruz Juan De" in page and "waits for a decision" in page and "<textarea" not in page
    assert (row.before, row.wanted, row.asked_by_id) == ("DE JUAN", "De la Cruz Juan De", user.pk)


def test_it_is_accepted_with_history_and_a_notice(browser: Client) -> None:
    user, row = asked(browser)
    assert decide(browser, row, "accept").status_code == 302
    user = User.objects.get(pk=user.pk)
    row.refresh_from_db()
    assert user.person
    assert (user.person.surname, user.person.given_names, user.full_name) == ("De la Cruz", "Juan De", row.wanted)
    assert (row.state, row.decided_by) == ("accepted", User.objects.get(role="administrator"))
    versions = user.person.history.order_by("-history_date")
    assert str(row.pk) in str(versions[0].history_change_reason) and versions[1].surname == "DE"
    draining.drain_effects(timezone.now())
    assert "corrected. Compared with the passport." in str(mail.outbox[0].body)
    browser.force_login(user)
    assert "accepted" in browser.get("/profile/name/").content.decode()
    assert browser.get(reverse("egov:cabinet:notices")).status_code == 200


def test_a_certificate_of_another_name_is_reported_until_the_name_is_corrected(browser: Client) -> None:
    user, row = asked(browser)
    own = keys.of(user)
    user.full_name = "Somebody Else"
    user.save()
    browser.post("/sign-out/")
    keys.sign_in(browser, own)
    assert "ask for a correction under “My data”" in browser.get("/profile/").content.decode()
    decide(browser, row, "accept")
    browser.post("/sign-out/")
    keys.sign_in(browser, own)
    assert "ask for a correction" not in browser.get("/profile/").content.decode()


def test_it_is_refused_with_its_reason(browser: Client) -> None:
    user, row = asked(browser)
    decide(browser, row, "refuse", "The passport has the name as it is here.")
    user = User.objects.get(pk=user.pk)
    assert user.person and user.person.surname == "DE"
    assert Notice.objects.get(user=user).what == "name_refused"
    browser.force_login(user)
    assert "The passport has the name as it is here." in browser.get("/profile/name/").content.decode()
    assert browser.post("/profile/name/", RIGHT).status_code == 302  # one may ask once more


def test_a_decision_needs_a_reason_and_is_made_once(browser: Client) -> None:
    _user, row = asked(browser)
    assert decide(browser, row, "accept", "").status_code == 200
    assert decide(browser, row, "", "Compared with the passport.").status_code == 200
    decide(browser, row, "accept")
    late = decide(browser, row, "refuse", "The slower one's words.")
    assert late.status_code == 409 and "The slower one's words." in html.unescape(late.text)
    row.refresh_from_db()
    assert row.state == "accepted" and row.reason in html.unescape(late.text)


@pytest.mark.parametrize(
    ("field", "value"),
    [("surname", ""), ("why", ""), ("surname", "Б" * 101), ("given_names", "А" * 101), ("patronymic", "<b>7</b>")],
)
def test_a_request_says_what_is_wrong_and_keeps_the_rest(browser: Client, field: str, value: str) -> None:
    browser.force_login(people.applicant())
    response = browser.post("/profile/name/", RIGHT | {field: value})
    assert response.status_code == 422 and response.context["form"].errors[field]
    assert "Juan De" in response.content.decode() or field == "given_names"
    assert not NameCorrection.objects.exists()


def test_a_name_asked_for_holds_nothing_that_cannot_be_seen(browser: Client) -> None:
    _user, row = asked(browser, surname="De\u200b la\u00a0Cruz", given_names="Ju\u00adan")
    assert (row.surname, row.given_names) == ("De la Cruz", "Juan")


def test_the_same_name_is_no_correction(browser: Client) -> None:
    user = people.applicant(surname="DE", given_names="JUAN")
    browser.force_login(user)
    same = {"surname": "DE", "given_names": "JUAN", "patronymic": user.person.patronymic if user.person else ""}
    assert browser.post("/profile/name/", RIGHT | same).status_code == 422


def test_two_requests_do_not_wait_at_once(browser: Client) -> None:
    asked(browser)
    assert browser.post("/profile/name/", RIGHT | {"surname": "Cruz"}).status_code == 409
    assert NameCorrection.objects.count() == 1


def test_a_person_with_a_single_name_may_ask_for_it(browser: Client) -> None:
    _user, row = asked(browser, surname="Sukarno", given_names="")
    decide(browser, row, "accept")
    row.person.refresh_from_db()
    assert row.person.has_single_name and row.person.full_name == "Sukarno"


def test_an_officer_sees_that_it_waits(browser: Client) -> None:
    case = people.case_in("registration")
    with people.at(people.after(case)):
        browser.force_login(case.person.user)
        browser.post("/profile/name/", RIGHT)
        browser.force_login(people.officer())
        page = browser.get(reverse("con:officer:case", args=[case.pk])).content.decode()
    assert "De la Cruz Juan De" in page


def test_staff_have_no_such_page(browser: Client) -> None:
    browser.force_login(people.officer())
    assert browser.get("/profile/name/").status_code == 403
