"""HTTP as the portal asks others: http and https only, no redirects, one time limit, a limit of bytes; directly, or
through the proxy by which an agency's network is left (`cases.net.egress`).

A name is looked up once, and what it leads to is connected to: one that leads elsewhere a moment later leads nowhere
(SSRF). TLS is verified against the name, always, by the system's authorities; SSL_CERT_FILE names a file of others.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from threading import Thread
from typing import Any, BinaryIO
from urllib.parse import SplitResult, urlsplit

from cases.net import egress

_CHUNK = 64 * 1024
_PORTS = {"http": 80, "https": 443}
_LOOK_UP = 2.0
"""Seconds for a name that the proxy will look up again."""

Allows = Callable[[str, str], bool]
"""Of a scheme and an IP address, whether it may be connected to."""
_Addresses = list[tuple[Any, ...]]
"""What `socket.getaddrinfo` gives."""


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

    `seconds` covers the whole, from the look-up of the name to the last byte. Unreachable; its cause is a
    TimeoutError when the time was over.
    """
    with _asked(url, "POST", {"Content-Type": kind, **(headers or {})}, body, seconds) as response:
        parts = b"".join(_read(response, limit))
        return Answer(response.status, _headers(response), parts)


def tell(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, allows: Allows) -> int:
    """POST to an address that a stranger has named; the status, and nothing else of the answer is read.

    One address that `allows` does not spoils all that the name leads to. Unreachable, as `post`.
    """
    with _asked(url, "POST", headers, body, seconds, allows) as response:
        return response.status


def download(url: str, into: BinaryIO, headers: Mapping[str, str], *, seconds: float, limit: int) -> Answer:
    """GET into a file, piece by piece. Only the body of a 200 is written; the status is for the caller to judge."""
    with _asked(url, "GET", headers, None, seconds) as response:
        if response.status == 200:
            for part in _read(response, limit):
                into.write(part)
        return Answer(response.status, _headers(response))


def allowed(url: str) -> bool:
    """Whether an address can be asked at all: http(s), in ASCII, with a host, without a name and password in it."""
    try:
        _parts(url)
    except Unreachable:
        return False
    return True


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in _PORTS and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known or parts.username is not None or not url.isascii() or any(c <= " " for c in url):
        raise Unreachable("address refused")
    return parts


@contextmanager
def _asked(
    url: str, method: str, headers: Mapping[str, str], body: bytes | None, seconds: float, allows: Allows | None = None
) -> Iterator[HTTPResponse]:
    parts, end = _parts(url), time.monotonic() + seconds
    proxy = egress.proxy_for(parts.hostname or "")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    own = {"Host": parts.netloc}
    if proxy and parts.scheme == "http":  # RFC 9112, 3.2.2: a proxy is given the whole address
        path, own = f"http://{parts.netloc}{path}", own | proxy.headers
    try:
        with _connected(parts, end, allows, proxy) as sock:
            connection = HTTPConnection(parts.hostname or "", _port(parts))
            connection.sock = _Line(sock, end)
            connection.request(method, path, body, {**own, **headers})
            with connection.getresponse() as response:
                yield response
    except TimeoutError as error:
        raise Unreachable(f"nothing within {seconds:g} s") from error
    except OSError as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error
    except (HTTPException, ValueError) as error:  # its text quotes what came, or a header of ours
        raise Unreachable(type(error).__name__) from error


@contextmanager
def _connected(
    parts: SplitResult, end: float, allows: Allows | None, proxy: egress.Proxy | None
) -> Iterator[socket.socket]:
    with _reached(_towards(parts, end, allows, proxy), end) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # headers and body go one after the other
        if proxy and parts.scheme == "https":
            _tunnel(plain, parts, end, proxy)
        if parts.scheme == "http":
            yield plain
            return
        plain.settimeout(_left(end))  # of the whole handshake
        with ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as secret:
            yield secret


def _towards(parts: SplitResult, end: float, allows: Allows | None, proxy: egress.Proxy | None) -> _Addresses:
    """What is connected to: the addresses of the name, each of them allowed; or those of the proxy.

    A proxy looks the name up by itself, so what leads inside is for it to refuse; what we see we refuse before. Many a
    network that has a proxy does not know names of outside at all: that is no fault of the name.
    """
    try:
        # With a proxy there has to be time left for it.
        until = min(end, time.monotonic() + _LOOK_UP) if proxy else end
        addresses = _look_up(parts.hostname or "", _port(parts), until) if allows or not proxy else []
    except OSError:
        if not proxy:
            raise
        addresses = []
    if allows and not all(allows(parts.scheme, str(address[0])) for *_how, address in addresses):
        raise Unreachable("the address is not allowed")
    return _look_up(proxy.host, proxy.port, end) if proxy else addresses


def _tunnel(plain: socket.socket, parts: SplitResult, end: float, proxy: egress.Proxy) -> None:
    """A way through the proxy to the host itself, for TLS (RFC 9110, 9.3.6)."""
    host = parts.hostname or ""
    target = f"[{host}]:{_port(parts)}" if ":" in host else f"{host}:{_port(parts)}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", *(f"{k}: {v}" for k, v in proxy.headers.items())]
    line = _Line(plain, end)
    line.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    with HTTPResponse(line, method="CONNECT") as response:  # type: ignore[arg-type]  # it asks for its file alone
        response.begin()
    if not 200 <= response.status < 300:
        raise Unreachable(f"the proxy refuses: {response.status}")


def _port(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _look_up(host: str, port: int, end: float) -> _Addresses:
    """The system's resolver takes no limit of time and cannot be interrupted: it is left behind in a daemon thread."""
    result: Future[_Addresses] = Future()

    def ask() -> None:
        try:
            result.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:
            result.set_exception(error)

    Thread(target=ask, name="look-up", daemon=True).start()
    return result.result(timeout=_left(end))


def _reached(addresses: _Addresses, end: float) -> socket.socket:
    """The first that takes the call. Each has its share of the time: one that is silent does not use up all of it."""
    last = OSError("the name leads nowhere")
    for tries, (family, kind, protocol, _name, address) in zip(range(len(addresses), 0, -1), addresses, strict=True):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(_left(end) / tries)
            sock.connect(address)
            return sock
        except OSError as error:
            sock.close()
            last = error
    raise last


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Line(RawIOBase):
    """What `http.client` takes for a socket, and the file it reads from: nothing on it outlasts `end`.

    The socket's own limit starts again with every byte: who sends one a second would hold us for ever.
    """

    def __init__(self, sock: socket.socket, end: float) -> None:
        self._sock, self._end = sock, end

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(_left(self._end))
        return self._sock.recv_into(buffer)

    def sendall(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            self._sock.settimeout(_left(self._end))
            left = left[self._sock.send(left) :]

    def makefile(self, mode: str) -> BufferedReader:
        return BufferedReader(self)

    def close(self) -> None:
        """Who opened the socket closes it: `http.client` lets go of it before it has read the body."""


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
