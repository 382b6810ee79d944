"""One id follows a request into every line of its log, its event, the worker, over the wire, and back to the caller."""

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
from django.urls import reverse

from cases.gateways import signing
from cases.models import Case, Discrepancy, Effect, Event, Exchange, Notice, Payment, Webhook
from cases.outbox import draining, effects, worker, writing
from dnr import logs
from dnr.middleware import RequestIdMiddleware
from tests import desks, people
from tests.cases.api.machines import machine
from tests.cases.eds import responder
from tests.cases.eds.responder import Asked, Reply, Server
from tests.cases.engine import ways
from tests.outbox import run_effect

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

    headers: dict[str, Any] = {} if sent is None else {"HTTP_X_REQUEST_ID": sent}
    request = RequestFactory().get("/x", **headers)
    return request, RequestIdMiddleware(view)(request)


@pytest.mark.parametrize("sent", GOOD)
def test_a_valid_id_is_kept(sent: str, lines: Any) -> None:
    request, response = answered(sent)
    assert response["X-Request-ID"] == request.META["DNR_REQUEST_ID"] == sent
    assert [line["request_id"] for line in lines()] == [sent, sent]


@pytest.mark.parametrize("sent", [None, *BAD])
def test_what_is_no_id_is_answered_with_a_new_id(sent: str | None, lines: Any) -> None:
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


def test_what_does_not_fit_json_is_logged_anyway_on_a_single_line(lines: Any) -> None:
    structlog.get_logger("tests").info("odd", what=object(), words="две\nстроки")
    assert lines()[0]["words"] == "две\nстроки"


@pytest.mark.parametrize("shape", ["json", "text"])
def test_a_line_that_cannot_be_written_is_written_otherwise(shape: str) -> None:
    """A partner's "\\ud800" must not cost the line, nor put what else stood in it where no one looks."""
    record = logging.LogRecord("tests", logging.INFO, "", 1, "half a pair: \ud800", None, None)
    assert b"\\ud800" in logs.formatter(shape).format(record).encode()


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
    request_ids = dict(Event.objects.filter(case=case).values_list("step", "request_id"))
    assert request_ids == {"open": "opened-0001", "consent": "consent-0001"}


# ------------------------------------------------------------------------------------------------ into the worker


@pytest.fixture
def errands(monkeypatch: pytest.MonkeyPatch) -> list[Effect]:
    """The effects of a step that was taken by the request "journey-0001"."""
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    case = ways.take(people.under_2025(people.case_in("screening")), "refuse_screening", request_id="journey-0001")
    assert Event.objects.filter(case=case).order_by("-id")[0].request_id == "journey-0001"
    refs = [*Notice.objects.filter(case=case).values_list("pk", flat=True), *case.letters.values_list("pk", flat=True)]
    return list(Effect.objects.filter(ref__in=refs, request_id="journey-0001"))


@pytest.mark.django_db
def test_the_worker_logs_under_the_id_of_the_request(errands: list[Effect], lines: Any) -> None:
    assert {effect.kind for effect in errands} == {"render", "mail"}
    now = max(effect.next_at for effect in errands)
    assert worker.run_job([]) == 0
    assert [run_effect(effect.pk, now) for effect in errands] == [True, True]
    logged = [
        (line["event"], line["kind"], line["request_id"]) for line in lines() if line["logger"] == effects.__name__
    ]
    assert sorted(logged) == [("effect done", "mail", "journey-0001"), ("effect done", "render", "journey-0001")]


@pytest.mark.django_db
def test_what_fails_in_the_worker_is_looked_up_by_the_same_id(
    errands: list[Effect], lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        logging.getLogger("smtplib").warning("refused")
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    mail = next(effect for effect in errands if effect.kind == "mail")
    assert not run_effect(mail.pk, mail.next_at)
    logged = {line["event"]: line["request_id"] for line in lines()}
    assert logged["refused"] == logged["effect failed"] == "journey-0001"


@pytest.mark.django_db
def test_an_effect_that_no_request_asked_for_has_none(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    now = people.START
    ref = uuid4()
    writing.enqueue(now, [("render", ref)])
    assert run_effect(Effect.objects.get(ref=ref).pk, now)
    assert [line["request_id"] for line in lines() if line["event"] == "effect done"] == [""]


# ------------------------------------------------------------------------------------------------ over the wire


def well(answer: dict[str, Any]) -> Any:
    """A system that answers so, signed with the secret of `joined`."""

    def reply(asked: Asked) -> Reply:
        body, nonce = json.dumps(answer).encode(), asked.headers[signing.NONCE.lower()]
        given = signing.answer_headers("portal", "s3cret", 200, asked.path, nonce, body, people.START)
        return Reply(body, 200, given)

    return reply


@pytest.fixture
def joined(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """joined(system, server): the portal asks this system at that server."""
    monkeypatch.setattr(signing, "SKEW", people.DAY * 365)

    def join(system: str, server: Server) -> None:
        block = {"transport": "http", "url": f"{server.url}dnr", "key_id": "portal", "secret": "s3cret"}
        settings.GATEWAYS = {system: block}

    return join


def ids(rows: Any) -> set[str]:
    return set(rows.values_list("request_id", flat=True))


def taken(name: str, case: Case, request_id: str, **data: Any) -> None:
    """The officer takes the step in the browser, under this id."""
    officer = people.officer()
    with people.at(people.after(case)):
        client = desks.signed_in(officer)
        client.post(desks.step_url(case, name), {"version": case.version, **data}, headers={"x-request-id": request_id})


@pytest.mark.django_db
def test_a_click_is_recognised_in_what_it_asks_of_a_system_and_in_what_comes_of_the_answer(
    lines: Any, joined: Any
) -> None:
    case = people.case_in("registration")
    with responder.serving(well({"clear": True, "reference": "I-1"})) as server:
        joined("ibd", server)
        taken("register", case, "officer-0001", mp_number="MP-77")
        assert ids(Event.objects.filter(case=case, step="register")) == {"officer-0001"}
        row = Exchange.objects.get(case=case, system="ibd")
        assert row.request_id == "officer-0001"
        draining.drain_exchanges(people.after(case))
    assert [asked.headers["x-request-id"] for asked in server.asked] == ["officer-0001"]
    assert ids(Event.objects.filter(case=case, step="record_check")) == {"officer-0001"}
    logged = {line["event"]: line["request_id"] for line in lines() if line["logger"].startswith("cases.")}
    assert logged["exchange"] == logged["answer"] == "officer-0001"


@pytest.mark.django_db
def test_an_attempt_that_fails_is_looked_up_by_the_same_id(lines: Any, joined: Any) -> None:
    case = people.case_in("registration")
    with responder.serving(lambda asked: Reply(b"", 503)) as server:
        joined("ibd", server)
        taken("register", case, "officer-0002", mp_number="MP-78")
        draining.drain_exchanges(people.after(case))
    logged = {line["event"]: line["request_id"] for line in lines() if line["logger"] == "cases.gateways.attempts"}
    assert logged["exchange failed"] == logged["exchange"] == "officer-0002"


@pytest.mark.django_db
def test_what_a_system_says_of_a_person_is_no_line_of_the_log(lines: Any, joined: Any) -> None:
    """The administrator reads the log, and no case file."""
    word = b'{"detail": "wanted in three countries"}'

    def no(asked: Asked) -> Reply:
        nonce = asked.headers[signing.NONCE.lower()]
        return Reply(word, 409, signing.answer_headers("portal", "s3cret", 409, asked.path, nonce, word, people.START))

    case = people.case_in("registration")
    with responder.serving(no) as server:
        joined("ibd", server)
        taken("register", case, "officer-0005", mp_number="MP-79")
        draining.drain_exchanges(people.after(case))
    assert Exchange.objects.get(case=case, system="ibd").error == "wanted in three countries"
    assert [line["error"] for line in lines() if line["event"] == "exchange failed"] == ["Refused"]
    assert "wanted" not in json.dumps(lines())


@pytest.fixture
def payer(client: Client) -> Iterator[Case]:
    """Before the application; the applicant is signed in."""
    case = people.case_in("petition_signed", prepared=False)
    client.force_login(case.person.user)
    with people.at(people.after(case)):
        yield case


def start(client: Client, case: Case, request_id: str) -> Payment:
    client.post(reverse("egov:payment:start", args=[case.pk, "prp"]), headers={"x-request-id": request_id})
    return Payment.objects.get(case=case)


@pytest.mark.django_db
def test_a_payment_is_looked_up_by_the_click_that_began_it_and_the_word_that_settled_it(
    client: Client, payer: Case, lines: Any, joined: Any
) -> None:
    now = people.after(payer)
    with responder.serving(well({"reference": "P-1"})) as server:
        joined("psh", server)
        payment = start(client, payer, "payer-0001")
        draining.drain_exchanges(now)
        assert [asked.headers["x-request-id"] for asked in server.asked] == ["payer-0001"]
        word = {"code": payment.code, "paid": True, "amount": f"{payment.amount:.2f}", "reference": "BR-1"}
        headers = {"HTTP_X_REQUEST_ID": "callback-0001"}
        answer = machine("psh", now=now).post("/api/v1/inbox/psh/payment", word, key="k-1", **headers)
        assert (answer.status_code, answer["X-Request-ID"]) == (202, "callback-0001")
        draining.drain_exchanges(now)
    assert ids(Exchange.objects.filter(system="psh", direction="in")) == {"callback-0001"}
    assert ids(Event.objects.filter(case=payer, step="pay")) == {"callback-0001"}
    paid = Effect.objects.get(kind="mail", ref=Notice.objects.get(case=payer, what="paid").pk)
    assert paid.request_id == "callback-0001" and run_effect(paid.pk, paid.next_at)
    assert [line["request_id"] for line in lines() if line["event"] == "effect done"] == ["callback-0001"]


@pytest.mark.django_db
def test_a_payment_at_the_demo_gateway_is_looked_up_by_its_click(client: Client, payer: Case) -> None:
    payment = start(client, payer, "payer-0002")
    page = reverse("egov:payment:demo", args=[payment.code])
    client.post(page, {"choice": "pay"}, headers={"x-request-id": "payer-0003"})
    assert ids(Event.objects.filter(case=payer, step="pay")) == {"payer-0003"}
    assert ids(Effect.objects.filter(ref=Notice.objects.get(case=payer, what="paid").pk)) == {"payer-0003"}


@pytest.mark.django_db
def test_a_partner_gets_a_step_and_its_letter_under_the_id_of_the_click(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    settings.API_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    case = people.case_in("final_review")
    caller = machine(now=people.after(case))
    with responder.serving(lambda asked: Reply()) as server:
        events = ["case.state_changed", "letter.ready"]
        Webhook.objects.create(client=caller.client, url=server.url, events=events)
        granted = ways.take(case, "grant", request_id="officer-0003")
        for _round in range(2):  # the letter's webhook is asked for by its printing
            for effect in Effect.objects.filter(request_id="officer-0003", state="pending"):
                run_effect(effect.pk, people.after(granted))
    request_ids = {json.loads(asked.body)["event"]: asked.headers["x-request-id"] for asked in server.asked}
    assert request_ids == dict.fromkeys(events, "officer-0003")


@pytest.mark.django_db
def test_a_discrepancy_is_resolved_under_the_id_of_the_click(joined: Any) -> None:
    case = people.case_in("knb")
    row = Exchange.objects.create(
        system="ibd", operation="check", case=case, key="k-1", request={}, created_at=people.START, state="answered"
    )
    discrepancy = Discrepancy.objects.create(
        exchange=row, case=case, what="ibd", by_hand={"clear": True}, by_system={"clear": False}, raised_at=people.START
    )
    with people.at(people.after(case)):
        desks.signed_in(people.officer()).post(
            reverse("cases:discrepancy", args=[case.pk, discrepancy.pk]),
            {"side": "hand", "word": "As it was entered."},
            headers={"x-request-id": "officer-0004"},
        )
    assert ids(Event.objects.filter(case=case, step="discrepancy_resolved")) == {"officer-0004"}
