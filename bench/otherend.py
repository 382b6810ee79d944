"""The other end of the wire: a stub that answers over loopback, and one that answers without any wire."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from unittest.mock import patch

from django.test.utils import override_settings

from cases.gateways import registry, signing
from cases.gateways.contract import Message, Operation, Reply
from cases.gateways.jsontext import bytes_to_text, canonical
from cases.models.exchange import SYSTEMS
from demo.world.transport import world

BY_HAND: dict[str, dict[str, Any]] = {}
"""The setting GATEWAYS by which no question goes out."""
KEY = SECRET = "bench"


def joined(url: str) -> dict[str, dict[str, Any]]:
    """The setting GATEWAYS with every system behind `url`."""
    common = {"transport": "http", "key_id": KEY, "secret": SECRET, "timeout": 10.0}
    return {system: common | {"url": f"{url}/{system}"} for system in SYSTEMS}


def demo_answer(system: str, name: str, request: dict[str, Any], at: datetime) -> Message:
    """What the demo's world says, at once."""
    answer: Message = world(system).answer(name, request, at)
    return answer


class Null:
    """A gateway without a wire: what is left is the outbox itself."""

    def __init__(self, system: str) -> None:
        self.system = system

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        answer = demo_answer(self.system, operation.name, request, now)
        return Reply(answer, received=bytes_to_text(canonical(answer.to_json())))


@contextmanager
def without_wire() -> Iterator[None]:
    with override_settings(GATEWAYS=joined("http://127.0.0.1:9")), patch.object(registry, "gateway", Null):
        yield


class Stub(ThreadingHTTPServer):
    """`heard`: by Idempotency-Key the moment (perf_counter) at which a question was read to its end."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, at: datetime) -> None:
        self.at, self.heard = at, dict[str, float]()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Stub
    # Head and body leave in one piece: else Nagle's wait for the client's delayed acknowledgement is what is measured.
    wbufsize = -1

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.heard[self.headers["Idempotency-Key"]] = time.perf_counter()
        system, name = self.path.strip("/").split("/")
        body = canonical(demo_answer(system, name, request, self.server.at).to_json())
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for header, value in self._signed(body).items():
            self.send_header(header, value)
        self.end_headers()
        self.wfile.write(body)

    def _signed(self, body: bytes) -> dict[str, str]:
        """By the clock of who asks: the portal of the bench does not live today."""
        sent_at = datetime.fromtimestamp(int(self.headers[signing.TIMESTAMP]), UTC)
        return signing.answer_headers(KEY, SECRET, 200, self.path, self.headers[signing.NONCE], body, sent_at)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def over_http(at: datetime) -> Iterator[Stub]:
    """Every system behind one stub, in a thread of this process: it takes its part of the same processor."""
    with Stub(at) as stub:
        thread = Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            with override_settings(GATEWAYS=joined(stub.url)):
                yield stub
        finally:
            stub.shutdown()
            thread.join()
