"""Messages of the asynchronous channel that come to us: verified, read, handed on, acknowledged.

The acknowledgement goes out only after `deliver` has stored the message: what was not stored is sent again. The same
message twice is handled by the receiver (the inbox is idempotent by key), and gets the same acknowledgement. An
answer may overtake the acknowledgement of its own request: it is tied by what it says, not by what came before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from lxml import etree

from cases.gateways.contract import GatewayError, Malformed, Operation, Refused
from cases.gateways.shep import envelope, names, payload, wsse
from cases.gateways.shep.reading import Element
from cases.gateways.shep.setup import Setup
from cases.gateways.shep.trust import Untrusted

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that an outside system sent us, parsed and verified."""

    operation: Operation
    answer: bool
    """`data` is the answer to our request (`operation.answer`); else a notification (`operation.request`)."""
    data: dict[str, Any]
    """JSON."""
    key: str
    """The sender's own key of a notification."""
    in_reply_to: str
    """The key of the request that is answered."""
    message_id: str
    signer: str
    """Fingerprint of the certificate."""
    raw: bytes = b""
    """The envelope as it came, with its signature."""


class InletReply(NamedTuple):
    """The HTTP response. Media type text/xml, charset utf-8."""

    status: int
    body: bytes
    kept: bool
    """Whether the message was accepted."""
    believed: bool = True
    """Whether its signature was valid."""


def take(raw: bytes, of: Setup, now: datetime, deliver: Callable[[Delivery], object]) -> InletReply:
    """`deliver` stores the message in a transaction of its own; a GatewayError it raises is answered as a fault."""
    verified = None
    try:
        verified = wsse.verify(raw, of.trust, now, of.limit)
        message = envelope.read_message(verified.body, of.limit)
        of.trust.fresh(message.date, now)
        deliver(replace(_read(message, of, verified.certificate.signer.fingerprint), raw=raw))
    except GatewayError as error:
        log.warning("a message of ШЭП was not taken", system=of.system, outcome=error.outcome, reason=error.reason)
        return _fault(error, of, now, believed=verified is not None)
    return InletReply(200, _signed(envelope.acknowledgement(message, now), of, message.message_id, now), True)


def _read(message: envelope.IncomingMessage, of: Setup, signer: str) -> Delivery:
    if message.data is None or not message.message_id:
        raise Malformed("the message holds no data, or has no messageId")
    operation, answer = payload.find(message.data)
    if operation.system != of.system:
        raise Untrusted("stranger", f"{of.system} may not speak for {operation.system}")
    kind = operation.answer if answer else operation.request
    assert kind is not None
    data = payload.read(message.data, kind).to_json()
    replies = message.data.get("in_reply_to", "") if answer else data.get("in_reply_to", "")
    ours = names.message_id(of.system, replies) if replies else ""
    if ours and of.own_correlation and message.correlation_id not in ("", ours):
        raise Untrusted("correlation", "the data answers another request than the message")
    key = replies if answer else message.data.get("key", "")
    return Delivery(operation, answer, data, key, replies, message.message_id, signer)


def _fault(error: GatewayError, of: Setup, now: datetime, *, believed: bool) -> InletReply:
    """SOAP 1.1, 6.2: a fault goes with 500. It names no message, so it is signed for the counterparty alone: anybody
    else could throw it back at them as our answer. A sender who is not trusted learns one word.
    """
    if isinstance(error, Untrusted):
        return InletReply(500, _plain(envelope.fault("Client", f"not accepted: {error.code}")), False, False)
    code = "Client" if isinstance(error, Malformed | Refused) else "Server"
    element = envelope.fault(code, error.reason[:500])
    body = _signed(element, of, f"fault {now.isoformat()}", now) if believed else _plain(element)
    return InletReply(500, body, False, believed)


def _signed(message: Element, of: Setup, name: str, now: datetime) -> bytes:
    return wsse.sign(message, of.signature, names.message_id(of.system, name), now)


def _plain(message: Element) -> bytes:
    raw: bytes = etree.tostring(message, encoding="utf-8", xml_declaration=True)
    return raw
