"""What opens nothing, and the sentence that says so."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases.accounts.signing_in import challenge as challenges
from cases.eds import EdsError
from cases.eds.base import Purpose
from cases.eds.verify import verify
from cases.models import Challenge, Person, SignIn, User
from demo.authority import Authority
from egov.accounts import flood
from tests import keys, people
from tests.egov.accounts.sign_in.visitor import KEY, NEW, refused, signed_in, staff_with_iin

pytestmark = pytest.mark.django_db


def test_a_challenge_used_is_refused(browser: Client) -> None:
    identity, asked = keys.of(people.applicant()), keys.challenge(browser)
    key = browser.cookies["dnr_browser"].value
    signed = keys.answer(identity, asked)
    keys.send(browser, signed, asked)
    assert signed_in(browser)
    thief = Client(headers={"accept-language": "en"})
    thief.cookies["dnr_browser"] = key
    refused(thief, keys.send(thief, signed, asked), "challenge_used")


def test_a_challenge_expired_is_refused_calmly_with_a_fresh_challenge(browser: Client) -> None:
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


def test_the_key_of_a_person_opens_no_account_of_another(browser: Client) -> None:
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
def test_what_is_no_signature_is_reported_and_the_page_is_fresh(
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
    assert f'lang="{language}"' in page.partition("<head>")[0]


def test_a_legal_persons_key_of_an_unknown_iin_begins_no_account(browser: Client) -> None:
    refused(browser, keys.sign_in(browser, keys.employee(NEW)), "applicants_only")
    assert not Person.objects.filter(iin=NEW).exists()


@pytest.mark.parametrize("who", [people.applicant, lambda: staff_with_iin(people.officer())])
def test_a_closed_account_is_informed_so(browser: Client, who: Any) -> None:
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
    with people.at(timezone.now()):
        asked = keys.challenge(browser)
        answers = [keys.send(browser, "AAAA", asked).status_code for _turn in range(flood.ATTEMPTS + 1)]
        assert set(answers[:-1]) == {422} and answers[-1] == 429
        assert keys.send(Client(REMOTE_ADDR="203.0.113.9"), "AAAA", asked).status_code == 422
    with people.at(timezone.now() + timedelta(seconds=flood.SECONDS)):
        assert keys.send(browser, "AAAA", asked).status_code == 422


def test_good_signatures_are_no_flood(monkeypatch: Any) -> None:
    monkeypatch.setattr(flood, "ATTEMPTS", 2)
    identity = keys.of(people.applicant())
    with people.at(timezone.now()):
        for _turn in range(4):
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
