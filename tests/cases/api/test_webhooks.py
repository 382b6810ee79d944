"""Partners who want to be told: what is written with a step, and how it goes out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import webhooks
from cases.api import keys
from cases.gateways import signing
from cases.letters import handler
from cases.models import ApiClient, Case, Effect, Webhook, WebhookDelivery
from cases.outbox import effects, waits
from cases.programmes.nomad.states import State
from cases.webhooks import partners
from tests import people
from tests.cases.api.machines import Machine, machine
from tests.cases.engine import ways
from tests.conftest import Cases
from tests.outbox import run_effect

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_listens(settings: Any) -> Iterator[None]:
    settings.API_WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    cache.clear()
    yield
    cache.clear()


class Partner(BaseHTTPRequestHandler):
    """Keeps what it gets; answers with the statuses given, the last for ever."""

    got: list[tuple[str, dict[str, str], bytes]]
    statuses: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, dict(self.headers), body))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def listening(*statuses: int) -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    handler = type("Here", (Partner,), {"got": [], "statuses": list(statuses)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/hook?of=dnr", handler.got  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


def hook(caller: Machine, url: str = "https://partner.example/", **fields: Any) -> Webhook:
    data = {"events": ["case.state_changed", "letter.ready"]} | fields
    return Webhook.objects.create(client=caller.client, url=url, **data)


def moved(case: Case) -> Case:
    return ways.take(case, "withdraw")


# ------------------------------------------------------------------------------------------------ with the step


def test_a_step_that_moves_a_case_is_reported(case: Case, now: datetime) -> None:
    wanted = hook(machine(now=now))
    after = moved(case)
    row = WebhookDelivery.objects.get()
    assert (row.webhook, row.event, row.case_id, row.state) == (wanted, "case.state_changed", case.pk, "pending")
    assert Effect.objects.get(kind="webhook").ref == row.pk
    assert row.payload["id"] == str(row.pk)
    shown = row.payload["case"]
    assert (shown["number"], shown["state"]) == (case.number, after.state)
    assert datetime.fromisoformat(shown["state_since"]) == after.state_since
    assert case.person.iin not in json.dumps(row.payload)


def test_a_case_that_a_ruling_brings_back_is_announced(now: datetime) -> None:
    case = people.case_in(State.FINAL_REFUSED)
    hook(machine(now=now))
    after = ways.take(case, "execute_ruling")
    row = WebhookDelivery.objects.get()
    known = row.payload["case"]
    assert (row.case, known["state"], known["final"]) == (case, partners.known_as(after.state), False)


def test_what_is_sent_is_what_would_be_answered(case: Case, now: datetime) -> None:
    for scopes in (["cases.read"], ["cases.read", "cases.permit"], ["cases.read", "cases.permit", "cases.person"]):
        hook(machine(now=now, scopes=scopes))
    after = moved(case)
    for row in WebhookDelivery.objects.select_related("webhook__client"):
        asker = Machine(row.webhook.client, *keys.make_key(row.webhook.client, now), people.after(after))
        assert asker.get(f"/api/v1/cases/{case.number}").json() == row.payload["case"]


UNTOLD: dict[str, dict[str, Any]] = {
    "another city's": {"city_id": "almaty"},
    "without the right": {"scopes": ["inbox"]},
    "switched off": {"active": False},
}


@pytest.mark.parametrize("fields", UNTOLD.values(), ids=UNTOLD)
def test_a_client_is_shown_no_more_than_it_may_see(fields: dict[str, Any], case: Case, now: datetime) -> None:
    hook(machine(now=now, **fields))
    moved(case)
    assert not WebhookDelivery.objects.exists()


def test_a_webhook_switched_off_or_for_other_events_is_not_reported(case: Case, now: datetime) -> None:
    caller = machine(now=now)
    hook(caller, active=False)
    hook(caller, events=["letter.ready"])
    moved(case)
    assert not WebhookDelivery.objects.exists()


def test_what_is_not_filed_yet_is_sent_to_nobody(every_case: Cases) -> None:
    case = every_case[State.SCREENING]
    hook(machine(now=people.after(case)))
    ways.take(case, "admit")
    assert not WebhookDelivery.objects.exists()


def test_a_fact_that_moves_nothing_is_not_reported(every_case: Cases) -> None:
    case = every_case[State.FINAL_REVIEW]
    hook(machine(now=people.after(case)))
    ways.take(case, "record_check")
    assert not WebhookDelivery.objects.exists()


def test_what_partners_know_as_a_single_state_is_not_sent_twice(every_case: Cases) -> None:
    """That КНБ is asked, and has answered, is the migration service's and the applicant's (interpretation 40)."""
    case = every_case[State.CHECKS]
    caller = machine(now=people.after(case))
    hook(caller)
    answers = [caller.get(f"/api/v1/cases/{case.number}").json()]
    for state, step in ((State.KNB, "record_knb_answer"), (State.PRELIMINARY_DECISION, "approve_preliminary")):
        case = every_case[state]
        caller.now = people.after(case)
        answers.append(caller.get(f"/api/v1/cases/{case.number}").json())
        ways.take(case, step)
    (row,) = WebhookDelivery.objects.all()
    assert row.payload["case"]["state"] == "preliminary_approved"
    assert [answer["state"] for answer in answers] == ["checks"] * 3
    assert [datetime.fromisoformat(answer["state_since"]) for answer in answers[1:]] == [
        every_case[state].checks_since for state in (State.KNB, State.PRELIMINARY_DECISION)
    ]


def test_where_nobody_listens_a_step_costs_no_statement(case: Case) -> None:
    from cases.engine.steps import STEPS

    case.state_since = people.after(case)
    assert webhooks.rows_for([case], STEPS["record_knb_answer"], case.state_since) == []
    with CaptureQueriesContext(connection) as seen:
        webhooks.rows_for([case], STEPS["record_knb_answer"], case.state_since)
    assert len(seen) == 0


def test_a_new_webhook_is_known_at_once(case: Case, now: datetime) -> None:
    assert not webhooks.any_subscriber()
    webhook = hook(machine(now=now))
    assert webhooks.any_subscriber()
    webhook.active = False
    webhook.save()
    assert not webhooks.any_subscriber()


def test_a_letter_is_reported_once_it_has_its_files(every_case: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    case = every_case[State.GRANTED]
    letter = case.letters.get(kind="final_grant")
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    now = people.after(case)
    hook(machine(now=now))
    for _time in range(2):
        handler.render(letter.pk, now)
    row = WebhookDelivery.objects.get()
    payload = {"code": letter.code, "number": letter.number, "kind": "final_grant", "case": case.number}
    assert (row.event, row.payload["letter"]) == ("letter.ready", payload)


# ------------------------------------------------------------------------------------------------ on its way


def due(case: Case, caller: Machine, url: str) -> tuple[WebhookDelivery, Effect, datetime]:
    hook(caller, url, events=["case.state_changed"])
    after = moved(case)
    return WebhookDelivery.objects.get(), Effect.objects.get(kind="webhook"), people.after(after)


def test_it_arrives_signed_with_the_clients_key(case: Case, now: datetime) -> None:
    caller = machine(now=now)
    with listening(204) as (url, got):
        row, effect, later = due(case, caller, url)
        assert run_effect(effect.pk, later)
    [(path, headers, body)] = got
    assert path == "/hook?of=dnr" and json.loads(body) == row.payload
    signing.check(keys.signing_key(caller.secret), "POST", path, body, headers, later)
    assert headers[signing.KEY] == caller.key.key_id and headers["Idempotency-Key"] == str(row.pk)
    row.refresh_from_db()
    assert (row.state, row.delivered_at, [a["status"] for a in row.log]) == ("delivered", later, [204])


def test_it_is_tried_again_with_growing_waits_until_it_is_taken(case: Case, now: datetime) -> None:
    with listening(503, 500, 302, 200) as (url, got):
        row, effect, later = due(case, machine(now=now), url)
        waits = []
        for _attempt in range(3):
            assert not run_effect(effect.pk, later)
            effect.refresh_from_db()
            waits.append(effect.next_at - later)
            later = effect.next_at
        assert run_effect(effect.pk, later)
    assert waits == sorted(waits) and waits[0] < waits[-1]
    row.refresh_from_db()
    assert [a["status"] for a in row.log] == [503, 500, 302, 200] and row.state == "delivered"
    assert len({headers[signing.NONCE] for _path, headers, _body in got}) == 4
    assert len({body for _path, _headers, body in got}) == 1


def test_it_is_given_up_in_the_end_and_can_be_sent_again(case: Case, now: datetime) -> None:
    with listening(500) as (url, _got):
        row, effect, later = due(case, machine(now=now), url)
        for _attempt in range(20):
            run_effect(effect.pk, later)
            effect.refresh_from_db()
            later = effect.next_at
    assert effect.state == "dead" and "answered 500" in effect.error
    with listening(200) as (url, got):
        Webhook.objects.update(url=url)
        effects.retry(effect, later)
        assert run_effect(effect.pk, later) and len(got) == 1
    row.refresh_from_db()
    assert row.state == "delivered" and len(row.log) == len(waits.EFFECTS) + 2


def test_what_was_taken_is_not_sent_twice(case: Case, now: datetime) -> None:
    """The worker died after the partner's 200 and before its mark on the effect."""
    with listening(200) as (url, got):
        row, _effect, later = due(case, machine(now=now), url)
        for _time in range(2):
            webhooks.deliver(row.pk, later)
        assert len(got) == 1


def test_a_webhook_switched_off_meanwhile_gets_nothing_more(case: Case, now: datetime) -> None:
    with listening(200) as (url, got):
        row, effect, later = due(case, machine(now=now), url)
        Webhook.objects.update(active=False)
        assert run_effect(effect.pk, later) and not got
    row.refresh_from_db()
    assert row.state == "dropped"


TAKEN_AWAY: dict[str, dict[str, Any]] = {
    "the right": {"scopes": ["inbox"]},
    "the country": {"city_id": "almaty"},
    "the use": {"active": False},
}


@pytest.mark.parametrize("fields", TAKEN_AWAY.values(), ids=TAKEN_AWAY)
def test_what_was_taken_away_since_the_step_is_sent_no_more(fields: dict[str, Any], case: Case, now: datetime) -> None:
    caller = machine(now=now)
    with listening(200) as (url, got):
        row, effect, later = due(case, caller, url)
        ApiClient.objects.update(**fields)
        assert run_effect(effect.pk, later) and not got
    row.refresh_from_db()
    assert row.state == "dropped"


def test_without_a_good_key_nothing_leaves(case: Case, now: datetime) -> None:
    caller = machine(now=now)
    with listening(200) as (url, got):
        _row, effect, later = due(case, caller, url)
        keys.revoke(caller.key, later)
        assert not run_effect(effect.pk, later) and not got
