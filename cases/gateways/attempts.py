"""One attempt to send a question: what goes out, what comes back, and what that makes of the exchange."""

from __future__ import annotations

import hashlib
import time
from codecs import getincrementaldecoder
from datetime import datetime, timedelta
from typing import Any

import structlog

from cases.gateways import breaker, registry
from cases.gateways.contract import OPERATIONS, GatewayError, Message, Refused, Reply
from cases.gateways.jsontext import json_digest, text_to_bytes
from cases.models import Attempt, Exchange
from cases.outbox import waits
from cases.outbox.failures import on_record, single_line

log = structlog.get_logger(__name__)

LIFE = timedelta(days=60)
"""An accepted request without an answer is given up after it: twice the longest term of an answer (п. 15)."""
STORED_BYTES = 16 * 1024
"""Bytes stored of what came back."""


def send(exchange: Exchange, now: datetime) -> tuple[Attempt, dict[str, Any]]:
    """One attempt, outside any transaction: its row, and what it makes of the exchange."""
    operation = OPERATIONS[(exchange.system, exchange.operation)]
    began = time.monotonic()
    try:
        got = registry.gateway(exchange.system).send(
            operation, exchange.request, key=exchange.key, now=now, request_id=exchange.request_id
        )
        changes, outcome = _outcome_of(exchange, got, now)
    except Exception as error:
        changes, outcome = _failed(exchange, error, now)
    else:  # outside: a database of ours that fails here is no failure of theirs
        breaker.record_success(exchange.system, now)
    took = int((time.monotonic() - began) * 1000)
    attempt = Attempt(exchange=exchange, at=now, milliseconds=took, **changes)
    logged = {"outcome": changes["outcome"], "attempt": exchange.attempts, "request_id": exchange.request_id}
    log.info("exchange", system=exchange.system, operation=exchange.operation, key=exchange.key, ms=took, **logged)
    return attempt, outcome


def _outcome_of(exchange: Exchange, got: Reply, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the attempt keeps, and what it makes of the exchange."""
    evidence = _evidence(exchange, got.sent_sha256, got.received)
    if got.answer is None:
        return evidence | {"outcome": "accepted"}, _accepted(exchange, got.again, now)
    return evidence | {"outcome": "ok"}, _answered(got.answer, now)


def _answered(answer: Message, now: datetime) -> dict[str, Any]:
    payload = answer.to_json()
    return {
        "state": Exchange.ANSWERED,
        "answer": payload,
        "answer_sha256": json_digest(payload),
        "answered_at": now,
        "next_at": now,
        "error": "",
    }


def _accepted(exchange: Exchange, again: timedelta | None, now: datetime) -> dict[str, Any]:
    """Repeated under the same key in a while: the system may have answered, and the answer may not have arrived."""
    if now - exchange.created_at > LIFE:
        return {"state": Exchange.DEAD, "next_at": None, "error": "accepted and never answered"}
    wait = again or registry.repeat_after(exchange.system)
    return {"state": Exchange.SENT, "next_at": now + wait, "attempts": 0, "error": ""}


def _failed(exchange: Exchange, error: Exception, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    text = on_record(error)
    changes: dict[str, Any] = {"outcome": "unavailable", "error": text, "sent_sha256": exchange.request_sha256}
    if isinstance(error, GatewayError):
        changes |= {"outcome": error.outcome, "status": error.status}
        changes |= _evidence(exchange, error.sent_sha256, error.received)
    else:  # a fault of our own: it is stored and tried again like any other
        log.exception("gateway failed", system=exchange.system, operation=exchange.operation)
    line = "Refused" if isinstance(error, Refused) else text  # the system's word on a person is no line of a log
    log.warning("exchange failed", system=exchange.system, key=exchange.key, attempt=exchange.attempts, error=line)
    if isinstance(error, Refused):
        breaker.record_success(exchange.system, now)
        return changes, {
            "state": Exchange.REFUSED,
            "next_at": None,
            "answered_at": now,
            "error": single_line(error.reason),
        }
    if changes["outcome"] != "malformed":  # one request it can not digest does not make the system dead for all others
        breaker.record_failure(exchange.system, text, now)
    again = waits.next_at(waits.EXCHANGES, exchange.attempts, now)
    outcome = {"next_at": again} if again else {"state": Exchange.DEAD, "next_at": None}
    return changes, {"error": text} | outcome


def _evidence(exchange: Exchange, sent_sha256: str, came: str) -> dict[str, str]:
    """The hash of what went out, and what came back."""
    return {"sent_sha256": sent_sha256 or exchange.request_sha256} | as_received(came)


def as_received(came: str) -> dict[str, str]:
    """For an Attempt: the first STORED_BYTES, as far as they are text, and the hash of the whole."""
    if not came:
        return {}
    raw = text_to_bytes(came)
    # The decoder leaves a character out that is cut in two by STORED_BYTES.
    start = getincrementaldecoder("utf-8")("replace").decode(raw[:STORED_BYTES])
    start = start.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return {"received": start, "received_sha256": hashlib.sha256(raw).hexdigest()}
