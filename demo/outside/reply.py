"""What an outside system answers: the body, its signature, and how it goes over the wire, spoilt as the rule says."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from cases.gateways import signing
from demo.outside.behaviours import WRONG
from demo.outside.plan import Spoilt
from demo.outside.shared_keys import Pair

HANG = 600.0
"""Seconds after which a line that hangs is closed here too."""
PIECE = 64 * 1024

Pause = Callable[[float], object]


JSON, PROBLEM = "application/json", "application/problem+json"


@dataclass(frozen=True, slots=True)
class StandinReply:
    status: int
    body: bytes = b""
    wait: float = 0.0
    """Seconds before it goes out."""
    wire: Spoilt | None = None
    """How it is spoilt."""
    twice: bool = False
    """It is sent twice on one connection."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Of its signature."""
    kind: str = JSON


def problem(status: int, title: str, detail: str = "", **more: Any) -> StandinReply:
    """RFC 9457."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail} | more
    return StandinReply(status, json.dumps(content, ensure_ascii=False).encode(), kind=PROBLEM)


def signed(reply: StandinReply, pair: Pair, path: str, nonce: str, before: str, now: datetime) -> StandinReply:
    """As the answer to the request for `path` that bore `nonce`; a replay is the answer to that which bore `before`.

    Nonsense is signed like everything its system says: else nobody would come to read it.
    """
    how = reply.wire
    if how and how.do == "malformed" and how.how in WRONG:
        reply = replace(reply, body=WRONG[how.how])
    if reply.status not in signing.SIGNED or (how and how.do == "unsigned"):
        return reply
    answered_nonce = before if how and how.do == "replay" else nonce
    hand, at = signer(pair, how, now)
    headers = signing.answer_headers(hand.key_id, hand.secret, reply.status, path, answered_nonce, reply.body, at)
    return replace(reply, headers=headers)


def signer(pair: Pair, how: Spoilt | None, now: datetime) -> tuple[Pair, datetime]:
    """With which secret and by which clock a message is signed."""
    if how and how.do == "clock_skew":
        now += timedelta(seconds=how.seconds)
    if how and how.do == "wrong_signature":
        pair = replace(pair, secret=pair.secret[::-1] + "x")
    return pair, now


# ------------------------------------------------------------------------------------------------ the wire


def send(to: BaseHTTPRequestHandler, reply: StandinReply, pause: Pause) -> None:
    """`pause` lets seconds pass."""
    if reply.wait:
        pause(reply.wait)
    if reply.wire and reply.wire.do in SPOILERS:
        return SPOILERS[reply.wire.do](to, reply, reply.wire, pause)
    for _n in range(2 if reply.twice else 1):
        _whole(to, reply)


def _whole(to: BaseHTTPRequestHandler, reply: StandinReply) -> None:
    send_head(to, reply, len(reply.body))
    to.wfile.write(reply.body)


def send_head(to: BaseHTTPRequestHandler, reply: StandinReply, length: int) -> None:
    to.send_response(reply.status)
    to.send_header("Content-Type", reply.kind)
    to.send_header("Content-Length", str(length))
    for name, value in reply.headers.items():
        to.send_header(name, value)
    to.end_headers()


def _down(to: BaseHTTPRequestHandler, reply: StandinReply, how: Spoilt, pause: Pause) -> None:
    if how.how == "503":
        return _whole(to, reply)
    if how.how == "hang":
        pause(HANG)
    abort(to)


def _slow(to: BaseHTTPRequestHandler, reply: StandinReply, how: Spoilt, pause: Pause) -> None:
    send_head(to, reply, len(reply.body))
    for place in range(len(reply.body)):
        pause(how.seconds / len(reply.body))
        to.wfile.write(reply.body[place : place + 1])
        to.wfile.flush()


def _malformed(to: BaseHTTPRequestHandler, reply: StandinReply, how: Spoilt, pause: Pause) -> None:
    """What is nonsense is nonsense already; what is cut off is cut here."""
    cut = how.how == "truncated"
    send_head(to, reply, len(reply.body))
    to.wfile.write(reply.body[: len(reply.body) // 2] if cut else reply.body)
    to.close_connection |= cut


def _huge(to: BaseHTTPRequestHandler, reply: StandinReply, how: Spoilt, pause: Pause) -> None:
    """The right answer behind a mountain of white space that nobody has signed: who reads it all is none the wiser."""
    left = int(how.megabytes * 1024 * 1024)
    send_head(to, reply, left + len(reply.body))
    while left > 0:
        to.wfile.write(b" " * min(left, PIECE))
        left -= PIECE
    to.close_connection = True


def abort(to: BaseHTTPRequestHandler) -> None:
    """Breaks the line without a word (RST): the other end sees a connection reset."""
    to.close_connection = True
    to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    to.connection.close()


SPOILERS: dict[str, Callable[[BaseHTTPRequestHandler, StandinReply, Spoilt, Pause], None]] = {
    "down": _down,
    "slow": _slow,
    "malformed": _malformed,
    "huge": _huge,
}
