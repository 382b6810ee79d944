"""JSON over HTTP against a real server on the loopback: every answer a system can give, and none at all."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from cases.gateways import signing
from cases.gateways.contract import OPERATIONS, Accepted, GatewayError, Malformed, Refused, TimedOut, Unavailable
from cases.gateways.messages import canonical
from cases.gateways.subject import Verdict
from cases.gateways.transports import http
from tests.people import START

CHECK = OPERATIONS["ibd", "check"]
GOOD = b'{"clear":true,"reference":"I-1"}'
REQUEST: dict[str, Any] = {"case": "HUB-1", "iin": "870203300014", "surname": "Әбілов"}
PROBLEM = b'{"type":"about:blank","title":"No","detail":"unknown \\u0000person","status":409}'


class System(ThreadingHTTPServer):
    """Says `status`, `headers`, `body` to whatever comes, after `pause`; `got` holds what came."""

    daemon_threads = True
    status, body = 200, GOOD
    headers: dict[str, str] = {}
    length: int | None = None
    dribble = False

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.free = threading.Event()
        self.pause = False
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/dnr"


class Handler(BaseHTTPRequestHandler):
    server: System

    def do_POST(self) -> None:
        to = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        to.got.append((self.path, dict(self.headers), body))
        if to.pause:
            to.free.wait(10)
        self.send_response(to.status)
        for name, value in to.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(to.body) if to.length is None else to.length))
        self.end_headers()
        try:
            if to.dribble:
                for i in range(len(to.body)):
                    self.wfile.write(to.body[i : i + 1])
                    self.wfile.flush()
                    to.free.wait(0.1)
            else:
                self.wfile.write(to.body)
        except OSError:
            pass

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def system() -> Iterator[System]:
    made = System()
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    yield made
    made.free.set()
    made.shutdown()
    thread.join()
    made.server_close()


def send(url: str, timeout: float = 5.0) -> Any:
    settings = {"url": url, "key_id": "portal", "secret": "s3cret", "timeout": timeout}
    return http.gateway("ibd", settings).send(CHECK, REQUEST, key="k-1", now=START, request_id="r-1")


def test_a_request_goes_out_signed_with_its_key_and_an_answer_comes_back(system: System) -> None:
    assert send(system.url) == Verdict(clear=True, reference="I-1")
    ((path, headers, body),) = system.got
    assert (path, body, headers["Idempotency-Key"], headers["X-Request-ID"]) == (
        "/dnr/check", canonical(REQUEST), "k-1", "r-1",
    )  # fmt: skip
    assert signing.check("s3cret", "POST", path, body, headers, START)
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("said", "again"),
    [
        ("", None), ("30", timedelta(seconds=30)), ("0", timedelta(seconds=1)), ("x", None), ("-5", None),
        ("999999999", timedelta(days=1)), ("9" * 30, None), ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)  # fmt: skip
def test_an_accepted_request_is_answered_later(system: System, said: str, again: timedelta | None) -> None:
    system.status, system.body, system.headers = 202, b"", {"Retry-After": said} if said else {}
    assert send(system.url) == Accepted(again)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (409, PROBLEM, Refused),
        (409, b"no JSON", Refused),
        (409, b"[1]", Refused),
        (409, b'{"detail": {"a": 1}}', Refused),
        *((s, b"{}", Unavailable) for s in (401, 403, 408, 425, 429, 500, 502, 503, 504)),
        *((s, GOOD, Malformed) for s in (201, 204, 301, 302, 307, 400, 404, 405, 410, 413, 415, 422)),
        (200, b"", Malformed),
        (200, b"null", Malformed),
        (200, b"[]", Malformed),
        (200, b"<html>", Malformed),
        (200, GOOD[:-3], Malformed),
        (200, b"\xff\xfe{}", Malformed),
        (200, b'{"clear":"yes"}', Malformed),
        (200, b'{"clear":true,"more":1}', Malformed),
        (200, b'{"clear":NaN}', Malformed),
        (200, b'{"clear":' + b"[" * 100_000, Malformed),
        (200, b'{"clear":' + b"9" * 10_000 + b"}", Malformed),
        (200, b'{"clear":true,"text":"' + b"x" * http.LIMIT + b'"}', Malformed),
    ],
)  # fmt: skip
def test_what_a_system_can_say_has_a_type(system: System, status: int, body: bytes, error: type[GatewayError]) -> None:
    system.status, system.body = status, body
    system.headers = {"Location": "/elsewhere"} if status in (301, 302, 307) else {}
    with pytest.raises(error) as caught:
        send(system.url)
    assert type(caught.value) is error
    assert len(system.got) == 1, "no redirect is followed, nothing is tried twice"
    if len(body) < http.LIMIT and status != 204:
        assert caught.value.status == status
        assert caught.value.received.startswith(body.decode(errors="replace")[:100])


def test_a_refusal_says_why_in_characters_that_can_be_kept(system: System) -> None:
    system.status, system.body = 409, PROBLEM
    with pytest.raises(Refused) as caught:
        send(system.url)
    assert caught.value.reason == "unknown person"


def test_a_large_answer_is_not_read_to_its_end(system: System) -> None:
    system.length, system.body = 50 * 1024 * 1024, b"x" * 1000
    with pytest.raises(Malformed, match="bytes"):
        send(system.url)


def test_an_answer_that_breaks_off_is_no_answer(system: System) -> None:
    system.length = len(GOOD) + 10
    with pytest.raises((Unavailable, Malformed)):
        send(system.url)


def test_silence_ends_when_the_time_is_over(system: System) -> None:
    system.pause = True
    with pytest.raises(TimedOut):
        send(system.url, timeout=0.3)


def test_an_answer_byte_by_byte_ends_when_the_time_is_over(system: System) -> None:
    system.dribble = True
    with pytest.raises(TimedOut):
        send(system.url, timeout=0.5)


def test_nobody_at_the_address_is_unavailable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(Unavailable):
            send(f"http://127.0.0.1:{taken.getsockname()[1]}")


def test_tls_is_verified(system: System) -> None:
    """A server that speaks no TLS, let alone with a certificate of a known authority."""
    with pytest.raises(Unavailable):
        send(system.url.replace("http:", "https:"))


@pytest.mark.parametrize("url", ["ftp://x/", "http://u:p@127.0.0.1/", "//x", "http://"])
def test_an_address_that_is_none_is_not_asked(url: str) -> None:
    with pytest.raises(Unavailable):
        send(url)


def test_the_body_is_json_a_person_can_read(system: System) -> None:
    send(system.url)
    assert json.loads(system.got[0][2]) == REQUEST
