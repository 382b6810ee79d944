"""The ways in which the stand-in for NCALayer may fail, over a real WebSocket."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest
from websockets.exceptions import ConnectionClosedError

from cases.eds import cms as reading
from cases.eds.base import EdsError, Purpose
from cases.eds.decode import decode
from cases.eds.verify import verify
from demo.ncalayer import MODES, protocol
from tests.cases.eds.ncalayer.client import CHALLENGE, OTHER, PERSON, ask, call, opened, signatures, signed


@pytest.mark.parametrize("code", protocol.CODES)
def test_each_error_can_be_had(standin, code):
    standin.mode = code
    reply = ask(standin, call())
    assert (reply["status"], reply["code"]) == (False, code)


def test_a_cancel_is_a_success_without_result(standin):
    standin.mode = "cancel"
    assert ask(standin, call()) == {"status": True, "body": {}}


@pytest.mark.parametrize(
    ("mode", "reply"),
    [
        ("no_module", {"success": False, "errorCode": "MODULE_NOT_FOUND"}),
        ("empty", {"status": True, "body": {"result": []}}),
        ("blank", {}),
        ("no_status", {"body": {"result": []}}),
        ("greets_again", protocol.GREETING),
        ("not_cms", {"status": True, "body": {"result": [b64encode(b"no signature").decode()]}}),
    ],
)
def test_a_mode_with_a_single_answer_gives_it(standin, mode, reply):
    standin.mode = mode
    assert ask(standin, call()) == reply


def test_the_signature_comes_in_lines_or_bare(standin):
    standin.mode = "pem"
    (made,) = ask(standin, call())["body"]["result"]
    assert made.startswith("-----BEGIN CMS-----\n") and reading.read(decode(made), CHALLENGE)
    standin.mode = "string"
    bare = ask(standin, call())["body"]["result"]
    assert reading.read(decode(bare), CHALLENGE)


def test_it_is_busy(standin):
    standin.mode = "busy"
    assert ask(standin, call())["code"] == "GENERAL_ERROR"


def test_it_is_slow(standin):
    standin.mode = "slow"
    assert signed(standin).content == CHALLENGE


def test_it_says_something_else(standin):
    standin.mode = "garbage"
    with opened(standin) as ws:
        ws.send(json.dumps(call()))
        assert str(ws.recv(timeout=10)).startswith("<html>")


def test_it_hangs_up(standin):
    standin.mode = "hang_up"
    with opened(standin) as ws:
        ws.send(json.dumps(call()))
        with pytest.raises(ConnectionClosedError):
            ws.recv(timeout=10)


def test_while_it_is_silent_heartbeats_go_on_and_a_second_request_waits_for_the_first(standin):
    standin.mode = "silent"
    with opened(standin) as ws:
        ws.send(json.dumps(call()))
        ws.send(protocol.HEARTBEAT)
        assert ws.recv(timeout=10) == protocol.HEARTBEAT
        ws.send(json.dumps(call()))
        assert json.loads(ws.recv(timeout=10))["code"] == "GENERAL_ERROR"
        with pytest.raises(TimeoutError):
            ws.recv(timeout=0.05)


def test_a_connection_serves_requests_in_turn(standin):
    with opened(standin) as ws:
        for _ in range(3):
            ws.send(json.dumps(call()))
            assert signatures(json.loads(ws.recv(timeout=10)))


REFUSALS = {
    "altered": "wrong_content",
    "two_signers": "two_signers",
    "no_certificate": "no_certificate",
    "clock_ahead": "clock_ahead",
    "clock_behind": "clock_behind",
    "other_person": "other_iin",
    "no_iin": "no_iin",
    "expired": "expired",
    "not_yet_valid": "not_yet_valid",
    "revoked": "revoked",
    "foreign": "unknown_issuer",
    "auth_certificate": "auth_certificate",
    "gost_2004": "gost_2004",
    "not_cms": "not_cms",
}


@pytest.mark.parametrize("holder", [PERSON, OTHER], ids=["rsa", "gost"])
@pytest.mark.parametrize(("mode", "fault"), REFUSALS.items())
def test_the_portal_refuses_what_each_mode_makes(standin, trusted, mode, fault, holder):
    standin.mode, standin.holder = mode, holder.iin
    (made,) = ask(standin, call())["body"]["result"]
    now = datetime.now(UTC)
    with pytest.raises(EdsError) as refused:
        verify(made, CHALLENGE, Purpose.PERSON, now, iin=holder.iin, not_before=now - timedelta(minutes=5))
    assert refused.value.code == fault


def test_every_mode_is_shown_to_work_above():
    simple = {
        "",
        "blank",
        "no_status",
        "greets_again",
        "cancel",
        "no_module",
        "busy",
        "silent",
        "slow",
        "hang_up",
        "garbage",
        "pem",
        "string",
        "empty",
    }
    assert set(MODES) == simple | set(protocol.CODES) | set(REFUSALS)


def test_an_unknown_mode_is_refused(standin):
    with pytest.raises(ValueError, match="no mode"):
        standin.mode = "sulk"
