"""What every outside system is sent and may send: one table of operations, one way to be a gateway.

**The published wire (`http`)**: JSON over HTTPS; a request is signed in the same way in both directions.

    POST {url}/{operation}                                e.g. https://ibd.example/dnr/check
    Content-Type: application/json                        UTF-8, canonical: members sorted, no spaces
    Idempotency-Key: HUB-2026-00017.9.ibd.check           the same for every attempt of one request
    X-DNR-Key: key id          X-DNR-Timestamp: 1780300800 (Unix seconds)          X-DNR-Nonce: 32 hex digits
    X-DNR-Signature: hex HMAC-SHA256(secret, "POST\\n/dnr/check\\n1780300800\\n<nonce>\\n<hex SHA-256 of the body>")
    X-Request-ID: the id of the request that caused it

    200  the answer, as JSON of the operation's answer type
    202  accepted: the answer comes later, to our API, with the same Idempotency-Key in `in_reply_to`; where
         Retry-After (seconds) is given, or the system has not answered for `again`, the portal repeats, same key
    409  refused, application/problem+json (RFC 9457): `detail` says why. It is not repeated
    401, 403, 408, 425, 429, 5xx   not now: repeated with growing waits, the same key
    anything else, or JSON that is no answer   malformed: repeated too, then put on the list of dead letters

What ends a question or its waiting is signed with the same secret: 200, 202 and 409 bear

    X-DNR-Key: the request's          X-DNR-Timestamp: 1780300801 (Unix seconds, when it was answered)
    X-DNR-Signature: hex HMAC-SHA256(secret,
                     "ANSWER 200\\n/dnr/check\\n1780300801\\n<nonce of the request>\\n<hex SHA-256 of the body>")

so that an answer belongs to one request and cannot serve another. An answer that is not signed, is signed wrongly
or by a clock more than five minutes off is malformed; no other status needs a signature, for it ends nothing.

A system that gets a key a second time gives the answer it gave, and does nothing twice; the portal does the same.
No wire format of a Kazakhstan system is claimed: those are closed, and each is joined by a transport of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from cases.gateways.errors import Fault, GatewayError, Malformed, Refused, TimedOut, Unavailable
from cases.gateways.messages import Message
from cases.models import Case
from cases.models.exchange import SYSTEMS

__all__ = [
    "INBOUND",
    "OPERATIONS",
    "SYSTEMS",
    "Fault",
    "Gateway",
    "GatewayError",
    "Malformed",
    "Message",
    "Operation",
    "Refused",
    "Reply",
    "TimedOut",
    "Traceable",
    "Unavailable",
]


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of exchange with a system. Its step says by which step a person enters the answer."""

    system: str
    name: str
    request: type[Message]
    answer: type[Message] | None
    paragraph: str
    personal: tuple[str, ...] = ()
    """Members of the request that are personal data and leave the portal (in: reach it)."""
    asynchronous: bool = False
    """The answer usually comes later, by `answered_by`."""
    answered_by: str = ""
    """An operation of INBOUND."""
    check: str = ""
    """The kind of check it answers."""
    fills: str = ""
    """The field of the case that stores the answer, "" where it is a record of its own."""
    ask: Callable[[Any, Any, datetime], Message] | None = None
    """Makes the request of a case and the facts of its step; where it is repeated without that step, of what `of`
    says of the case in their place."""
    of: Callable[[Any], Any] | None = None
    undo: Callable[[Any, Any, datetime], Message] | None = None
    """Makes the request that takes back what was reported with the step, whose act has fallen."""
    sender: str = "portal"
    """Who may send it, "portal" or the system."""
    abroad: bool = False
    """The question leaves Kazakhstan, and rests on the consent to cross-border transfer (annex); of the systems of
    today none does."""

    @property
    def key(self) -> str:
        return f"{self.system}.{self.name}"

    def known(self, case: Case) -> bool:
        """Whether the case has the answer already, from the officer's own hand."""
        return bool(self.fills and getattr(case, self.fills))


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back from an outside system."""

    answer: Message | None = None
    """None: the request was accepted, the answer comes later."""
    again: timedelta | None = None
    """After how long to repeat the request under the same key; None: as the settings say."""
    received: str = ""
    """The response as received (`bytes_to_text`)."""
    sent_sha256: str = ""
    """Hex, of the bytes sent over the wire; "" where they are the request in its canonical form."""


class Gateway(Protocol):
    """One system behind one transport. Must be safe to call twice with one key."""

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        """The answer, or that it comes later. Raises GatewayError.

        `request`: JSON of `operation.request`, as it was hashed. Takes at most the system's `timeout`, in seconds.
        """
        ...


def _table(which: str) -> dict[tuple[str, str], Operation]:
    from importlib import import_module

    values = {}
    for system in SYSTEMS:
        for operation in getattr(import_module(f"cases.gateways.{system}.base"), which, ()):
            values[(operation.system, operation.name)] = operation
    return values


OPERATIONS: dict[tuple[str, str], Operation] = {}
"""What the portal sends, by (system, operation)."""

INBOUND: dict[tuple[str, str], Operation] = {}
"""What a system may tell the portal. `request` is the payload; `answer` is None: nothing comes back."""


def load() -> None:
    """Fill both tables from the systems' folders; called once, by the package."""
    OPERATIONS.update(_table("OUT"))
    INBOUND.update(_table("IN"))


@runtime_checkable
class Traceable(Protocol):
    """A transport that can query the delivery of a message of ours."""

    def delivery_status(self, key: str, now: datetime) -> tuple[str, datetime]:
        """Where the message of this key is: (state in the carrier's words, when it was set). Raises GatewayError."""
        ...
