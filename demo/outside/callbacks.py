"""The calls of the outside systems to the portal: signed, sent again until they are taken, spoilt where a rule says."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cases.gateways import signing
from demo.outside.behaviours import WRONG
from demo.outside.plan import Spoilt, spoilt
from demo.outside.reply import signer
from demo.outside.shared_keys import Pair
from demo.outside.store import Call, Store
from demo.outside.world import Outside

PATH = "/api/v1/inbox/{system}/{operation}"
TIMEOUT = 15.0
TRIES = 20
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=10)
"""Between two attempts: each time twice as long."""
NOT_NOW = frozenset({401, 403, 408, 425, 429})
FAILED = (OSError, http.client.HTTPException)


@dataclass(frozen=True, slots=True)
class SentCall:
    """What goes over the wire."""

    path: str
    body: bytes
    headers: Mapping[str, str]
    cut: int | None = None
    """Only so many bytes of the body are sent, then the line breaks."""


def send_due(outside: Outside, code: str = "") -> int:
    """Make every call that is due, or those about the payment of this code; returns how many were tried."""
    now = outside.clock()
    calls = [call for call in outside.store.due(now) if code in ("", call.body.get("code"))]
    for call in calls:
        _tell(outside, call, now)
    return len(calls)


def _tell(outside: Outside, call: Call, now: datetime) -> None:
    how = spoilt(call.wire) if not call.attempts else None
    letter = _letter(call, outside.pairs.theirs[call.system], how, now)
    try:
        status, answer = post(outside.portal, letter)
        if how and how.do == "replay":
            again = post(outside.portal, letter)
            answer = f"{answer} | replayed: {again[0]} {again[1]}"
    except FAILED as error:
        status, answer = None, f"{type(error).__name__}: {error}"
    _note(outside.store, call, how, status, answer, now)


def _note(store: Store, call: Call, how: Spoilt | None, status: int | None, answer: str, now: datetime) -> None:
    """What was spoilt is sent again as it should be; a clear no is final; all else is tried again."""
    if status is not None and 200 <= status < 300:
        state = "told"
    elif how is None and status is not None and status < 500 and status not in NOT_NOW:
        state = "refused"
    else:
        state = "planned" if call.attempts + 1 < TRIES else "dead"
    spoiling = f"{how.do} {how.how}".strip() + ": " if how else ""
    wait = min(FIRST * 2**call.attempts, LONGEST) if state == "planned" else timedelta(0)
    store.called(call, state, status, spoiling + answer, now + wait)


# ------------------------------------------------------------------------------------------------ the message


def _letter(call: Call, pair: Pair, how: Spoilt | None, now: datetime) -> SentCall:
    path, body = PATH.format(system=call.system, operation=call.operation), _body(call, how)
    headers = {"Content-Type": "application/json", "Idempotency-Key": call.key}
    if not (how and how.do == "unsigned"):
        hand, at = signer(pair, how, now)
        headers |= signing.headers(hand.key_id, hand.hashed, "POST", path, body, at)
    return SentCall(path, body, headers, len(body) // 2 if how and how.how == "truncated" else None)


def _body(call: Call, how: Spoilt | None) -> bytes:
    body = json.dumps(call.body, ensure_ascii=False).encode()
    if how and how.do == "malformed" and how.how in WRONG:
        return WRONG[how.how]
    return body + b" " * int(how.megabytes * 1024 * 1024) if how and how.do == "huge" else body


def post(portal: str, letter: SentCall) -> tuple[int, str]:
    """(status, the first words of the answer). Raises one of FAILED."""
    address = urlsplit(portal)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    line: Any = kind(address.hostname or "", address.port, timeout=TIMEOUT)
    try:
        line.putrequest("POST", address.path.rstrip("/") + letter.path, skip_accept_encoding=True)
        for name, value in ({**letter.headers, "Content-Length": str(len(letter.body))}).items():
            line.putheader(name, value)
        _send(line, letter)
        answer = line.getresponse()
        return answer.status, answer.read(2000).decode(errors="replace")
    finally:
        line.close()


def _send(line: Any, letter: SentCall) -> None:
    """Who finds a body too large may answer and hang up before all of it is sent: then the answer is what counts."""
    try:
        line.endheaders(letter.body[: letter.cut])
        if letter.cut is not None:
            line.sock.shutdown(1)
    except (BrokenPipeError, ConnectionResetError):
        if letter.cut is not None:
            raise
