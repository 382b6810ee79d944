"""An answer on its way to the portal: as it should be, or spoilt as the rule says."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

from demo.outside.plan import Spoilt
from demo.outside.reply import StandinReply

HANG = 600.0
"""Seconds after which a line that hangs is given up here too."""
PIECE = 64 * 1024

Pause = Callable[[float], object]


def send(to: BaseHTTPRequestHandler, reply: StandinReply, pause: Pause) -> None:
    """`pause` lets seconds pass."""
    if reply.wait:
        pause(reply.wait)
    if reply.wire and reply.wire.do in SPOILERS:
        return SPOILERS[reply.wire.do](to, reply, reply.wire, pause)
    for _n in range(2 if reply.twice else 1):
        _whole(to, reply)


def _whole(to: BaseHTTPRequestHandler, reply: StandinReply) -> None:
    head(to, reply, len(reply.body))
    to.wfile.write(reply.body)


def head(to: BaseHTTPRequestHandler, reply: StandinReply, length: int) -> None:
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
    head(to, reply, len(reply.body))
    for place in range(len(reply.body)):
        pause(how.seconds / len(reply.body))
        to.wfile.write(reply.body[place : place + 1])
        to.wfile.flush()


def _malformed(to: BaseHTTPRequestHandler, reply: StandinReply, how: Spoilt, pause: Pause) -> None:
    """What is nonsense is nonsense already; what is cut off is cut here."""
    cut = how.how == "truncated"
    head(to, reply, len(reply.body))
    to.wfile.write(reply.body[: len(reply.body) // 2] if cut else reply.body)
    to.close_connection |= cut


def _huge(to: BaseHTTPRequestHandler, reply: StandinReply, how: Spoilt, pause: Pause) -> None:
    """The right answer behind a mountain of white space that nobody has signed: who reads it all is none the wiser."""
    left = int(how.megabytes * 1024 * 1024)
    head(to, reply, left + len(reply.body))
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
    "down": _down, "slow": _slow, "malformed": _malformed, "huge": _huge,
}  # fmt: skip
