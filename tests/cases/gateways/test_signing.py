"""The signatures between machines, of a request and of its answer: whatever is touched, they do not hold."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cases.gateways import signing
from cases.gateways.signing import NONCE, SIGNATURE, TIMESTAMP, BadSignature
from tests.people import START

PATH = "/dnr/check"
BODY = b'{"case":"1"}'


def given(**changed: Any) -> dict[str, str]:
    return signing.headers("key-1", "secret", "POST", PATH, BODY, START) | changed


def test_a_signed_request_holds_and_gives_its_nonce() -> None:
    headers = given()
    assert signing.check("secret", "post", PATH, BODY, headers, START) == headers[NONCE]
    assert headers["X-DNR-Key"] == "key-1"


def test_the_signature_is_as_published() -> None:
    signature = signing.sign("secret", "POST", PATH, "1780300800", "0" * 32, BODY)
    signed_text = f"POST\n{PATH}\n1780300800\n{'0' * 32}\n{hashlib.sha256(BODY).hexdigest()}"
    assert signature == hmac.new(b"secret", signed_text.encode(), "sha256").hexdigest()


def test_an_answer_is_signed_as_published() -> None:
    """Nonce and time as they stand in the contract; the figures are for who writes the other end."""
    nonce, body = "00112233445566778899aabbccddeeff", b'{"clear":true,"reference":"I-1"}'
    made = signing.answer_headers("portal-1", "secret", 200, PATH, nonce, body, datetime.fromtimestamp(1780300801, UTC))
    assert made == {
        "X-DNR-Key": "portal-1",
        "X-DNR-Timestamp": "1780300801",
        "X-DNR-Signature": "3c1f8be4326a50cf2269dc566b47c09e94b6553f94a03108bd7d3164c6a288a1",
    }
    signed_text = f"ANSWER 200\n{PATH}\n1780300801\n{nonce}\n{hashlib.sha256(body).hexdigest()}"
    assert made[SIGNATURE] == hmac.new(b"secret", signed_text.encode(), "sha256").hexdigest()


def test_a_request_is_signed_as_published() -> None:
    signature = signing.sign("secret", "POST", PATH, "1780300800", "00112233445566778899aabbccddeeff", BODY)
    assert signature == "4f121c40838b05d6b1dbd01e8acd77c790483e39ee3cd8a61d3abfdce9f58c3a"


def test_the_answer_to_a_request_is_not_the_answer_to_another() -> None:
    nonce = "0" * 32
    made = signing.answer_headers("key-1", "secret", 200, PATH, nonce, BODY, START)
    signing.check_answer("key-1", "secret", 200, PATH, nonce, BODY, made, START)
    with pytest.raises(BadSignature) as caught:
        signing.check_answer("key-1", "secret", 200, PATH, "1" * 32, BODY, made, START)
    assert caught.value.reason == "wrong"


def test_a_request_thrown_back_is_no_answer() -> None:
    headers = given()
    with pytest.raises(BadSignature):
        signing.check_answer("key-1", "secret", 200, PATH, headers[NONCE], BODY, headers, START)


@pytest.mark.parametrize(
    ("secret", "method", "path", "body"),
    [
        ("other", "POST", PATH, BODY),
        ("secret", "PUT", PATH, BODY),
        ("secret", "POST", PATH + "?x=1", BODY),
        ("secret", "POST", PATH, BODY + b" "),
    ],
)
def test_another_secret_method_path_or_body_does_not_hold(secret: str, method: str, path: str, body: bytes) -> None:
    with pytest.raises(BadSignature) as caught:
        signing.check(secret, method, path, body, given(), START)
    assert caught.value.reason == "wrong"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({SIGNATURE: ""}, "missing"),
        ({NONCE: ""}, "missing"),
        ({TIMESTAMP: ""}, "missing"),
        ({SIGNATURE: "ы" * 64}, "malformed"),
        ({NONCE: "short"}, "malformed"),
        ({NONCE: "a" * 65}, "malformed"),
        ({NONCE: "a" * 20 + "\n"}, "malformed"),
        ({TIMESTAMP: "-1"}, "malformed"),
        ({TIMESTAMP: "1e9"}, "malformed"),
        ({TIMESTAMP: "99999999999"}, "malformed"),
        ({TIMESTAMP: "٣" * 10}, "malformed"),
        ({TIMESTAMP: "1780300801"}, "wrong"),
        ({NONCE: "0" * 32}, "wrong"),
        ({SIGNATURE: "0" * 64}, "wrong"),
    ],
)
def test_a_touched_header_does_not_hold(changed: dict[str, str], reason: str) -> None:
    with pytest.raises(BadSignature) as caught:
        signing.check("secret", "POST", PATH, BODY, given(**changed), START)
    assert caught.value.reason == reason


@pytest.mark.parametrize(("by", "good"), [(0, True), (299, True), (-299, True), (301, False), (-301, False)])
def test_the_two_clocks_may_differ_by_five_minutes(by: int, good: bool) -> None:
    now = START + timedelta(seconds=by)
    if good:
        assert signing.check("secret", "POST", PATH, BODY, given(), now)
    else:
        with pytest.raises(BadSignature) as caught:
            signing.check("secret", "POST", PATH, BODY, given(), now)
        assert caught.value.reason == "skew"
