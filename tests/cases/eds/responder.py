"""Servers on this machine that answer as responders, list servers and NCANode do, and as they do on a bad day."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Thread
from typing import Any


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Server:
    url: str
    asked: list[Asked] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    server: Http

    def log_message(self, format: str, *args: Any) -> None:
        return

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
        self.server.asked.append(asked)
        reply = self.server.answer(asked)
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(reply.body)

    do_GET = do_POST


class Http(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, at: str, answer: Callable[[Asked], Reply]) -> None:
        self.address_family = socket.AF_INET6 if ":" in at else socket.AF_INET
        self.answer, self.asked = answer, list[Asked]()
        super().__init__((at, 0), Handler)


@contextmanager
def serving(
    answer: Callable[[Asked], Reply], *, at: str = "127.0.0.1", tls: SSLContext | None = None
) -> Iterator[Server]:
    """A server that answers with what `answer` makes of a request. `at`: a loopback address of either kind."""
    http = Http(at, answer)
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True)
    shown = f"[{at}]" if ":" in at else at
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Server(f"{'https' if tls else 'http'}://{shown}:{http.server_port}/", http.asked)
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


@contextmanager
def silent() -> Iterator[str]:
    """Takes connections (the system does) and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def _nobody_else(listening: socket.socket) -> None:
    """Who waits for a caller is let go: on a busy machine the caller's time may be over before the call."""
    with suppress(OSError):
        listening.shutdown(socket.SHUT_RDWR)


@contextmanager
def dripping(first: bytes) -> Iterator[str]:
    """Says `first`, then a space every twentieth of a second: each within any limit, the whole within none."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stop = Event()

        def drip() -> None:
            with suppress(OSError), listening.accept()[0] as client:
                client.sendall(first)
                while not stop.wait(0.05):
                    client.sendall(b" ")

        thread = Thread(target=drip, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        stop.set()
        _nobody_else(listening)
        thread.join()


@contextmanager
def saying(answer: bytes) -> Iterator[str]:
    """Says these bytes, whatever it is asked, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def say() -> None:
            with suppress(OSError), listening.accept()[0] as client:
                client.recv(65536)
                client.sendall(answer)

        thread = Thread(target=say, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        _nobody_else(listening)
        thread.join()


def closed() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return f"http://127.0.0.1:{listening.getsockname()[1]}/"
