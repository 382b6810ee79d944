"""One id follows a request into every line of its log, its event, the worker and back to the caller."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from cases import effects
from cases.models import Case, Effect, Event, Notice
from dnr import logs
from dnr.middleware import RequestIdMiddleware
from tests import people
from tests.cases import ways

MADE = re.compile(r"[0-9a-f]{32}")
GOOD = ["12345678", "a-b-C-0-9", "5f2b1c9e-6d07-4e0c-8a9f-8f1d2b3c4d5e", "x" * 64]
BAD = [
    "",
    "1234567",
    "x" * 65,
    "with space",
    "под-номером",
    "a/../../b",
    "id\r\nX-Evil: 1",
    "id\nid\nid",
    "<script>",
    "id_id_id_id",
]

Lines = list[dict[str, Any]]


@pytest.fixture
def lines() -> Iterator[Any]:
    """What a collector would get: calling it gives the lines so far, each as JSON."""
    logs.configure()
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter("json"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.setLevel(level)
    root.removeHandler(handler)


def answered(sent: str | None) -> tuple[HttpRequest, HttpResponse]:
    """A view that writes one line, behind the middleware."""

    def view(request: HttpRequest) -> HttpResponse:
        structlog.get_logger("tests.view").info("seen", path=request.path)
        logging.getLogger("tests.library").info("seen %s", "too")
        return HttpResponse("ok")

    told: dict[str, Any] = {} if sent is None else {"HTTP_X_REQUEST_ID": sent}
    request = RequestFactory().get("/x", **told)
    return request, RequestIdMiddleware(view)(request)


@pytest.mark.parametrize("sent", GOOD)
def test_an_id_that_is_one_is_kept(sent: str, lines: Any) -> None:
    request, response = answered(sent)
    assert response["X-Request-ID"] == request.META["DNR_REQUEST_ID"] == sent
    assert [line["request_id"] for line in lines()] == [sent, sent]


@pytest.mark.parametrize("sent", [None, *BAD])
def test_what_is_no_id_is_answered_with_a_new_one(sent: str | None, lines: Any) -> None:
    request, response = answered(sent)
    assert MADE.fullmatch(response["X-Request-ID"]) and response["X-Request-ID"] == request.META["DNR_REQUEST_ID"]
    assert {line["request_id"] for line in lines()} == {response["X-Request-ID"]}


def test_two_requests_have_two_ids_and_leave_none_behind(lines: Any) -> None:
    first, second = answered(None)[1], answered(None)[1]
    assert first["X-Request-ID"] != second["X-Request-ID"]
    structlog.get_logger("tests").info("later")
    assert lines()[-1]["request_id"] == ""


@pytest.mark.django_db
def test_a_whole_page_carries_the_id_even_where_it_is_not_there(client: Client, lines: Any) -> None:
    response = client.get("/no/such/page", HTTP_X_REQUEST_ID="partner-12345678")
    assert (response.status_code, response["X-Request-ID"]) == (404, "partner-12345678")
    assert [line["request_id"] for line in lines() if line["logger"] == "django.request"] == ["partner-12345678"]


def test_a_line_has_its_fields_first_and_in_order(lines: Any) -> None:
    answered("partner-12345678")
    ours, theirs = lines()
    assert list(ours)[:5] == list(theirs)[:5] == ["ts", "level", "logger", "request_id", "event"]
    assert (ours["level"], ours["logger"], ours["event"], ours["path"]) == ("info", "tests.view", "seen", "/x")
    assert (theirs["logger"], theirs["event"]) == ("tests.library", "seen too")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", ours["ts"])


def test_what_cannot_be_said_in_json_is_said_anyway_on_one_line(lines: Any) -> None:
    structlog.get_logger("tests").info("odd", what=object(), words="две\nстроки")
    assert lines()[0]["words"] == "две\nстроки"


def test_people_read_the_time_first() -> None:
    record = logging.LogRecord("tests", logging.INFO, "", 1, "hello", None, None)
    assert re.match(r"\d{4}-\d\d-\d\dT[^ ]+Z \[info +\] hello", logs.formatter("text").format(record))


@pytest.mark.django_db
def test_what_is_filled_in_before_a_step_has_the_id_too(client: Client) -> None:
    owner = people.applicant()
    client.force_login(owner)
    with people.at(people.START):
        client.post("/hub/petition/", HTTP_X_REQUEST_ID="opened-0001")
        case = Case.objects.get(person=owner.person)
        client.post(f"/hub/petition/{case.pk}/consent/", HTTP_X_REQUEST_ID="consent-0001")
    told = dict(Event.objects.filter(case=case).values_list("step", "request_id"))
    assert told == {"open": "opened-0001", "consent": "consent-0001"}


# ------------------------------------------------------------------------------------------------ into the worker


@pytest.fixture
def errands(monkeypatch: pytest.MonkeyPatch) -> list[Effect]:
    """The effects of a step that was taken by the request "journey-0001"."""
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    case = ways.take(people.case_in("screening"), "refuse_screening", request_id="journey-0001")
    assert Event.objects.filter(case=case).order_by("-id")[0].request_id == "journey-0001"
    refs = [*Notice.objects.filter(case=case).values_list("pk", flat=True), *case.letters.values_list("pk", flat=True)]
    return list(Effect.objects.filter(ref__in=refs, request_id="journey-0001"))


@pytest.mark.django_db
def test_the_worker_logs_under_the_id_of_the_request(errands: list[Effect], lines: Any) -> None:
    assert {effect.kind for effect in errands} == {"render", "mail"}
    now = max(effect.next_at for effect in errands)
    assert effects.run_task([]) == 0
    assert [effects.run(effect.pk, now) for effect in errands] == [True, True]
    told = [(line["event"], line["kind"], line["request_id"]) for line in lines() if line["logger"] == "cases.effects"]
    assert sorted(told) == [("effect done", "mail", "journey-0001"), ("effect done", "render", "journey-0001")]


@pytest.mark.django_db
def test_what_fails_in_the_worker_is_found_by_the_same_id(
    errands: list[Effect], lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        logging.getLogger("smtplib").warning("refused")
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    mail = next(effect for effect in errands if effect.kind == "mail")
    assert not effects.run(mail.pk, mail.next_at)
    told = {line["event"]: line["request_id"] for line in lines()}
    assert told["refused"] == told["effect failed"] == "journey-0001"


@pytest.mark.django_db
def test_an_effect_that_no_request_asked_for_has_none(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    now = people.START
    ref = uuid4()
    effects.ask(now, [("render", ref)])
    assert effects.run(Effect.objects.get(ref=ref).pk, now)
    assert [line["request_id"] for line in lines() if line["event"] == "effect done"] == [""]
