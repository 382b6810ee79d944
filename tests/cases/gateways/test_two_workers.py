"""Two workers on real transactions: one sends, one applies, one is let through a half-open breaker."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from cases.engine import performing
from cases.gateways import breaker, inbox
from cases.law.errors import CaseError
from cases.models import Check, Event, Exchange
from cases.outbox import draining, exchanges
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways import wire
from tests.cases.gateways.wire import MINUTE, Line, answer, asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.slow]


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Line:
    people.reference()
    monkeypatch.setattr("cases.letters.render_and_store", lambda ref, now: None)
    return wire.join(monkeypatch, settings, line=Line(wire.right))


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    barrier = threading.Barrier(len(actions))

    def run(action: Callable[[], Any]) -> Any:
        barrier.wait(timeout=30)
        try:
            return action()
        except (CaseError, inbox.InboxError) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_of_four_who_take_a_row_the_first_sends_it(line: Line) -> None:
    case = ways.take(people.case_in("registration"), "register")
    row = asked(case, "ibd.check")
    now = row.created_at
    results = at_once(*(lambda: exchanges.deliver(row.pk, now) for _worker in range(4)))
    assert sorted(results) == [False, False, False, True]
    assert [key for _op, key, _r in line.sent] == [row.key]
    assert Check.objects.filter(case=case, kind="ibd").count() == 1
    ways.sound(case)


def test_an_answer_applied_by_two_takes_the_step_once(line: Line) -> None:
    case = ways.take(people.case_in("checks"), "send_to_knb")
    row = asked(case, "knb.approve")
    now = people.after(case)
    Exchange.objects.filter(pk=row.pk).update(
        state="answered", answer=answer("knb.approve").to_json(), answered_at=now, next_at=now
    )
    at_once(*(lambda: exchanges.apply(row.pk, now) for _worker in range(3)))
    assert Event.objects.filter(case=case, step="record_knb_answer").count() == 1
    assert Exchange.objects.get(pk=row.pk).outcome == "applied"
    ways.sound(case)


def test_an_officer_and_an_answer_at_once_leave_a_single_fact_and_no_loss(line: Line) -> None:
    case = ways.take(people.case_in("checks"), "send_to_knb")
    row = asked(case, "knb.approve")
    now = people.after(case)
    facts = ways.facts(case, "record_knb_answer", now)
    user = people.officer()
    at_once(
        lambda: exchanges.deliver(row.pk, now),
        lambda: performing.perform(case.pk, "record_knb_answer", user, now, facts),
    )
    draining.drain_exchanges(now + 10 * MINUTE)
    assert Event.objects.filter(case=case, step="record_knb_answer").count() == 1
    assert Exchange.objects.get(pk=row.pk).outcome in ("applied", "agreed")
    ways.sound(case)


def test_the_same_word_sent_twice_at_once_is_kept_once(line: Line) -> None:
    case = ways.take(people.case_in("checks"), "send_to_knb")
    payload = {"case": case.number, "clear": True, "reference": "1", "answered_on": "2026-06-20"}
    now = people.after(case)
    results = at_once(*(lambda: inbox.receive("knb", "answer", payload, "k-1", now).pk for _call in range(4)))
    assert len(set(results)) == 1
    assert Exchange.objects.get(direction="in").repeats == 3


def test_of_four_at_a_half_open_breaker_the_first_is_let_through(line: Line) -> None:
    for _time in range(breaker.FAILURES):
        breaker.record_failure("ibd", "down", people.START)
    later = people.START + MINUTE
    results = at_once(*(lambda: breaker.blocked_until("ibd", later) for _worker in range(4)))
    assert results.count(None) == 1


def test_the_order_of_a_case_holds_between_two_workers(line: Line) -> None:
    case = people.case_in("preliminary_decision")
    case = ways.take(case, "approve_preliminary")
    first, second = Exchange.objects.filter(case=case, system="pep").order_by("id")
    now = second.created_at
    at_once(lambda: exchanges.deliver(second.pk, now), lambda: exchanges.deliver(first.pk, now))
    draining.drain_exchanges(now + MINUTE)
    keys = [key for op, key, _r in line.sent if op.startswith("pep.")]
    assert keys == [first.key, second.key]
