"""A database that is away makes a page of its own, and one that says when to come again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from tests import people

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
