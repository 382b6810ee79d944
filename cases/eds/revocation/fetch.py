"""HTTP to the authorities' services: http and https only, no redirects, one time limit for the whole, a limit of bytes.

An address out of a certificate is used only after the certificate's chain was anchored (RFC 6960, 6; SSRF). The
answers are signed themselves, so plain http, which НУЦ РК uses, is as good as https.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from typing import BinaryIO
from urllib.parse import SplitResult, urlsplit

_CHUNK = 64 * 1024


class Unreachable(Exception):
    """No usable answer: refused address, no connection, time over, too long, broken off. The text names no person."""


class TooLong(Unreachable):
    """There is an answer, of more bytes than are taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers`: names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def post(
    url: str, body: bytes, kind: str, *, seconds: float, limit: int, headers: Mapping[str, str] | None = None
) -> Answer:
    """POST `body` of the media type `kind`; any HTTP status is returned, the body at most `limit` bytes.

    `seconds` covers all but the look-up of the name, which the system's resolver limits. Unreachable; its cause is a
    TimeoutError when the time was over.
    """
    with _asked(url, "POST", {"Content-Type": kind, **(headers or {})}, body, seconds) as response:
        parts = b"".join(_read(response, limit))
        return Answer(response.status, _headers(response), parts)


def download(url: str, into: BinaryIO, headers: Mapping[str, str], *, seconds: float, limit: int) -> Answer:
    """GET into a file, piece by piece. Only the body of a 200 is written; the status is for the caller to judge."""
    with _asked(url, "GET", headers, None, seconds) as response:
        if response.status == 200:
            for part in _read(response, limit):
                into.write(part)
        return Answer(response.status, _headers(response))


def allowed(url: str) -> bool:
    """Whether an address can be asked at all: http(s), with a host, without a name and password in it."""
    try:
        _parts(url)
    except Unreachable:
        return False
    return True


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.username is not None or not url.isascii() or any(c <= " " for c in url):
        raise Unreachable("address refused")
    return parts


@contextmanager
def _asked(
    url: str, method: str, headers: Mapping[str, str], body: bytes | None, seconds: float
) -> Iterator[HTTPResponse]:
    parts = _parts(url)
    connection = _connection(parts, seconds)
    watch = _Watch(seconds)
    try:
        connection.connect()
        watch.over(connection.sock)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, dict(headers))
        with connection.getresponse() as response:
            yield response
        watch.end()
    except (OSError, HTTPException, ValueError) as error:
        cause = TimeoutError("the whole took too long") if watch.late else error
        raise Unreachable(f"{type(cause).__name__}: {cause}"[:200]) from cause
    except Unreachable:
        if watch.late:  # what was cut off looks like a short answer
            raise Unreachable("the whole took too long") from TimeoutError()
        raise
    finally:
        watch.cancel()
        connection.close()


class _Watch(Timer):
    """Cuts the connection when the time is over.

    The socket's own limit starts anew with every byte: who sends one a second would hold us for ever.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds, self._cut)
        self.daemon = True
        self.late = False

    def over(self, sock: socket.socket) -> None:
        self._sock = sock
        self.start()

    def _cut(self) -> None:
        self.late = True
        # A close would not wake who reads from the socket; a shutdown does.
        with suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """To the reader a cut looks like the end of the answer."""
        if self.late:
            raise TimeoutError("the whole took too long")


def _connection(parts: SplitResult, seconds: float) -> HTTPConnection:
    assert parts.hostname
    if parts.scheme == "http":
        return HTTPConnection(parts.hostname, parts.port, timeout=seconds)
    return HTTPSConnection(parts.hostname, parts.port, timeout=seconds, context=ssl.create_default_context())


def _headers(response: HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _read(response: HTTPResponse, limit: int) -> Iterator[bytes]:
    """The body. That it was broken off shows in the length announced; where there is none, DER and JSON show it."""
    if (response.length or 0) > limit:
        raise TooLong("too long")
    got = 0
    while part := response.read(_CHUNK):
        got += len(part)
        if got > limit:
            raise TooLong("too long")
        yield part
    if response.length:
        raise Unreachable("broken off")
