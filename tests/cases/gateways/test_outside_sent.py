"""The portal's outbox and the stand-in for the outside systems over real HTTP: asked at least once, done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from cases.engine.steps.facts import StepFacts
from cases.gateways import questions
from cases.gateways.contract import OPERATIONS
from cases.gateways.jsontext import canonical
from cases.models import Check, Exchange
from cases.outbox import draining, exchanges, leases, waits
from tests import people
from tests.cases.gateways.standin import CLEAR, LATER, TIMEOUT, rule, running

SENT: dict[str, tuple[str, str, list[str]]] = {
    "nothing special": ("", "answered", ["ok"]),
    "down twice": (rule("down", times=2), "answered", ["unavailable", "unavailable", "ok"]),
    "the answer lost": (rule("down", how="lost", times=1), "answered", ["unavailable", "ok"]),
    "hung up": (rule("down", how="hang", times=1), "answered", ["timed_out", "ok"]),
    "no JSON, then JSON": (rule("malformed", times=1), "answered", ["malformed", "ok"]),
    "50 MB, then an answer": (rule("huge", times=1), "answered", ["malformed", "ok"]),
    "a refusal": (rule("refuse", reason="R"), "refused", ["refused"]),
    "unsigned, then signed": (rule("unsigned", on="answer", times=1), "answered", ["malformed", "ok"]),
    "replayed, then said anew": (rule("replay", on="answer", times=1), "answered", ["malformed", "ok"]),
    "a refusal by nobody": (
        rule("refuse", reason="R") + rule("unsigned", on="answer", times=1),
        "refused",
        ["malformed", "refused"],
    ),
    "never rightly signed": (
        rule("wrong_signature", on="answer"),
        "dead",
        ["malformed"] * (len(waits.EXCHANGES) + 1),
    ),
    "by a clock that stays wrong": (
        rule("clock_skew", on="answer", seconds=3600),
        "dead",
        ["malformed"] * (len(waits.EXCHANGES) + 1),
    ),
    "never readable": (rule("malformed", how="schema"), "dead", ["malformed"] * (len(waits.EXCHANGES) + 1)),
}
"""How ИБД behaves, what becomes of the portal's question, and after which attempts."""


@pytest.fixture
def asked(transactional_db: None, settings: Any) -> Iterator[tuple[Exchange, Any]]:
    """One question to ИБД about a case under check, and the clock."""
    people.reference()
    case = people.case_in("checks", prepared=False)
    Exchange.objects.all().delete()
    row = questions.step_question(OPERATIONS["ibd", "check"], case, StepFacts(), people.after(case))
    questions.enqueue([row])
    with time_machine.travel(people.after(case), tick=False) as clock:
        yield row, clock


def _delivered(row: Exchange, clock: Any, rounds: int = 40) -> Exchange:
    """The worker has its turn every some hours until nothing is to be done."""
    for _round in range(rounds):
        draining.drain_exchanges(timezone.now())
        row.refresh_from_db()
        if row.next_at is None:
            break
        clock.shift(max(row.next_at - timezone.now(), timedelta(minutes=1)))
    return row


@pytest.mark.parametrize(("rules", "state", "attempts"), SENT.values(), ids=SENT)
def test_the_outbox_gets_its_answer_or_says_that_there_is_none(
    rules: str, state: str, attempts: list[str], asked: tuple[Exchange, Any], settings: Any, tmp_path: Path
) -> None:
    row, clock = asked
    with running(CLEAR + rules, tmp_path, clock=timezone.now) as standin:
        settings.GATEWAYS = standin.gateways(timeout=LATER if "hang" in rules else TIMEOUT)
        _delivered(row, clock)
        assert [a.outcome for a in row.tries.order_by("at", "id")] == attempts
        assert (row.state, row.outcome) == (state, "applied" if state == "answered" else "")
        assert Check.objects.filter(case=row.case_id, kind="ibd", by=None).count() == (state == "answered")
        assert standin.effects() <= 1


@pytest.mark.parametrize(("rules", "error"), [("", ""), (rule("unsigned", on="answer"), "Malformed: unsigned")])
def test_what_came_back_is_kept_as_the_system_has_sent_it(
    rules: str, error: str, asked: tuple[Exchange, Any], settings: Any, tmp_path: Path
) -> None:
    row, _clock = asked
    with running(CLEAR + rules, tmp_path, clock=timezone.now) as standin:
        settings.GATEWAYS = standin.gateways()
        exchanges.release(timezone.now())
        exchanges.deliver(row.pk, timezone.now())
        ((answer, sent),) = standin.outside.store.rows("SELECT answer, sha256 FROM asked")
    (attempt,) = row.tries.all()
    assert (attempt.received, attempt.error) == (answer, error)
    assert attempt.received_sha256 == hashlib.sha256(answer.encode()).hexdigest()
    assert attempt.sent_sha256 == sent == row.request_sha256
    assert answer.encode() != canonical(json.loads(answer)), "what the system said, not how the portal would say it"


class Killed(BaseException):
    """What no `except Exception` catches, as a kill is caught by nobody."""


@pytest.mark.parametrize("death", [Killed, OperationalError], ids=["the worker is killed", "the database goes away"])
def test_what_dies_between_sending_and_marking_is_sent_again_and_done_once(
    death: type[BaseException], asked: tuple[Exchange, Any], settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    row, clock = asked

    def dies(*_args: Any) -> None:
        raise death

    with running(CLEAR, tmp_path, clock=timezone.now) as standin:
        settings.GATEWAYS = standin.gateways()
        exchanges.release(timezone.now())
        with monkeypatch.context() as broken, pytest.raises(death):
            broken.setattr(leases, "finish", dies)
            exchanges.deliver(row.pk, timezone.now())
        assert standin.effects() == 1, "it was sent"
        assert draining.drain_exchanges(timezone.now()) == 0, "the lease runs"
        clock.shift(leases.LENGTH)
        assert _delivered(row, clock).outcome == "applied"
        assert (standin.effects(), Check.objects.filter(case=row.case_id, kind="ibd").count()) == (1, 1)
