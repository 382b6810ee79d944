"""JSON over HTTP against a real server on the loopback: every answer a system can give, and none at all."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import pytest

from cases.gateways import signing
from cases.gateways.contract import OPERATIONS, GatewayError, Malformed, Refused, Reply, TimedOut, Unavailable
from cases.gateways.jsontext import canonical, text_to_bytes
from cases.gateways.subject import Verdict
from cases.gateways.transports import http
from tests.people import START

HOUR = timedelta(hours=1)
CHECK = OPERATIONS["ibd", "check"]
GOOD = b'{"clear":true,"reference":"I-1"}'
REQUEST: dict[str, Any] = {"case": "HUB-1", "iin": "870203300014", "surname": "Әбілов"}
PROBLEM = b'{"type":"about:blank","title":"No","detail":"unknown \\u0000person","status":409}'


class Answer(NamedTuple):
    """An answer of a system to the request for `path` that bore these headers."""

    path: str
    asked: dict[str, str]
    status: int
    body: bytes


def signature(answer: Answer, **otherwise: Any) -> dict[str, str]:
    """The headers of a good signature, or of one that was made `otherwise`."""
    usual = {
        "key_id": "portal",
        "secret": "s3cret",
        "status": answer.status,
        "path": answer.path,
        "nonce": answer.asked[signing.NONCE],
        "body": answer.body,
        "now": START,
    }
    return signing.answer_headers(**usual | otherwise)  # type: ignore[arg-type]


def unsigned(answer: Answer) -> dict[str, str]:
    return {}


class System(ThreadingHTTPServer):
    """Says `status`, `headers`, `body` to whatever comes, after `pause`, signed by `signs`; `got` holds what came."""

    daemon_threads = True
    signs: Callable[[Answer], dict[str, str]] = staticmethod(signature)
    status, body = 200, GOOD
    headers: dict[str, str] = {}
    length: int | None = None
    dribble = False

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.free = threading.Event()
        self.pause = False
        super().__init__(("127.0.0.1", 0), RecordingHandler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/dnr"


class RecordingHandler(BaseHTTPRequestHandler):
    server: System

    def do_POST(self) -> None:
        to = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        to.got.append((self.path, dict(self.headers), body))
        if to.pause:
            to.free.wait(10)
        self.send_response(to.status)
        answer = Answer(self.path, dict(self.headers), to.status, to.body)
        signed = to.signs(answer) if to.status in (200, 202, 409) else {}
        for name, value in (to.headers | signed).items():
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
    assert send(system.url) == Reply(Verdict(clear=True, reference="I-1"), received=GOOD.decode())
    ((path, headers, body),) = system.got
    assert (path, body, headers["Idempotency-Key"], headers["X-Request-ID"]) == (
        "/dnr/check",
        canonical(REQUEST),
        "k-1",
        "r-1",
    )
    assert signing.check("s3cret", "POST", path, body, headers, START)
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "again"),
    [
        ("", None),
        ("30", timedelta(seconds=30)),
        ("0", timedelta(seconds=1)),
        ("x", None),
        ("-5", None),
        ("999999999", timedelta(days=1)),
        ("9" * 30, None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_an_accepted_request_is_answered_later(system: System, status: str, again: timedelta | None) -> None:
    system.status, system.body, system.headers = 202, b"", {"Retry-After": status} if status else {}
    assert send(system.url) == Reply(again=again)


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
        (200, b'{"clear":false,"clear":true}', Malformed),
        (200, b'{"clear":true,"text":"","text":"Wanted."}', Malformed),
        (200, GOOD.decode().encode("utf-16"), Malformed),
        (200, b'{"clear":' + b"[" * 100_000, Malformed),
        (200, b'{"clear":' + b"9" * 10_000 + b"}", Malformed),
        (200, b'{"clear":true,"text":"' + b"x" * http.LIMIT + b'"}', Malformed),
    ],
)
def test_what_a_system_can_say_has_a_type(system: System, status: int, body: bytes, error: type[GatewayError]) -> None:
    system.status, system.body = status, body
    system.headers = {"Location": "/elsewhere"} if status in (301, 302, 307) else {}
    with pytest.raises(error) as caught:
        send(system.url)
    assert type(caught.value) is error
    assert len(system.got) == 1, "no redirect is followed, nothing is tried twice"
    if len(body) < http.LIMIT and status != 204:
        assert caught.value.status == status
        assert text_to_bytes(caught.value.received) == body


FORGERIES: dict[str, tuple[Callable[[Answer], dict[str, str]], str]] = {
    "unsigned": (unsigned, "unsigned"),
    "without a signature": (lambda answer: signature(answer) | {signing.SIGNATURE: ""}, "unsigned"),
    "without a time": (lambda answer: signature(answer) | {signing.TIMESTAMP: ""}, "unsigned"),
    "without a key": (lambda answer: signature(answer, key_id=""), "unsigned"),
    "by another key": (lambda answer: signature(answer, key_id="somebody"), "wrong signature"),
    "with another secret": (lambda answer: signature(answer, secret="guessed"), "wrong signature"),
    "for another status": (lambda answer: signature(answer, status=201), "wrong signature"),
    "for another path": (lambda answer: signature(answer, path="/dnr/approve"), "wrong signature"),
    "for another request": (lambda answer: signature(answer, nonce="0" * 32), "wrong signature"),
    "of a body that was touched": (lambda answer: signature(answer, body=answer.body + b" "), "wrong signature"),
    "at a time that was touched": (
        lambda answer: signature(answer) | {signing.TIMESTAMP: "1780300801"},
        "wrong signature",
    ),
    "at no time": (lambda answer: signature(answer) | {signing.TIMESTAMP: "yesterday"}, "wrong signature"),
    "by nonsense": (lambda answer: signature(answer) | {signing.SIGNATURE: "é" * 32}, "wrong signature"),
    "by the request's own": (
        lambda answer: {name: answer.asked[name] for name in (signing.KEY, signing.TIMESTAMP, signing.SIGNATURE)},
        "wrong signature",
    ),
    "an hour early": (lambda answer: signature(answer, now=START + HOUR), "clock"),
    "an hour late": (lambda answer: signature(answer, now=START - HOUR), "clock"),
}
"""How an answer is signed that nobody should believe, and what the administrator reads."""


@pytest.mark.parametrize("status", [200, 202, 409])
@pytest.mark.parametrize(("signs", "reason"), FORGERIES.values(), ids=FORGERIES)
def test_an_answer_that_is_not_signed_rightly_ends_nothing_and_is_kept(
    system: System, signs: Callable[[Answer], dict[str, str]], reason: str, status: int
) -> None:
    system.status, system.body, system.signs = status, PROBLEM if status == 409 else GOOD, signs
    with pytest.raises(Malformed) as caught:
        send(system.url)
    assert (caught.value.reason, caught.value.status) == (reason, status)
    assert text_to_bytes(caught.value.received) == system.body


@pytest.mark.parametrize("status", [200, 202, 409])
def test_an_answer_is_good_for_a_single_request(system: System, status: int) -> None:
    """Who has listened gives the same answer once more, byte for byte, a minute later."""
    system.status, heard = status, list[dict[str, str]]()
    system.signs = lambda answer: heard.append(signature(answer)) or heard[0]  # type: ignore[func-returns-value]
    if status == 409:
        with pytest.raises(Refused):
            send(system.url)
    else:
        send(system.url)
    with pytest.raises(Malformed, match="wrong signature"):
        send(system.url)


@pytest.mark.parametrize(("by", "good"), [(299, True), (-299, True), (301, False), (-301, False)])
def test_the_clock_of_who_answers_may_differ_by_five_minutes(system: System, by: int, good: bool) -> None:
    system.signs = lambda answer: signature(answer, now=START + timedelta(seconds=by))
    if good:
        assert send(system.url).answer.clear
    else:
        with pytest.raises(Malformed, match="clock"):
            send(system.url)


WORDS: dict[str, bytes] = {
    "with spaces": b'{ "reference" : "I-1",\r\n\t"clear": true }\n',
    "with escapes": b'{"clear":true,"reference":"\\u0418-1"}',
}


@pytest.mark.parametrize("body", WORDS.values(), ids=WORDS)
def test_an_answer_is_handed_on_as_it_came(system: System, body: bytes) -> None:
    system.body = body
    result = send(system.url)
    assert result.answer.clear
    assert (text_to_bytes(result.received), result.sent_sha256) == (body, "")


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
