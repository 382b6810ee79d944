"""The same over a real socket: what only a connection can do, and many at once."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from cases.models import Case, Exchange, IdempotentAnswer
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.api.machines import Machine, machine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()
    people.reference()


@pytest.fixture
def knb() -> Machine:
    return machine("knb", now=timezone.now())


def call(at: str, caller: Machine, method: str, path: str, body: bytes = b"", headers: Any = None) -> requests.Response:
    signed_headers = headers or caller.signed(method, path, body, at=datetime.now(timezone.get_current_timezone()))
    return requests.request(method, at + path, data=body, headers=signed_headers, timeout=20)


def answer_to(at: str, text: bytes, *, hang_up: bool = False) -> bytes:
    """The head of the answer to these bytes, without waiting for more. `hang_up`: says that no more will come."""
    got = b""
    parts = urlsplit(at)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=20) as line:
        line.sendall(text)
        if hang_up:
            line.shutdown(socket.SHUT_WR)
        while b"\r\n\r\n" not in got and (more := line.recv(65536)):
            got += more
    return got


def test_a_signed_call_goes_through(live_server: Any, knb: Machine) -> None:
    answer = call(live_server.url, knb, "GET", "/api/v1/cases/?changed_since=2026-06-01T10:00:00%2B05:00")
    assert answer.status_code == 200, answer.text


def test_fifty_megabytes_are_refused_before_they_are_sent(live_server: Any) -> None:
    head = b"POST /api/v1/inbox/knb/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 52428800\r\n\r\n{"
    answer = answer_to(live_server.url, head)
    assert b" 413 " in answer.split(b"\r\n")[0] and b"application/problem+json" in answer


def test_a_body_of_unknown_length_is_refused(live_server: Any) -> None:
    head = b"POST /api/v1/inbox/knb/answer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b" 411 " in answer_to(live_server.url, head).split(b"\r\n")[0]


def test_a_body_that_breaks_off_is_refused(live_server: Any, knb: Machine) -> None:
    body = b'{"case": "DNR-1", "clear": true}'
    headers = knb.signed("POST", "/api/v1/inbox/knb/answer", body, at=timezone.now()) | {"Idempotency-Key": "k"}
    lines = [f"{name}: {value}".encode() for name, value in headers.items()]
    head = [b"POST /api/v1/inbox/knb/answer HTTP/1.1", b"Host: localhost", b"Content-Length: %d" % len(body), *lines]
    answer = answer_to(live_server.url, b"\r\n".join(head) + b"\r\n\r\n" + body[:12], hang_up=True)
    assert b" 401 " in answer.split(b"\r\n")[0]
    assert not Exchange.objects.exists()


def test_of_many_with_the_same_nonce_the_first_comes_through(live_server: Any, knb: Machine) -> None:
    headers = knb.signed("GET", "/api/v1/cases/", at=timezone.now())

    def once(_turn: int) -> int:
        return call(live_server.url, knb, "GET", "/api/v1/cases/", headers=headers).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(once, range(8)))
    assert statuses == [200] + [401] * 7


def test_of_many_with_the_same_key_the_first_is_kept(live_server: Any) -> None:
    case: Case = people.case_in(State.KNB)
    knb = machine("knb", now=timezone.now())
    payload = {"case": case.number, "clear": True, "reference": "K-1", "answered_on": "2026-06-20"}
    body = json.dumps(payload).encode()

    def once(_turn: int) -> tuple[int, str]:
        headers = knb.signed("POST", "/api/v1/inbox/knb/answer", body, at=timezone.now())
        headers |= {"Idempotency-Key": "k", "Content-Type": "application/json"}
        answer = call(live_server.url, knb, "POST", "/api/v1/inbox/knb/answer", body, headers)
        return answer.status_code, answer.json()["id"]

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(once, range(8)))
    [(status, pk)] = answers
    assert status == 202 and str(Exchange.objects.get(direction="in", system="knb").pk) == pk
    assert IdempotentAnswer.objects.count() == 1
    connections.close_all()
