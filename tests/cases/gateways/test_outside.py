"""The stand-in for the outside systems over real HTTP: the portal's transport on one side, its API on the other."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from cases.demo.outside import join
from cases.demo.outside.postman import FIRST
from cases.gateways import outbox, signing
from cases.gateways.contract import OPERATIONS, Accepted, Malformed, Refused, TimedOut, Unavailable
from cases.gateways.messages import canonical
from cases.gateways.subject import Verdict
from cases.models import ApiCall, ApiClient, ApiKey, Case, Check, Discrepancy, Event, Exchange
from cases.models.exchange import SYSTEMS
from tests import people
from tests.cases import ways
from tests.cases.gateways.standin import DAY, SUBJECT, TIMEOUT, Clock, Standin, rule, running

ROOT = Path(__file__).resolve().parents[3]
CLEAR = rule("answer", answer={"clear": True, "text": ""})
SOON = 0.3
"""Seconds after which the portal gives up a system that hangs."""

# ------------------------------------------------------------------------------------------------ what is asked

REQUESTS: dict[tuple[str, str], dict[str, Any]] = {
    ("pep", "receipt"): {
        "case": "DNR-2026-00001", "iin": "900101300017", "department": "astana",
        "filed_at": "2026-06-01T10:00:00+05:00",
    },
    ("pep", "result"): {
        "case": "DNR-2026-00001", "iin": "900101300017", "stage": "preliminary", "outcome": "approved",
        "number": "AST-1", "decided_at": "2026-06-01T10:00:00+05:00",
    },
    ("ismp", "register"): SUBJECT | {"department": "astana"},
    ("berkut", "crossing"): SUBJECT | {"since": "2026-05-20"},
    ("psh", "intent"): {
        "case": "DNR-2026-00001", "code": "DNR0A1B2C", "kind": "prp", "amount": "17300.00", "iin": "900101300017",
    },
    ("psh", "reconcile"): {"codes": ["DNR0A1B2C"]},
    ("courier", "pickup"): {
        "case": "DNR-2026-00001", "courier": "C", "waybill": "W-1", "sheets": 3, "department": "astana",
    },
}  # fmt: skip


@pytest.mark.parametrize(("system", "name"), OPERATIONS)
def test_every_operation_is_answered_as_the_contract_says(system: str, name: str, tmp_path: Path) -> None:
    operation = OPERATIONS[system, name]
    with running("", tmp_path) as standin:
        answer = standin.ask(system, name, REQUESTS.get((system, name), SUBJECT))
        assert isinstance(answer, Accepted if operation.asynchronous else operation.answer)  # type: ignore[arg-type]
        assert standin.ask(system, name, REQUESTS.get((system, name), SUBJECT)) == answer
        assert standin.effects() == 1, "the same key does nothing twice"


ANSWERS: dict[str, tuple[str, type]] = {
    "nothing special": ("", Verdict),
    "a delay": (rule("delay", seconds=30), Verdict),
    "byte by byte": (rule("slow", seconds=2), Verdict),
    "the same twice": (rule("duplicate", on="answer"), Verdict),
    "a refusal": (rule("refuse", reason="Нет такого лица."), Refused),
    "down": (rule("down"), Unavailable),
    "reset": (rule("down", how="reset"), Unavailable),
    "hangs": (rule("down", how="hang"), TimedOut),
    "lost on the way": (rule("down", how="lost"), Unavailable),
    "no JSON": (rule("malformed"), Malformed),
    "another schema": (rule("malformed", how="schema"), Malformed),
    "nothing at all": (rule("malformed", how="empty"), Malformed),
    "a list": (rule("malformed", how="list"), Malformed),
    "half of it": (rule("malformed", how="truncated"), Unavailable),
    "50 MB": (rule("huge"), Malformed),
    "a type that is wrong": (rule("answer", answer={"clear": "yes"}), Malformed),
}
"""How ИБД behaves, and what the portal's transport makes of it."""


@pytest.mark.parametrize(("rules", "made"), ANSWERS.values(), ids=ANSWERS)
def test_the_portal_understands_every_way_to_answer(rules: str, made: type, tmp_path: Path) -> None:
    with running(CLEAR + rules, tmp_path) as standin:
        if issubclass(made, Exception):
            with pytest.raises(made):
                standin.ask("ibd", "check", timeout=SOON if "hang" in rules else TIMEOUT)
        else:
            assert standin.ask("ibd", "check").clear is True
            assert standin.ask("ibd", "check", key="key-2").clear is True, "the line is as it was"


@pytest.mark.parametrize("how", ["503", "reset", "lost", "truncated", "not_json"])
def test_what_failed_once_is_answered_at_the_second_try_and_done_once(how: str, tmp_path: Path) -> None:
    do = "down" if how in ("503", "reset", "lost") else "malformed"
    with running(CLEAR + rule(do, how=how, times=1), tmp_path) as standin:
        with pytest.raises((Unavailable, Malformed)):
            standin.ask("ibd", "check")
        assert standin.effects() == (how not in ("503", "reset"))
        assert isinstance(standin.ask("ibd", "check"), Verdict)
        assert standin.effects() == 1


def test_who_drips_is_cut_off_by_the_limit_for_the_whole(tmp_path: Path) -> None:
    """A limit for each byte alone would never be reached."""
    with running(rule("slow", seconds=60), tmp_path) as standin:
        standin.server.pause = lambda _seconds: standin.server.stopping.wait(SOON / 10)
        with pytest.raises(TimedOut):
            standin.ask("ibd", "check", timeout=SOON)


def test_a_refusal_says_why_and_stays(tmp_path: Path) -> None:
    with running(rule("refuse", reason="Нет такого лица.", times=1), tmp_path) as standin:
        for _again in range(2):
            with pytest.raises(Refused, match="Нет такого лица"):
                standin.ask("ibd", "check")


def test_a_key_is_not_taken_for_another_request(tmp_path: Path) -> None:
    with running("", tmp_path) as standin:
        standin.ask("ibd", "check")
        with pytest.raises(Malformed, match="422"):
            standin.ask("ibd", "check", SUBJECT | {"surname": "OTHER"})


def test_who_was_told_to_wait_gets_the_answer_by_asking_again(tmp_path: Path) -> None:
    """КНБ's call may be lost: the portal asks again under the same key."""
    with running(rule("answer", days=3) + rule("never"), tmp_path, clock=(clock := Clock())) as standin:
        assert isinstance(standin.ask("knb", "approve"), Accepted)
        clock.now += 2 * DAY
        assert isinstance(standin.ask("knb", "approve"), Accepted)
        clock.now += 2 * DAY
        assert standin.ask("knb", "approve").answered_on.isoformat() == "2026-06-04"
        assert standin.calls() == [("answer", "withheld", None)]


def test_the_daily_reconciliation_finds_what_was_paid_and_not_told(tmp_path: Path) -> None:
    with running(rule("never"), tmp_path, clock=(clock := Clock())) as standin:
        standin.ask("psh", "intent", REQUESTS["psh", "intent"], key="a")
        before = standin.ask("psh", "reconcile", REQUESTS["psh", "reconcile"], key="b")
        clock.now += DAY
        after = standin.ask("psh", "reconcile", REQUESTS["psh", "reconcile"], key="c")
        assert [before.items[0].state, after.items[0].state, str(after.items[0].amount)] == [
            "unknown", "paid", "17300.00",
        ]  # fmt: skip


# ------------------------------------------------------------------------------------------------ who asks


def _post(standin: Standin, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    with closing(http.client.HTTPConnection(*standin.server.server_address[:2], timeout=5)) as connection:  # type: ignore[arg-type]
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def _signed(standin: Standin, body: bytes, shift: timedelta = timedelta(0), **changed: str) -> dict[str, str]:
    pair = standin.outside.pairs.portals["ibd"]
    known = {"key_id": pair.key_id, "secret": pair.secret, "path": "/ibd/check"} | changed
    headers = signing.headers(
        known["key_id"], known["secret"], "POST", known["path"], body, standin.clock() + shift
    )  # fmt: skip
    return headers | {"Idempotency-Key": "k", "Content-Type": "application/json"}


STRANGERS: dict[str, tuple[dict[str, Any], str]] = {
    "another key": ({"key_id": "somebody"}, ""),
    "another secret": ({"secret": "guessed"}, "wrong"),
    "another path": ({"path": "/sio/check"}, "wrong"),
    "an hour late": ({"shift": timedelta(hours=-1)}, "skew"),
    "an hour early": ({"shift": timedelta(hours=1)}, "skew"),
}


@pytest.mark.parametrize(("changed", "why"), STRANGERS.values(), ids=STRANGERS)
def test_nobody_but_the_portal_is_answered(changed: dict[str, Any], why: str, tmp_path: Path) -> None:
    body = canonical(SUBJECT)
    with running("", tmp_path) as standin:
        status, told = _post(standin, "/ibd/check", body, _signed(standin, body, **changed))
        assert (status, told["detail"], standin.effects()) == (401, why, 0)


def test_a_message_is_taken_once_and_only_as_it_was_signed(tmp_path: Path) -> None:
    body = canonical(SUBJECT)
    with running("", tmp_path) as standin:
        headers = _signed(standin, body)
        assert _post(standin, "/ibd/check", body + b" ", headers)[0] == 401
        assert _post(standin, "/ibd/check", body, headers)[0] == 200
        assert _post(standin, "/ibd/check", body, headers) == (401, _post(standin, "/ibd/check", body, headers)[1])


REJECTED: dict[str, tuple[str, bytes, int]] = {
    "an unknown operation": ("/ibd/erase", b"{}", 404),
    "no JSON": ("/ibd/check", b"{", 400),
    "another schema": ("/ibd/check", b'{"iin": 1}', 422),
    "a nest without end": ("/ibd/check", b"[" * 100_000, 400),
    "too much": ("/ibd/check", b" " * (1024 * 1024 + 1), 413),
}


@pytest.mark.parametrize(("path", "body", "status"), REJECTED.values(), ids=REJECTED)
def test_what_is_no_request_is_refused(path: str, body: bytes, status: int, tmp_path: Path) -> None:
    with running("", tmp_path) as standin:
        try:
            assert _post(standin, path, body, _signed(standin, body))[0] == status
        except (BrokenPipeError, ConnectionResetError):
            assert status == 413, "it hangs up on who goes on talking"
        assert standin.effects() == 0


def test_its_page_is_for_who_opens_it_by_its_own_address(tmp_path: Path) -> None:
    with running(rule("answer", days=3), tmp_path) as standin:
        standin.ask("knb", "approve", SUBJECT | {"case": "<b>1</b>"})
        for host, path, status in (("127.0.0.1", "/", 200), ("evil.example", "/", 403), ("127.0.0.1", "/x", 404)):
            with closing(http.client.HTTPConnection(*standin.server.server_address[:2], timeout=5)) as connection:  # type: ignore[arg-type]
                connection.request("GET", path, headers={"Host": host})
                answer = connection.getresponse()
                shown = answer.read().decode()
                assert answer.status == status
                assert status != 200 or ("&lt;b&gt;1&lt;/b&gt;" in shown and "2026-06-04" in shown)


def test_it_still_knows_after_a_restart_what_it_was_asked(tmp_path: Path) -> None:
    place, clock = tmp_path / "memory" / "outside.sqlite3", Clock()
    with running(rule("answer", days=3), tmp_path, store=place, clock=clock) as standin:
        standin.ask("knb", "approve")
    with running(rule("refuse", reason="R"), tmp_path, store=place, clock=clock) as standin:
        clock.now += 4 * DAY
        assert standin.ask("knb", "approve").answered_on.isoformat() == "2026-06-04"
        assert standin.effects() == 1


# ------------------------------------------------------------------------------------------------ what it tells


@dataclass
class Live:
    """A portal that answers over HTTP and a case of it that waits for КНБ; one clock for both ends."""

    url: str
    case: Case
    clock: Any
    seen: tuple[list[Any], list[Any]] = field(default_factory=lambda: ([], []))

    @property
    def key(self) -> str:
        """Of the question that the portal has open."""
        return str(Exchange.objects.get(case=self.case, system="knb", direction=Exchange.OUT).key)

    def told(self, folder: Path, rules: str, *, system: str = "knb", name: str = "approve") -> None:
        """Ask about the case, let four days pass, and hear what is told; what failed is told once more."""
        with running(WORDS + rules, folder, portal=self.url, clock=timezone.now) as standin:
            join.register(standin.outside.pairs, timezone.now())
            asked = REQUESTS.get((system, name), SUBJECT) | {"case": self.case.number}
            standin.ask(system, name, asked, self.key)
            self.clock.shift(4 * DAY)
            standin.tell()
            self.clock.shift(FIRST)
            standin.tell()
            self.seen = standin.calls(), standin.outside.store.rows("SELECT said FROM call ORDER BY id")


WORDS = rule("answer", system="knb", days=3, answer={"clear": True, "text": ""})


@pytest.fixture
def live(live_server: Any, settings: Any) -> Iterator[Live]:
    people.reference()
    settings.PUBLIC_URL = live_server.url
    case = people.case_in("knb")
    cache.clear()
    with time_machine.travel(people.after(case), tick=False) as clock:
        yield Live(live_server.url, case, clock)


def _kept() -> list[Exchange]:
    return list(Exchange.objects.filter(direction=Exchange.IN).order_by("id"))


CALLS: dict[str, tuple[str, list[tuple[str, int | None]]]] = {
    "nothing special": ("", [("told", 202)]),
    "twice": (rule("duplicate"), [("told", 202)] * 2),
    "twice, and not the same": (rule("contradict"), [("told", 202), ("refused", 422)]),
    "of a case that does not exist": (rule("unknown_case"), [("told", 202), ("refused", 404)]),
    "an hour early": (rule("clock_skew", seconds=3600), [("told", 202)]),
    "an hour late": (rule("clock_skew", seconds=-3600), [("told", 202)]),
    "unsigned": (rule("unsigned"), [("told", 202)]),
    "wrongly signed": (rule("wrong_signature"), [("told", 202)]),
    "replayed": (rule("replay"), [("told", 202)]),
    "no JSON": (rule("malformed", on="callback"), [("told", 202)]),
    "another schema": (rule("malformed", on="callback", how="schema"), [("told", 202)]),
    "nothing at all": (rule("malformed", on="callback", how="empty"), [("told", 202)]),
    "a list": (rule("malformed", on="callback", how="list"), [("told", 202)]),
    "half of it": (rule("malformed", on="callback", how="truncated"), [("told", 202)]),
    "50 MB": (rule("huge", on="callback"), [("told", 202)]),
    "a type that is wrong": (rule("answer", on="callback", answer={"clear": "yes"}), [("refused", 422)]),
    "too late for this test": (rule("delay", days=9), [("planned", None)]),
    "never": (rule("never"), [("withheld", None)]),
}
"""How КНБ calls, and what became of each call in the end: what was spoilt is said again as it should be."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("rules", "became"), CALLS.values(), ids=CALLS)
def test_the_portal_takes_what_is_told_once_and_refuses_the_rest(
    rules: str, became: list[tuple[str, int | None]], live: Live, tmp_path: Path
) -> None:
    live.told(tmp_path, rules)
    calls, said = live.seen
    assert [call[1:] for call in calls] == became, said
    kept = _kept()
    assert len(kept) == (became[0][0] == "told")
    assert all((e.case_id, e.request["clear"], e.correlation) == (live.case.pk, True, live.key) for e in kept)


REFUSALS: dict[str, tuple[str, int, str]] = {
    "an hour early": (rule("clock_skew", seconds=3600), 401, "clock_skew"),
    "unsigned": (rule("unsigned"), 401, "unauthenticated"),
    "wrongly signed": (rule("wrong_signature"), 401, "unauthenticated"),
    "replayed": (rule("replay"), 401, "replayed"),
    "no JSON": (rule("malformed", on="callback"), 400, "malformed_json"),
    "another schema": (rule("malformed", on="callback", how="schema"), 422, "invalid"),
    "nothing at all": (rule("malformed", on="callback", how="empty"), 422, "invalid"),
    "a list": (rule("malformed", on="callback", how="list"), 422, "invalid"),
    "half of it": (rule("malformed", on="callback", how="truncated"), 401, "unauthenticated"),
    "50 MB": (rule("huge", on="callback"), 413, "too_large"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("rules", "status", "code"), REFUSALS.values(), ids=REFUSALS)
def test_each_refusal_is_on_record_with_its_reason(
    rules: str, status: int, code: str, live: Live, tmp_path: Path
) -> None:
    live.told(tmp_path, rules)
    assert (status, code) in list(ApiCall.objects.exclude(status=202).values_list("status", "code"))


@pytest.mark.django_db(transaction=True)
def test_the_courier_may_tell_the_end_before_the_beginning(live: Live, tmp_path: Path) -> None:
    """The moments it names are right all the same, so the portal can put them in order."""
    live.told(tmp_path, rule("reorder"), system="courier", name="pickup")
    told = [e.request for e in _kept()]
    assert [t["status"] for t in told] == ["delivered", "in_transit", "accepted"]
    assert [t["status"] for t in sorted(told, key=lambda t: t["moved_at"])] == ["accepted", "in_transit", "delivered"]


@pytest.mark.django_db(transaction=True)
def test_who_finds_the_portal_shut_calls_again(live: Live, tmp_path: Path) -> None:
    open_at, live.url = live.url, f"http://127.0.0.1:{_shut_port()}"
    with running(WORDS, tmp_path, portal=live.url, clock=timezone.now) as standin:
        join.register(standin.outside.pairs, timezone.now())
        standin.ask("knb", "approve", SUBJECT | {"case": live.case.number})
        live.clock.shift(4 * DAY)
        standin.tell()
        assert standin.calls() == [("answer", "planned", None)]
        standin.outside.portal = open_at
        assert standin.tell() == 0, "not at once"
        live.clock.shift(FIRST)
        assert standin.tell() == 1
        assert standin.calls() == [("answer", "told", 202)]


def _shut_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# ------------------------------------------------------------------------------------------------ outbox and inbox

SENT: dict[str, tuple[str, str, list[str]]] = {
    "nothing special": ("", "answered", ["ok"]),
    "down twice": (rule("down", times=2), "answered", ["unavailable", "unavailable", "ok"]),
    "the answer lost": (rule("down", how="lost", times=1), "answered", ["unavailable", "ok"]),
    "hung up": (rule("down", how="hang", times=1), "answered", ["timed_out", "ok"]),
    "no JSON, then JSON": (rule("malformed", times=1), "answered", ["malformed", "ok"]),
    "50 MB, then an answer": (rule("huge", times=1), "answered", ["malformed", "ok"]),
    "a refusal": (rule("refuse", reason="R"), "refused", ["refused"]),
    "never readable": (rule("malformed", how="schema"), "dead", ["malformed"] * (len(outbox.WAITS) + 1)),
}
"""How ИБД behaves, what becomes of the portal's question, and after which attempts."""


@pytest.fixture
def asked(transactional_db: None, settings: Any) -> Iterator[tuple[Exchange, Any]]:
    """One question to ИБД about a case under check, and the clock."""
    people.reference()
    case = people.case_in("checks", prepared=False)
    Exchange.objects.all().delete()
    row = outbox.row(OPERATIONS["ibd", "check"], case, {}, people.after(case))
    outbox.ask([row])
    with time_machine.travel(people.after(case), tick=False) as clock:
        yield row, clock


def _delivered(row: Exchange, clock: Any, rounds: int = 40) -> Exchange:
    """The worker has its turn every some hours until nothing is to be done."""
    for _round in range(rounds):
        outbox.drain(timezone.now())
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
        settings.GATEWAYS = standin.gateways(timeout=SOON)
        _delivered(row, clock)
        assert [a.outcome for a in row.tries.order_by("at", "id")] == attempts
        assert (row.state, row.outcome) == (state, "applied" if state == "answered" else "")
        assert Check.objects.filter(case=row.case_id, kind="ibd", by=None).count() == (state == "answered")
        assert standin.effects() <= 1


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
        outbox.release(timezone.now())
        with monkeypatch.context() as broken, pytest.raises(death):
            broken.setattr(outbox, "_marked", dies)
            outbox.deliver(row.pk, timezone.now())
        assert standin.effects() == 1, "it was sent"
        assert outbox.drain(timezone.now()) == 0, "the lease runs"
        clock.shift(outbox.LEASE)
        assert _delivered(row, clock).outcome == "applied"
        assert (standin.effects(), Check.objects.filter(case=row.case_id, kind="ibd").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_an_answer_for_a_case_that_is_closed_is_kept_and_not_applied(live: Live, tmp_path: Path) -> None:
    ways.take(live.case, "withdraw", timezone.now())
    before = ways.fresh(live.case).version
    live.told(tmp_path, "")
    outbox.drain(timezone.now())
    assert [(e.state, e.outcome) for e in _kept()] == [("answered", "kept")]
    assert ways.fresh(live.case).version == before


@pytest.mark.django_db(transaction=True)
def test_an_answer_before_the_question_is_kept_and_not_applied(live: Live, tmp_path: Path) -> None:
    early = people.case_in("checks")
    with running(WORDS, tmp_path, portal=live.url, clock=timezone.now) as standin:
        join.register(standin.outside.pairs, timezone.now())
        standin.ask("knb", "approve", SUBJECT | {"case": early.number})
        live.clock.shift(4 * DAY)
        standin.tell()
    outbox.drain(timezone.now())
    assert [(e.case_id, e.outcome) for e in _kept()] == [(early.pk, "kept")]
    assert ways.fresh(early).state == "checks"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("clear", "outcome"), [(True, "agreed"), (False, "discrepancy")])
def test_an_answer_later_than_the_officer_is_compared_with_his(
    clear: bool, outcome: str, live: Live, tmp_path: Path
) -> None:
    ways.take(live.case, "record_knb_answer", timezone.now())
    live.told(tmp_path, rule("answer", on="callback", answer={"clear": clear}))
    outbox.drain(timezone.now())
    assert [e.outcome for e in _kept()] == [outcome]
    assert Discrepancy.objects.filter(case=live.case, what="knb").count() == (outcome == "discrepancy")
    assert ways.fresh(live.case).state == "preliminary_decision"


@pytest.mark.django_db(transaction=True)
def test_who_speaks_for_one_city_is_not_heard_about_another(live: Live, tmp_path: Path) -> None:
    with running(WORDS, tmp_path, portal=live.url, clock=timezone.now) as standin:
        join.register(standin.outside.pairs, timezone.now())
        ApiClient.objects.filter(system="knb").update(city="almaty")
        standin.ask("knb", "approve", SUBJECT | {"case": live.case.number})
        live.clock.shift(4 * DAY)
        standin.tell()
        assert (standin.calls(), _kept()) == ([("answer", "refused", 404)], [])


@pytest.mark.django_db(transaction=True)
def test_a_call_that_is_told_twice_moves_the_case_once(live: Live, tmp_path: Path) -> None:
    live.told(tmp_path, rule("duplicate"))
    for _twice in range(2):
        outbox.drain(timezone.now())
    assert ways.fresh(live.case).state == "preliminary_decision"
    assert Event.objects.filter(case=live.case, step="record_knb_answer").count() == 1
    ways.sound(live.case)


# ------------------------------------------------------------------------------------------------ the command


def test_it_runs_in_the_demo_only(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="in the demo only"):
        call_command("outside", "--list")


WRONG_WORDS: dict[str, tuple[list[str], str]] = {
    "a scenario nobody knows": (["--scenario", "nowhere"], "nowhere: No such file"),
    "no speed at all": (["--speed", "0"], "--speed: more than 0"),
    "a speed that is no number": (["--speed", "nan"], "--speed: more than 0"),
    "a port that can not be": (["--port", "99999"], "Port 99999 can not be used"),
}


@pytest.mark.parametrize(("words", "said"), WRONG_WORDS.values(), ids=WRONG_WORDS)
def test_a_wrong_word_is_told_in_one_line(words: list[str], said: str, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    with pytest.raises(CommandError) as caught:
        call_command("outside", *words)
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_it_lists_scenarios_and_behaviours(capsys: Any) -> None:
    call_command("outside", "--list")
    shown = capsys.readouterr().out
    assert all(f"\n{name} " in f"\n{shown}" for name in ("calm", "storm", "wrong_signature", "down"))


@pytest.mark.django_db
def test_joining_gives_both_ends_their_keys_and_again_the_same(settings: Any, tmp_path: Path, capsys: Any) -> None:
    settings.VAR = tmp_path
    call_command("outside", "--join", "--port", "8123")
    place = Path(capsys.readouterr().out.strip())
    lines = place.read_text().splitlines()
    assert "DNR_GATEWAY_IBD=http" in lines
    assert "DNR_GATEWAY_IBD_URL=http://127.0.0.1:8123/ibd" in lines
    assert {place.stat().st_mode & 0o777, (tmp_path / "outside/pairs.json").stat().st_mode & 0o777} == {0o600}
    assert (ApiClient.objects.count(), ApiKey.objects.count()) == (len(SYSTEMS), len(SYSTEMS))
    call_command("outside", "--join", "--port", "8123")
    assert (place.read_text().splitlines(), ApiKey.objects.count()) == (lines, len(SYSTEMS))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_to_and_says_so_when_its_port_is_taken(number: signal.Signals, tmp_path: Path) -> None:
    port = _shut_port()
    environment = os.environ | {"DNR_VAR": str(tmp_path), "DNR_DEMO": "true", "DJANGO_SETTINGS_MODULE": "dnr.settings"}
    command = [sys.executable, "manage.py", "outside", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert f"listen at http://127.0.0.1:{port}" in first.stdout.readline()
        second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
        assert (second.returncode, second.stderr.count("\n")) == (1, 1)
        assert f"Port {port} is taken" in second.stderr
        first.send_signal(number)
        assert first.wait(30) == 0
