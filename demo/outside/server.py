"""All outside systems behind one port of loopback: in threads of their own for tests, or as the whole process."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

from cases.gateways import signing
from demo.outside import callbacks, payment_page
from demo.outside.page import POLICY, page
from demo.outside.reply import StandinReply, problem, send
from demo.outside.world import LARGEST, Outside

LOOPBACK = "127.0.0.1"
HOSTS = frozenset({LOOPBACK, "localhost", "::1"})
BEAT = 0.5
"""Seconds between two looks at what is due."""
PATIENCE = 30.0
"""Seconds for a request to come in."""
ASKED = (signing.KEY, signing.TIMESTAMP, signing.NONCE, signing.SIGNATURE, "Idempotency-Key")
HTML = "text/html; charset=utf-8"
log = logging.getLogger("outside")


class StandinServer(ThreadingHTTPServer):
    """`port` 0 takes a free one; OSError when it is taken. `pause` lets seconds pass, until the server stops."""

    daemon_threads = True
    block_on_close = False
    # The queue of the portal opens many lines at once after a restart.
    request_queue_size = 64

    def __init__(self, outside: Outside, port: int = 0, pause: Callable[[float], Any] | None = None) -> None:
        self.outside, self.stopping = outside, Event()
        self.pause = pause or self.stopping.wait
        self._running: list[Thread] = []
        super().__init__((LOOPBACK, port), StandinHandler)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def start(self, calls: bool = True) -> StandinServer:
        """Serve, and with `calls` make the calls that are due, each in a thread, until `stop`."""
        wanted = [self._serve, self._call] if calls else [self._serve]
        self._running = [Thread(target=target, name=f"outside{target.__name__}", daemon=True) for target in wanted]
        for thread in self._running:
            thread.start()
        return self

    def stop(self) -> None:
        self.stopping.set()
        if self._running:
            self.shutdown()
        for thread in self._running:
            thread.join(callbacks.TIMEOUT + 1)
        self.server_close()

    def __enter__(self) -> StandinServer:
        return self.start(calls=False)

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _serve(self) -> None:
        self.serve_forever(poll_interval=0.05)

    def _call(self) -> None:
        while not self.stopping.wait(BEAT):
            try:
                callbacks.send_due(self.outside)
            except Exception:  # the other calls go on
                log.exception("a call failed")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up in the middle of an answer is no error of ours."""
        log.debug("connection lost", exc_info=True)


class StandinHandler(BaseHTTPRequestHandler):
    server: StandinServer
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    # Head and body leave in two pieces: the second would wait for the caller's delayed acknowledgement of the first.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST:
            self.close_connection = True
            return send(self, problem(413, "Too large, or no length given."), self.server.pause)
        body = self.rfile.read(int(length))
        if len(body) == int(length):  # else they have hung up
            send(self, self._answer(body), self.server.pause)

    def _answer(self, body: bytes) -> StandinReply:
        if self.path != payment_page.PATH:
            return self.server.outside.ask(self.path, body, self._given())
        reply, code = self.server.outside.press(self.path, body, self._given())
        if code:  # the portal hears of it before this is answered
            callbacks.send_due(self.server.outside, code)
        return reply

    def _given(self) -> dict[str, str]:
        """However they are spelt: the names of headers know no case."""
        return {name: self.headers.get(name, "") for name in ASKED}

    def do_GET(self) -> None:
        """The page, for who opens it by its own address: names may be made to point here."""
        host = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if host not in HOSTS:
            reply = problem(403, "Open this page by its own address.")
        elif self.path != "/":
            reply = problem(404, "There is nothing here.")
        else:
            headers = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}
            reply = StandinReply(200, page(self.server.outside).encode(), headers=headers, kind=HTML)
        send(self, reply, self.server.pause)

    def version_string(self) -> str:
        return "outside"

    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)
