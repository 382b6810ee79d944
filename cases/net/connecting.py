"""A connection to a host, directly or through the proxy, on which nothing outlasts a moment (`cases.net.fetch`)."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from threading import Thread
from typing import Any
from urllib.parse import SplitResult

from cases.net import egress
from cases.net.errors import Unreachable

PORTS = {"http": 80, "https": 443}
_LOOK_UP = 2.0
"""Seconds for a name that the proxy will look up again."""

Allows = Callable[[str, str], bool]
"""Of a scheme and an IP address, whether it may be connected to."""
_Addresses = list[tuple[Any, ...]]
"""What `socket.getaddrinfo` gives."""


@contextmanager
def connected(
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
        addresses = _look_up(parts.hostname or "", port_of(parts), until) if allows or not proxy else []
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
    target = f"[{host}]:{port_of(parts)}" if ":" in host else f"{host}:{port_of(parts)}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", *(f"{k}: {v}" for k, v in proxy.headers.items())]
    line = Line(plain, end)
    line.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    with HTTPResponse(line, method="CONNECT") as response:  # type: ignore[arg-type]  # it uses its file alone
        response.begin()
    if not 200 <= response.status < 300:
        raise Unreachable(f"the proxy refuses: {response.status}")


def port_of(parts: SplitResult) -> int:
    return parts.port or PORTS[parts.scheme]


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


class Line(RawIOBase):
    """What `http.client` takes for a socket, and the file it reads from: nothing on it outlasts `end`.

    The socket's own limit starts again with every byte: a server that sends one a second would block us for ever.
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
