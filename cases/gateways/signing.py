"""Signatures between machines: HMAC-SHA256 over method, path, time, nonce and body, of requests in both directions.

The answer to a request of ours is signed too: "ANSWER" and its status stand for the method, and the nonce is that of
the request, so that it is the answer to this request and to no other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

KEY, TIMESTAMP, NONCE, SIGNATURE = "X-DNR-Key", "X-DNR-Timestamp", "X-DNR-Nonce", "X-DNR-Signature"
SKEW = timedelta(minutes=5)
"""By how much the clocks of the two may differ. A nonce has to be remembered for twice as long."""

SIGNED = frozenset({200, 202, 409})
"""Statuses of an answer by which something ends: accepted only with a signature."""

_NONCE = re.compile(r"[0-9A-Za-z_-]{16,64}")
_STAMP = re.compile(r"[0-9]{1,10}")


class BadSignature(Exception):
    """`reason`: "missing", "malformed", "skew" or "wrong"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sign(secret: str, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Lower-case hex. `path` with its query, as it goes over the wire; `timestamp` in Unix seconds."""
    text = "\n".join((method.upper(), path, timestamp, nonce, hashlib.sha256(body).hexdigest()))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def headers(key_id: str, secret: str, method: str, path: str, body: bytes, now: datetime) -> dict[str, str]:
    stamp, nonce = str(int(now.timestamp())), secrets.token_hex(16)
    received = sign(secret, method, path, stamp, nonce, body)
    return {KEY: key_id, TIMESTAMP: stamp, NONCE: nonce, SIGNATURE: received}


def answer_headers(
    key_id: str, secret: str, status: int, path: str, nonce: str, body: bytes, now: datetime
) -> dict[str, str]:
    """Of the answer to the request for `path` that bore `nonce`."""
    stamp = str(int(now.timestamp()))
    return {KEY: key_id, TIMESTAMP: stamp, SIGNATURE: sign(secret, f"ANSWER {status}", path, stamp, nonce, body)}


def check(secret: str, method: str, path: str, body: bytes, received: Mapping[str, str], now: datetime) -> str:
    """The nonce, which the caller has to refuse when it is known already. Raises BadSignature.

    `received`: the request's headers, by the names above (Django's `request.headers` is such a mapping).
    """
    stamp, nonce, signature = (received.get(name, "") for name in (TIMESTAMP, NONCE, SIGNATURE))
    if not (stamp and nonce and signature):
        raise BadSignature("missing")
    if not (_STAMP.fullmatch(stamp) and _NONCE.fullmatch(nonce) and signature.isascii()):
        raise BadSignature("malformed")
    if not hmac.compare_digest(sign(secret, method, path, stamp, nonce, body), signature.lower()):
        raise BadSignature("wrong")
    # Last, so that who does not hold the key learns nothing about our clock.
    if abs(now - datetime.fromtimestamp(int(stamp), UTC)) > SKEW:
        raise BadSignature("skew")
    return nonce


def check_answer(
    key_id: str,
    secret: str,
    status: int,
    path: str,
    nonce: str,
    body: bytes,
    received: Mapping[str, str],
    now: datetime,
) -> None:
    """`received`: the answer's headers. No nonce has to be remembered: it is of one request. Raises BadSignature."""
    if received.get(KEY, "") != key_id:
        raise BadSignature("wrong" if received.get(KEY) else "missing")
    check(secret, f"ANSWER {status}", path, body, {**received, NONCE: nonce}, now)
