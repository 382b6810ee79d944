"""Signing in on a telephone: the browser that shows the code goes on, once its person has seen who has signed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from cases.eds import EdsError
from cases.models import MobileSigning, SignIn, User
from demo.keys import identity_of
from tests import people, telephone
from tests.desks import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_place")]
in_place = telephone.in_place
EDS = reverse("accounts:by_eds")
AT = people.START


@pytest.fixture
def applicant() -> User:
    user = people.applicant()
    identity_of(user)
    return user


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def asked(client: Client, **more: str) -> Any:
    client.get("/sign-in/")
    return client.post(EDS, {"by_mobile": "1", "next": "", **more}, follow=True)


def inside(client: Client) -> str:
    """Who is signed in; asked while the clock stands, as a session ends by it."""
    return client.session.get("_auth_user_id", "")


def test_who_has_signed_on_the_telephone_comes_in_on_the_computer(applicant: User) -> None:
    with people.at(AT):
        client = browser()
        page = asked(client, next="/egov/cabinet/")
        opened = telephone.scan(telephone.code_on(page))
        assert page.context["row"].code in text(page) and page.context["row"].code in text(opened)
        assert telephone.answer(opened, applicant.signing_iin).context["status"] == 200
        waits = client.get(reverse("mobile:waiting", args=[page.context["row"].pk]))
        assert applicant.person is not None and applicant.person.surname.upper() in text(waits).upper()
        assert "data-mobile-signed" not in text(waits), "who it is, is looked at before it goes on"
        assert not inside(client)
        answer = telephone.go_on(client, page)
        assert answer.url == "/egov/cabinet/" and inside(client) == str(applicant.pk)
    assert SignIn.objects.get(user=applicant).certificate_serial


def test_what_was_signed_opens_no_other_browser(applicant: User) -> None:
    """Neither the page of the one that asked, nor what it sends."""
    with people.at(AT):
        client, other = browser(), browser()
        page = asked(client)
        other.get("/sign-in/")
        telephone.sign(telephone.code_on(page), applicant.signing_iin)
        row = MobileSigning.objects.get()
        assert other.get(reverse("mobile:waiting", args=[row.pk])).status_code == 404
        stolen = dict(row.carried) | {"cms": row.signatures[0]}
        answer = other.post(EDS, stolen)
        assert not inside(other) and not inside(client)
    assert answer.status_code == 422 and str(answer.context["error"]) == str(EdsError("challenge_unknown"))


def test_a_signature_comes_in_once(applicant: User) -> None:
    with people.at(AT):
        client = browser()
        page = asked(client)
        telephone.sign(telephone.code_on(page), applicant.signing_iin)
        row = MobileSigning.objects.get()
        sent = dict(row.carried) | {"cms": row.signatures[0]}
        key = client.cookies["dnr_browser"].value
        telephone.go_on(client, page)
        again = browser()
        again.cookies["dnr_browser"] = key
        answer = again.post(EDS, sent)
        assert not inside(again)
    assert str(answer.context["error"]) == str(EdsError("challenge_used"))


def test_a_challenge_is_over_when_the_code_is(applicant: User) -> None:
    with people.at(AT):
        client = browser()
        page = asked(client)
        telephone.sign(telephone.code_on(page), applicant.signing_iin)
    with people.at(AT + timedelta(minutes=6)):
        answer = telephone.go_on(client, page)
        assert not inside(client)
    assert str(answer.context["error"]) == str(EdsError("challenge_expired"))


def test_a_browser_that_was_never_here_may_ask(applicant: User) -> None:
    """It gets its key with the answer."""
    with people.at(AT):
        client = browser()
        page = client.post(EDS, {"by_mobile": "1"}, follow=True)
        telephone.sign(telephone.code_on(page), applicant.signing_iin)
        telephone.go_on(client, page)
        assert inside(client) == str(applicant.pk)


def test_strangers_together_ask_for_no_more_than_they_may(settings: Any) -> None:
    cache.clear()
    settings.STRANGERS_A_MINUTE = 1
    with people.at(AT.replace(second=1)):
        statuses = [browser().post(EDS, {"by_mobile": "1"}, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in (1, 2)]
    assert statuses == [302, 429] and MobileSigning.objects.count() == 1
