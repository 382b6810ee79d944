"""The stand-in for the outside systems is asked over real HTTP: by the portal's transport, and by strangers."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import re
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.gateways import signing
from cases.gateways.contract import OPERATIONS, Malformed, Refused, TimedOut, Unavailable
from cases.gateways.jsontext import canonical
from cases.gateways.subject import Verdict
from tests.cases.gateways.standin import CLEAR, DAY, REQUESTS, SOON, SUBJECT, TIMEOUT, Clock, Standin, rule, running


@pytest.mark.parametrize(("system", "name"), OPERATIONS)
def test_every_operation_is_answered_as_the_contract_says(system: str, name: str, tmp_path: Path) -> None:
    operation = OPERATIONS[system, name]
    with running("", tmp_path) as standin:
        answer = standin.ask(system, name, REQUESTS.get((system, name), SUBJECT))
        assert (answer is None) if operation.asynchronous else isinstance(answer, operation.answer or ())
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
    "unsigned": (rule("unsigned", on="answer"), Malformed),
    "wrongly signed": (rule("wrong_signature", on="answer"), Malformed),
    "replayed": (rule("replay", on="answer"), Malformed),
    "by a clock that is wrong": (rule("clock_skew", on="answer", seconds=3600), Malformed),
    "by a clock that is a little wrong": (rule("clock_skew", on="answer", seconds=-240), Verdict),
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


def test_who_was_asked_to_wait_gets_the_answer_by_asking_again(tmp_path: Path) -> None:
    """КНБ's call may be lost: the portal asks again under the same key."""
    with running(rule("answer", days=3) + rule("never"), tmp_path, clock=(clock := Clock())) as standin:
        assert standin.ask("knb", "approve") is None
        clock.now += 2 * DAY
        assert standin.ask("knb", "approve") is None
        clock.now += 2 * DAY
        assert standin.ask("knb", "approve").answered_on.isoformat() == "2026-06-04"
        assert standin.calls() == [("answer", "withheld", None)]


def test_the_daily_reconciliation_finds_what_was_paid_and_not_reported(tmp_path: Path) -> None:
    with running(rule("never"), tmp_path, clock=(clock := Clock())) as standin:
        standin.ask("psh", "intent", REQUESTS["psh", "intent"], key="a")
        before = standin.ask("psh", "reconcile", REQUESTS["psh", "reconcile"], key="b")
        clock.now += DAY
        after = standin.ask("psh", "reconcile", REQUESTS["psh", "reconcile"], key="c")
        assert [before.items[0].state, after.items[0].state, str(after.items[0].amount)] == [
            "unknown",
            "paid",
            "17300.00",
        ]


# ------------------------------------------------------------------------------------------------ who asks


def _post(standin: Standin, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    with closing(http.client.HTTPConnection(*standin.server.server_address[:2], timeout=5)) as connection:  # type: ignore[arg-type]
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def _signed(standin: Standin, body: bytes, shift: timedelta = timedelta(0), **changed: str) -> dict[str, str]:
    pair = standin.outside.pairs.portals["ibd"]
    known = {"key_id": pair.key_id, "secret": pair.secret, "path": "/ibd/check"} | changed
    headers = signing.headers(known["key_id"], known["secret"], "POST", known["path"], body, standin.clock() + shift)
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
        status, reply = _post(standin, "/ibd/check", body, _signed(standin, body, **changed))
        assert (status, reply["detail"], standin.effects()) == (401, why, 0)


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
                assert status != 200 or ("&lt;b&gt;1&lt;/b&gt;" in shown and "04.06.2026" in shown)
                styles = re.findall(r"<style>(.*?)</style>", shown, re.DOTALL)
                hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]
                assert len(styles) == (status == 200)
                assert all(f"'sha256-{h}'" in answer.headers["Content-Security-Policy"] for h in hashes), "else dropped"


def test_it_still_knows_after_a_restart_what_it_was_asked(tmp_path: Path) -> None:
    place, clock = tmp_path / "memory" / "outside.sqlite3", Clock()
    with running(rule("answer", days=3), tmp_path, store=place, clock=clock) as standin:
        standin.ask("knb", "approve")
    with running(rule("refuse", reason="R"), tmp_path, store=place, clock=clock) as standin:
        clock.now += 4 * DAY
        assert standin.ask("knb", "approve").answered_on.isoformat() == "2026-06-04"
        assert standin.effects() == 1
