"""What is asked of outside systems: written with the step, sent in order, at least once, never by two, never lost."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django_q.models import OrmQ

from cases.engine import performing
from cases.gateways import attempts, breaker
from cases.gateways.contract import GatewayError, Malformed, Refused, Reply, TimedOut, Unavailable
from cases.gateways.jsontext import bytes_to_text
from cases.models import Attempt, Breaker, Case, Exchange
from cases.outbox import draining, exchanges, jobs, leases, waits, worker
from cases.outbox.failures import single_line
from cases.outbox.registry import HANDLERS
from cases.programmes.nomad.programme import NOMAD
from tests import people
from tests.cases.engine import ways
from tests.cases.gateways import wire
from tests.cases.gateways.wire import DAY, HOUR, MINUTE, Line, asked, deliver, fresh

STEPS = NOMAD.steps
"""Of this programme alone."""


pytestmark = [pytest.mark.django_db, pytest.mark.database]

ASKS = {
    "close_validity": {"berkut.crossing"},
    "file_application": {"pep.receipt"},
    "resubmit": {"pep.receipt"},
    "register": {"ismp.register", "ibd.check", "sio.check"},
    "send_to_knb": {"knb.approve"},
    "approve_preliminary": {"pep.result"},
    "refuse_preliminary": {"pep.result"},
    "record_arrival": {"berkut.crossing"},
    "hand_to_courier": {"courier.pickup"},
    "receive_originals": {"adis.check", "ibd.check", "sio.check", "berkut.crossing"},
    "grant": {"pep.result"},
    "refuse_final": {"pep.result"},
}
FAULTS = [Unavailable("HTTP 503", status=503), TimedOut("nothing within 10 s"), Malformed("no JSON", received="<html>")]


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Line:
    """All systems are joined, and accept what they are sent."""
    return wire.join(monkeypatch, settings)


@pytest.fixture
def question(line: Line) -> Exchange:
    """One question to ИБД, not sent yet."""
    return asked(ways.take(people.case_in("registration"), "register"), "ibd.check")


def test_steps_ask_what_the_order_has_them_ask() -> None:
    assert {name: set(s.asks) for name, s in STEPS.items() if s.asks} == ASKS


@pytest.mark.parametrize("name", ASKS)
def test_a_step_writes_its_questions_and_sends_nothing_itself(
    every_case: dict[Any, Case], monkeypatch: pytest.MonkeyPatch, settings: Any, name: str
) -> None:
    line = wire.join(monkeypatch, settings)
    case = every_case[STEPS[name].sources[0]]
    after = ways.take(case, name, request_id="r" * 32)
    rows = list(Exchange.objects.filter(case=case, direction="out", created_at=after.state_since))
    assert {f"{r.system}.{r.operation}" for r in rows} == ASKS[name]
    assert {(r.state, r.attempts, r.request_id) for r in rows} == {("pending", 0, "r" * 32)}
    assert {r.key for r in rows} == {f"{case.number}.{after.version}.{k}" for k in ASKS[name]}
    assert all(r.request["case"] == case.number for r in rows)
    assert line.sent == []


def test_what_is_asked_by_hand_is_written_and_never_sent(settings: Any) -> None:
    case = ways.take(people.case_in("registration"), "register")
    assert {r.system for r in Exchange.objects.filter(case=case)} == {"ibd", "sio"}, "what a step will answer"
    draining.drain_exchanges(people.after(case, 30 * DAY))
    assert {(r.state, r.attempts, r.next_at) for r in Exchange.objects.filter(case=case)} == {("pending", 0, None)}


def test_a_step_that_fails_asks_nothing(line: Line) -> None:
    case = people.case_in("registration")
    with pytest.raises(RuntimeError), transaction.atomic():
        ways.take(case, "register")
        raise RuntimeError
    assert not Exchange.objects.filter(case=case, system="ibd").exists()


def test_the_worker_is_woken_once_and_a_dead_queue_harms_nothing(
    line: Line, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    case = people.case_in("registration")
    before = OrmQ.objects.count()
    case = ways.take(case, "register")
    assert OrmQ.objects.count() == before + 1, "one job for its questions and its notices"

    def broken(*args: Any) -> None:
        raise OSError("no queue")

    monkeypatch.setattr(jobs, "async_task", broken)
    ways.take(ways.take(case, "record_check", kind="ibd"), "record_check", kind="sio")
    assert ways.take(ways.fresh(case), "send_to_knb").state == "knb"
    assert "no queue" in caplog.text
    assert draining.drain_exchanges(people.after(case, DAY))
    assert asked(case, "knb.approve").state == "sent"


def test_a_request_carries_what_the_contract_says_and_no_more(question: Exchange, line: Line) -> None:
    deliver(question)
    ((operation, key, request),) = line.sent
    person = question.case.person  # type: ignore[union-attr]
    assert (operation, key, request) == ("ibd.check", question.key, question.request)
    assert set(request) == {
        "case",
        "stage",
        "iin",
        "surname",
        "given_names",
        "patronymic",
        "born_on",
        "born_in",
        "citizenship",
        "passport_number",
    }
    assert (request["iin"], request["stage"]) == (person.iin, "preliminary")


def test_every_attempt_is_kept_with_hashes_and_time(question: Exchange, line: Line) -> None:
    line.says += [Unavailable("HTTP 503", status=503, received="down\0"), wire.answer("ibd.check")]
    row = deliver(question)
    row = deliver(row)
    first, second = Attempt.objects.filter(exchange=row).order_by("id")
    assert (first.outcome, first.status, first.received, first.error) == (
        "unavailable",
        503,
        "down\N{REPLACEMENT CHARACTER}",
        "Unavailable: HTTP 503",
    )
    assert (second.outcome, second.received) == ("ok", '{"clear":true,"reference":"I-1","text":""}')
    assert first.sent_sha256 == second.sent_sha256 == question.request_sha256
    assert second.received_sha256 == row.answer_sha256 and len(row.answer_sha256) == 64
    assert (row.state, row.outcome, row.attempts) == ("answered", "applied", 2)
    assert {first.at, second.at} == {question.next_at, question.next_at + MINUTE}  # type: ignore[operator]


RAW: dict[str, tuple[bytes, str]] = {
    "as it came": (b'{ "clear" : true }\r\n', '{ "clear" : true }\r\n'),
    "no UTF-8": (b"caf\xe9 \xff", "caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}"),
    "a null": (b"a\0b", "a\N{REPLACEMENT CHARACTER}b"),
    "long": ("ы".encode() + b" " * attempts.STORED_BYTES, "ы" + " " * (attempts.STORED_BYTES - 2)),
    "cut within a character": (b" " * (attempts.STORED_BYTES - 1) + "ы".encode(), " " * (attempts.STORED_BYTES - 1)),
}


@pytest.mark.parametrize("failed", [False, True], ids=["answered", "failed"])
@pytest.mark.parametrize(("came", "kept"), RAW.values(), ids=RAW)
def test_what_came_back_is_kept_word_for_word_with_the_hash_of_the_whole(
    question: Exchange, line: Line, came: bytes, kept: str, failed: bool
) -> None:
    text = bytes_to_text(came)
    line.says.append(Malformed("unsigned", received=text) if failed else Reply(wire.answer("ibd.check"), received=text))
    deliver(question)
    (attempt,) = Attempt.objects.filter(exchange=question)
    assert (attempt.outcome, attempt.received) == ("malformed" if failed else "ok", kept)
    assert attempt.received_sha256 == hashlib.sha256(came).hexdigest()


def test_a_text_that_never_was_bytes_is_kept_too(question: Exchange, line: Line) -> None:
    line.says.append(Unavailable("down", received="half a pair: \ud800"))
    deliver(question)
    assert Attempt.objects.get(exchange=question).received == "half a pair: ?"


def test_the_hash_of_what_went_over_the_wire_is_kept(question: Exchange, line: Line) -> None:
    broken = Unavailable("down")
    broken.sent_sha256 = "b" * 64
    line.says += [broken, TimedOut("late"), Reply(wire.answer("ibd.check"), sent_sha256="a" * 64)]
    for _attempt in range(3):
        deliver(fresh(question))
    sent = list(Attempt.objects.filter(exchange=question).order_by("id").values_list("sent_sha256", flat=True))
    assert sent == ["b" * 64, question.request_sha256, "a" * 64]


def test_only_the_first_kibibytes_of_what_came_back_are_kept(question: Exchange, line: Line) -> None:
    line.says.append(Malformed("no JSON", received="ы" * 100_000))
    deliver(question)
    (attempt,) = Attempt.objects.filter(exchange=question)
    assert len(attempt.received.encode()) == attempts.STORED_BYTES
    assert attempt.received_sha256 and attempt.outcome == "malformed"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.outcome)
def test_a_fault_is_tried_again_with_growing_waits_under_the_same_key_and_given_up(
    question: Exchange, line: Line, monkeypatch: pytest.MonkeyPatch, fault: GatewayError
) -> None:
    monkeypatch.setattr(breaker, "FAILURES", 1000)
    line.usual, row, paused = fault, question, []
    for _attempt in waits.EXCHANGES:
        now = row.next_at
        assert now is not None
        row = deliver(row, now)
        assert row.state == "pending" and row.next_at is not None
        paused.append(row.next_at - now)
        assert not exchanges.deliver(row.pk, row.next_at - timedelta(seconds=1)), "not before its time"
    assert paused == [MINUTE * w for w in waits.EXCHANGES] == sorted(paused)
    row = deliver(row)
    assert (row.state, row.next_at, row.attempts) == ("dead", None, len(waits.EXCHANGES) + 1)
    assert row.error == f"{type(fault).__name__}: {fault}"
    assert {key for _op, key, _request in line.sent} == {question.key}
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {fault.outcome}
    assert draining.drain_exchanges(people.after(row.case, 90 * DAY)) >= 0  # type: ignore[arg-type]
    assert fresh(row).state == "dead"


def test_a_refusal_is_the_last_word(question: Exchange, line: Line) -> None:
    line.says.append(Refused("unknown person", status=409))
    row = deliver(question)
    assert (row.state, row.error, row.next_at) == ("refused", "unknown person", None)
    assert not exchanges.deliver(row.pk, people.after(row.case, DAY))  # type: ignore[arg-type]


def test_a_fault_of_our_own_is_kept_and_tried_again(question: Exchange, line: Line) -> None:
    line.says.append(ZeroDivisionError("oops"))
    assert (deliver(question).state, fresh(question).error) == ("pending", "ZeroDivisionError: oops")


def test_no_text_of_a_failure_stops_the_worker(question: Exchange, line: Line) -> None:
    """PostgreSQL takes no NUL: whose failure can not be written down fails for ever, and all behind it wait."""
    odd, kept = "a\0b\r\n\x1b", "a\N{REPLACEMENT CHARACTER}b \N{REPLACEMENT CHARACTER}"
    line.says += [Unavailable(odd), Malformed(odd), ZeroDivisionError(odd)]
    line.says += [lambda op, _request: op.answer.from_json({odd: 1}), Refused(odd)]
    assert [deliver(fresh(question)).error for _attempt in range(5)] == [
        f"Unavailable: {kept}",
        f"Malformed: {kept}",
        f"ZeroDivisionError: {kept}",
        "Malformed: /clear: is missing; /a\\x00b\\r\\n\\x1b: is not known here",
        kept,
    ]
    assert single_line("\ud800") == "\N{REPLACEMENT CHARACTER}"


def test_a_dead_letter_is_sent_again_by_hand_under_its_key(question: Exchange, line: Line) -> None:
    Exchange.objects.filter(pk=question.pk).update(state="dead", attempts=13, next_at=None)
    now = question.created_at + DAY
    exchanges.retry(fresh(question), now)
    line.says.append(wire.answer("ibd.check"))
    row = deliver(fresh(question), now)
    assert (row.state, row.outcome, row.key, row.attempts) == ("answered", "applied", question.key, 1)
    exchanges.retry(row, now)
    assert fresh(row).state == "answered", "what is done is not taken up again"


def test_what_was_accepted_is_asked_for_once_more_under_the_same_key(question: Exchange, line: Line) -> None:
    line.says += [Reply(again=2 * HOUR), Reply(), wire.answer("ibd.check")]
    row = deliver(question)
    assert (row.state, row.next_at - row.sent_at) == ("sent", 2 * HOUR)  # type: ignore[operator]
    later = deliver(row)
    assert (later.state, later.next_at - row.next_at) == ("sent", 6 * HOUR)  # type: ignore[operator]
    assert deliver(later).outcome == "applied"
    assert len({key for _op, key, _request in line.sent}) == 1


def test_what_is_accepted_and_never_answered_is_given_up_in_the_end(question: Exchange, line: Line) -> None:
    row, now = deliver(question), question.created_at
    while row.state == "sent":
        now = row.next_at or now
        row = deliver(row, now)
    assert (row.state, row.error) == ("dead", "accepted and never answered")
    assert now - question.created_at > attempts.LIFE


def test_the_earlier_of_a_case_goes_first_and_holds_the_later_of_the_same_system_only(line: Line) -> None:
    case = ways.take(people.case_in("petition_signed"), "file_application")
    returned = ways.take(case, "return_for_rework")
    ways.take(people_prepared(returned), "resubmit")
    first, second = Exchange.objects.filter(case=case, system="pep").order_by("id")
    now = second.next_at
    assert now is not None
    line.says.append(Unavailable("down"))
    assert exchanges.deliver(first.pk, now)
    assert not exchanges.deliver(second.pk, now + 30 * timedelta(seconds=1)), "the first has not been sent"
    line.usual = wire.right
    draining.drain_exchanges(now + 5 * MINUTE)
    assert [key for op, key, _r in line.sent if op == "pep.receipt"] == [first.key, first.key, second.key]


def people_prepared(case: Case) -> Case:
    """Answers the return of the criminal record."""
    people.attach(ways.fresh(case), case.person.user, "criminal_record", people.after(case))
    return ways.fresh(case)


def test_a_dead_letter_gives_way_to_those_behind_it(line: Line) -> None:
    case = ways.take(people.case_in("petition_signed"), "file_application")
    ways.take(people_prepared(ways.take(case, "return_for_rework")), "resubmit")
    first, second = Exchange.objects.filter(case=case, system="pep").order_by("id")
    Exchange.objects.filter(pk=first.pk).update(state="dead", next_at=None)
    assert deliver(second).state == "sent"


def test_a_second_worker_leaves_alone_what_the_first_is_sending(question: Exchange, line: Line) -> None:
    seen: list[bool] = []

    def meanwhile(operation: Any, request: Any) -> Any:
        seen.append(exchanges.deliver(question.pk, question.created_at + MINUTE))
        return wire.answer("ibd.check")

    line.says.append(meanwhile)
    deliver(question)
    assert (seen, len(line.sent)) == ([False], 1)


def test_a_worker_killed_between_sending_and_marking_sends_again_with_the_same_key(
    question: Exchange, line: Line
) -> None:
    line.says.append(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        deliver(question)
    row = fresh(question)
    assert (row.state, row.attempts, row.lease is not None) == ("pending", 1, True)
    assert not exchanges.deliver(row.pk, row.next_at - timedelta(seconds=1)), "its lease runs"
    line.says.append(wire.answer("ibd.check"))
    again = deliver(row)
    assert (again.outcome, again.attempts) == ("applied", 2)
    assert [key for _op, key, _r in line.sent] == [question.key] * 2


def test_a_worker_that_outlived_its_lease_marks_nothing_but_its_attempt(question: Exchange, line: Line) -> None:
    def slow(operation: Any, request: Any) -> Any:
        line.says.append(wire.answer("ibd.check", reference="second"))
        assert exchanges.deliver(question.pk, question.created_at + leases.LENGTH + MINUTE)
        return wire.answer("ibd.check", reference="first")

    line.says.append(slow)
    row = deliver(question)
    assert row.answer is not None
    assert (row.answer["reference"], row.outcome) == ("second", "applied")
    assert Attempt.objects.filter(exchange=row).count() == 2


def test_an_answer_that_could_not_be_applied_comes_back(
    question: Exchange, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed, or the database gone, between writing down the answer and applying it."""
    line.says.append(wire.answer("ibd.check"))
    with monkeypatch.context() as patch:
        patch.setattr(HANDLERS, "inbox", lambda pk, now: 1 / 0)
        row = deliver(question)
    assert (row.state, row.outcome, row.error) == ("answered", "", "ZeroDivisionError: division by zero")
    assert row.next_at is not None and row.answered_at is not None
    assert draining.drain_exchanges(row.answered_at) >= 0
    assert fresh(row).outcome == "", "not before its time"
    draining.drain_exchanges(row.next_at)
    assert fresh(row).outcome == "applied"
    assert len([1 for op, _k, _r in line.sent if op == "ibd.check"]) == 1, "it is not sent again"


def test_an_open_breaker_costs_no_attempt(question: Exchange, line: Line) -> None:
    now = question.created_at + MINUTE
    Breaker.objects.create(system="ibd", state="open", failures=5, retry_at=now + HOUR)
    assert not exchanges.deliver(question.pk, now)
    row = fresh(question)
    assert (row.attempts, row.next_at, row.sent_at, line.sent) == (0, now + HOUR, None, [])


def test_what_was_sent_before_its_breaker_opened_stays_sent(question: Exchange, line: Line) -> None:
    line.says.append(Unavailable("down"))
    sent = deliver(question)
    assert sent.next_at is not None
    Breaker.objects.filter(system="ibd").update(state="open", retry_at=sent.next_at + HOUR)
    Exchange.objects.filter(pk=sent.pk).update(state="dead", next_at=None)
    exchanges.retry(sent, sent.next_at)
    assert not exchanges.deliver(sent.pk, sent.next_at)
    assert (fresh(sent).attempts, fresh(sent).sent_at) == (0, question.created_at)


def test_a_system_that_is_down_does_not_hold_up_the_others(line: Line) -> None:
    def say(operation: Any, request: Any) -> Any:
        return Unavailable("down") if operation.system == "ibd" else wire.answer(operation.key)

    line.usual = say
    case = ways.take(people.case_in("registration"), "register")
    draining.drain_exchanges(people.after(case))
    assert (asked(case, "sio.check").outcome, asked(case, "ibd.check").state) == ("applied", "pending")


def test_what_was_asked_by_hand_is_sent_when_the_system_is_joined(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    case = ways.take(people.case_in("registration"), "register")
    ways.take(case, "record_check", kind="ibd")
    line = wire.join(monkeypatch, settings, "ibd", "sio", line=Line(wire.right))
    draining.drain_exchanges(people.after(case))
    assert [op for op, _k, request in line.sent if request["case"] == case.number] == ["sio.check"]


def test_nobody_is_asked_about_a_person_whose_case_is_over(line: Line) -> None:
    case = ways.take(people.case_in("registration"), "register")
    closed = ways.take(ways.fresh(case), "withdraw")
    draining.drain_exchanges(people.after(closed))
    rows = Exchange.objects.filter(case=case, system__in=["ibd", "sio"])
    assert {(r.state, r.attempts, r.sent_at) for r in rows} == {("dropped", 0, None)}, "nothing says that it was sent"
    assert "ibd.check" not in {op for op, _k, _r in line.sent}


def test_a_result_is_reported_although_the_case_is_over(line: Line) -> None:
    case = ways.take(people.case_in("preliminary_decision"), "refuse_preliminary")
    draining.drain_exchanges(people.after(case))
    assert [request["outcome"] for op, _k, request in line.sent if op == "pep.result"] == ["refused"]


def test_a_task_stops_when_its_time_is_up(question: Exchange, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PATIENCE", -1.0)
    monkeypatch.setattr(worker, "PATIENCE", -1.0)
    assert (draining.drain_exchanges(question.created_at), line.sent) == (0, [])
    with people.at(question.created_at):
        assert worker.run_job([], [str(question.pk)]) == 0
        monkeypatch.setattr(worker, "PATIENCE", 60.0)
        assert worker.run_job([], [str(question.pk)]) == 1


def test_a_row_that_is_not_there_is_no_work(db: None) -> None:
    assert not exchanges.deliver(UUID(int=1), people.START)
    assert not exchanges.apply(UUID(int=1), people.START)


def test_asking_costs_a_step_a_single_statement(
    monkeypatch: pytest.MonkeyPatch, settings: Any, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    case = people.case_in("in_transit")
    now = people.after(case)
    counts = []
    for systems in ((), ("pep", "ismp", "ibd", "sio", "knb", "berkut", "adis", "psh", "courier")):
        wire.join(monkeypatch, settings, *systems)
        if not systems:
            settings.GATEWAYS = {}
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                performing.perform(case.pk, "receive_originals", people.officer(), now)
            # Of a statement that PostgreSQL keeps planned, and those only read, Django's log has no text.
            counts.append(sum('"cases_exchange"' in (q["sql"] or "") for q in queries))
            transaction.set_rollback(True)
    assert counts == [1, 1]
