"""What surrounds every call: JSON whatever happens, how much is too much, the record."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.api import keys
from cases.models import ApiCall, Case
from tests import people
from tests.cases.api.machines import ANSWER, Machine, answer_of, machine, path_of, refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_length_that_is_none_is_refused(knb: Machine) -> None:
    refused(knb.get("/api/v1/cases/", HTTP_TRANSFER_ENCODING="chunked"), 411, "length_required")
    refused(knb.get("/api/v1/cases/", CONTENT_LENGTH="-5"), 400, "bad_request")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("DELETE", "/api/v1/cases/", 405),
        ("POST", "/api/v1/cases/", 405),
        ("OPTIONS", "/api/v1/cases/", 405),
        ("GET", ANSWER, 405),
        ("PUT", ANSWER, 405),
        ("BREW", ANSWER, 405),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v2/cases/", 404),
        ("GET", "/api/v1/exchanges/1", 404),
    ],
)
def test_what_is_not_there_is_a_problem_too(method: str, path: str, status: int, knb: Machine) -> None:
    response = knb.call(method, path)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(("path", "allow"), [("/api/v1/cases/", "GET, HEAD"), (ANSWER, "POST")])
def test_what_is_allowed_is_answered_without_what_is_refused(path: str, allow: str, knb: Machine) -> None:
    for method in ("OPTIONS", "PUT"):
        assert knb.call(method, path)["Allow"] == allow


def test_a_signed_call_is_led_nowhere_else(knb: Machine) -> None:
    """Its signature would not hold there, and "wrongly signed" tells nobody that a slash is missing."""
    refused(knb.get("/api/v1/cases"), 404, "not_found")
    assert Client().get("/api/v1/docs")["Location"] == "/api/v1/docs/"


def test_a_compressed_body_is_refused_by_its_name(knb: Machine, case: Case) -> None:
    response = knb.post(ANSWER, answer_of(case), key="k", HTTP_CONTENT_ENCODING="gzip")
    refused(response, 415, "unsupported_media_type")
    assert response["Accept-Encoding"] == "identity"
    assert knb.post(ANSWER, answer_of(case), key="k", HTTP_CONTENT_ENCODING="identity").status_code == 202


def test_no_cache_keeps_what_a_machine_was_sent(knb: Machine, case: Case) -> None:
    """No Authorization warns a shared cache (RFC 9111, 3.5): the next stranger would get the case."""
    for response in (knb.get(path_of(case)), knb.get("/api/v1/nothing"), knb.post(ANSWER, answer_of(case), key="k")):
        assert response["Cache-Control"] == "no-store"


def test_only_json_is_answered(knb: Machine) -> None:
    refused(knb.get("/api/v1/cases/", HTTP_ACCEPT="text/html"), 406, "not_acceptable")
    assert knb.get("/api/v1/cases/", HTTP_ACCEPT="*/*").status_code == 200


def test_a_fault_of_ours_is_a_problem_without_a_word_of_it(knb: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> None:
        raise RuntimeError("a password")

    monkeypatch.setattr("cases.api.views._page", fails)
    monkeypatch.setattr("django.core.handlers.exception.log_response", lambda *args, **kwargs: None)
    problem = refused(knb.get("/api/v1/cases/"), 500, "internal")
    assert "password" not in json.dumps(problem)


def test_a_page_of_an_error_that_fails_is_a_problem_too(knb: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the static files were never collected."""

    def fails(*args: Any, **kwargs: Any) -> None:
        raise ValueError("no manifest")

    monkeypatch.setattr("django.views.defaults.page_not_found", fails)
    monkeypatch.setattr("django.views.defaults.server_error", fails)
    monkeypatch.setattr("django.core.handlers.exception.response_for_exception", fails)
    refused(knb.get("/api/v1/nothing"), 500, "internal")


def test_a_foreign_host_is_a_problem_too(knb: Machine) -> None:
    assert knb.get("/api/v1/cases/", HTTP_HOST="elsewhere.example")["Content-Type"] == "application/problem+json"


def test_refusals_are_english_whatever_the_caller_speaks(knb: Machine) -> None:
    problem = refused(knb.call("DELETE", "/api/v1/cases/", HTTP_ACCEPT_LANGUAGE="ru"), 405, "method_not_allowed")
    assert problem["detail"].isascii()


# ------------------------------------------------------------------------------------------------ how much


def test_a_client_over_its_rate_waits(now: datetime) -> None:
    now = now.replace(second=10)
    caller = machine(now=now, rate=3)
    assert [caller.get("/api/v1/cases/").status_code for _i in range(5)] == [200, 200, 200, 429, 429]
    response = caller.get("/api/v1/cases/")
    refused(response, 429, "too_many_calls")
    assert response["Retry-After"] == "50"
    assert machine(now=now).get("/api/v1/cases/").status_code == 200
    caller.now += timedelta(minutes=1)
    assert caller.get("/api/v1/cases/").status_code == 200
    assert ApiCall.objects.filter(client=caller.client).count() == 5, "of the three refused one is on record"


def test_strangers_are_slowed_and_known_clients_of_their_address_are_not(knb: Machine, settings: Any) -> None:
    settings.API_STRANGERS = 3
    with people.at(knb.now):
        got = [Client().get("/api/v1/cases/").status_code for _i in range(5)]
    assert got == [401, 401, 401, 429, 429]
    assert knb.get("/api/v1/cases/").status_code == 200
    assert ApiCall.objects.filter(client=None).count() == 4


TURNED_AWAY: dict[str, tuple[dict[str, Any], int]] = {
    "a revoked key": ({}, 401),
    "a foreign address": ({"allowed_ips": ["192.0.2.0/24"]}, 403),
    "a missing right": ({"scopes": ["letters.read"]}, 403),
}


@pytest.mark.parametrize(("fields", "status"), TURNED_AWAY.values(), ids=TURNED_AWAY)
def test_who_is_turned_away_is_slowed_though_known(
    fields: dict[str, Any], status: int, knb: Machine, settings: Any
) -> None:
    settings.API_STRANGERS = 3
    caller = machine(now=knb.now, **fields)
    if status == 401:
        keys.revoke(caller.key, knb.now)
    assert [caller.get("/api/v1/cases/").status_code for _i in range(6)] == [status] * 3 + [429] * 3
    assert knb.get("/api/v1/cases/").status_code == 200
    assert ApiCall.objects.filter(client=caller.client).count() == 4


# ------------------------------------------------------------------------------------------------ the record


def test_every_call_is_on_record(knb: Machine, case: Case) -> None:
    response = knb.post(ANSWER, answer_of(case), key="k")
    call = ApiCall.objects.get()
    assert (call.client, call.case_id, call.method, call.path) == (knb.client, case.pk, "POST", ANSWER)
    assert (call.at, call.status, call.code, call.address) == (knb.now, 202, "", "127.0.0.1")
    assert call.request_id == response["X-Request-ID"] and len(call.sha256) == 64
    refused(knb.get("/api/v1/cases/?state=x"), 422, "invalid")
    with people.at(knb.now):
        Client().get("/api/v1/cases/")
    refusals = list(ApiCall.objects.order_by("id").values_list("client", "path", "status", "code"))[1:]
    assert refusals == [
        (knb.client.pk, "/api/v1/cases/?state=x", 422, "invalid"),
        (None, "/api/v1/cases/", 401, "unauthenticated"),
    ]


def test_a_call_is_looked_up_by_the_whole_of_its_callers_id(knb: Machine) -> None:
    knb.get("/api/v1/cases/", HTTP_X_REQUEST_ID="p" * 64)
    assert ApiCall.objects.get().request_id == "p" * 64


def test_what_cannot_be_recorded_is_not_answered(knb: Machine, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    def fails(*args: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr("cases.api.calls.record", fails)
    refused(knb.get(path_of(case)), 503, "unavailable")


def test_without_what_counts_a_stranger_gets_a_problem_too(knb: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: Any) -> None:
        raise ConnectionError("Redis is away")

    monkeypatch.setattr("cases.api.middleware.count", fails)
    refused(knb.get("/api/v1/cases/", headers={}), 401, "unauthenticated")


@pytest.mark.parametrize("path", ["case", "/api/v1/cases/", "/api/v1/cases/?state=checks"])
def test_reading_costs_few_statements(path: str, knb: Machine, case: Case) -> None:
    with CaptureQueriesContext(connection) as seen:
        assert knb.get(path_of(case) if path == "case" else path).status_code == 200
    most = 4 if path == "case" else 5
    assert len(seen) <= most, [q["sql"][:100] for q in seen.captured_queries]
