"""A database that is away has a page of its own, which says when to come again; a form grown old has one too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from cases.models import Case
from cases.programmes.nomad.states import State
from tests import people
from tests.desks import step_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(people.officer())
    return client


@pytest.fixture(params=[OperationalError("server closed the connection"), InterfaceError("connection already closed")])
def away(request: Any, officer: Client) -> Iterator[None]:
    """No statement gets through any more."""

    def fail(*args: Any) -> None:
        raise request.param

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.usefixtures("away")
def test_a_page_without_its_database_is_not_available_for_the_moment(officer: Client) -> None:
    page = officer.get("/con/officer/", headers={"accept-language": "en"})
    assert (page.status_code, page["Retry-After"]) == (503, "10")
    assert "The portal is not available for the moment" in page.text


@pytest.mark.usefixtures("away")
def test_a_call_without_its_database_gets_a_problem_to_be_tried_again(officer: Client) -> None:
    answer = officer.get("/api/v1/cases/", headers={"X-DNR-Key": "0" * 16})
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "10"


def test_a_fault_of_the_page_is_no_fault_of_the_database(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dnr.context.timezone.now", lambda: 1 / 0)
    assert officer.get("/con/officer/").status_code == 500


# ------------------------------------------------------------------------------------------------ a token grown old


def sent_with_an_old_token(case: Case, text: str, **headers: str) -> tuple[Client, Any]:
    """From a form opened before its reader signed in anew in another tab; on the same page as it now stands."""
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(people.officer())
    with people.at(people.after(case)):
        return client, client.post(step_url(case, "register"), {"mp_number": text}, headers=headers)


def test_a_form_that_grew_old_in_its_tab_gives_back_what_was_typed() -> None:
    case = people.case_in(State.REGISTRATION)
    _client, refused = sent_with_an_old_token(case, "MP-TYPED-1", **{"sec-fetch-site": "same-origin"})
    assert refused.status_code == 403 and f'href="{step_url(case, "register")}"' in refused.text
    assert ">MP-TYPED-1</textarea>" in refused.text
    case.refresh_from_db()
    assert case.state == State.REGISTRATION


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_no_other_site_puts_words_on_a_page(site: str) -> None:
    case = people.case_in(State.REGISTRATION)
    _client, refused = sent_with_an_old_token(case, "MP-EVIL-1", **{"sec-fetch-site": site})
    assert refused.status_code == 403 and "How to keep what you typed" in refused.text
    assert "MP-EVIL-1" not in refused.text


def test_of_the_questionnaire_only_what_was_changed_comes_back() -> None:
    case = people.case_in(State.PETITION_SIGNED, prepared=False)
    client, url = Client(enforce_csrf_checks=True), reverse("egov:application:questionnaire", args=[case.pk])
    client.force_login(case.person.user)
    sent = {"one": "Typed long", "two": "As it was", "base": '{"two": "As it was"}'}
    with people.at(people.after(case)):
        refused = client.post(url, sent, headers={"sec-fetch-site": "same-origin"})
    assert refused.status_code == 403
    assert ">Typed long</textarea>" in refused.text and "As it was" not in refused.text


def test_a_page_that_keeps_nothing_and_an_address_that_is_none_say_how_to() -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en", "sec-fetch-site": "same-origin"})
    assert "How to keep what you typed" in client.post("/sign-in/", {"username": "a"}).text
    assert client.post("/no/such/page/", {"username": "a"}).status_code == 404
