"""ШЭП: an operation as a signed SOAP message over the synchronous or the asynchronous channel.

Only what domain 2 knows of the channels is claimed; the payload inside is our own published contract. A GOST
certificate is refused by name, on both sides: no open library signs XML with Kazakhstan's GOST.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from cases.gateways.contract import (
    Gateway,
    GatewayError,
    Malformed,
    Message,
    Operation,
    Refused,
    Reply,
    TimedOut,
    Unavailable,
)
from cases.gateways.jsontext import bytes_to_text
from cases.gateways.shep import envelope, names, payload, setup, wsse
from cases.gateways.shep.envelope import DeliveryStatus, Head
from cases.gateways.shep.reading import Element, optional_child, parse
from cases.gateways.shep.setup import Setup
from cases.gateways.shep.trust import Untrusted
from cases.net import fetch

_BUSY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, slots=True)
class Shep:
    """One system behind ШЭП."""

    setup: Setup

    @classmethod
    def of(cls, system: str, block: Mapping[str, Any]) -> Shep:
        """From its block of settings.GATEWAYS. ImproperlyConfigured."""
        return cls(setup.read(system, block))

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        """The answer of the synchronous channel, or that the asynchronous one has taken it. GatewayError."""
        inside = payload.write(payload.request_name(operation), operation.request, request, key=key)
        head = self.head(key, operation.name, now)
        later = (self.setup.channel or ("async" if operation.asynchronous else "sync")) == "async"
        sent = self._signed((envelope.async_request if later else envelope.sync_request)(head, inside), head, now)
        sha256 = hashlib.sha256(sent).hexdigest()
        try:
            body, raw = self._call(sent, now)
            if later:
                _recorded(raw, self._check_acknowledgement, body, head, now)
                return Reply(received=raw, sent_sha256=sha256)
            return Reply(_recorded(raw, self._answer, body, operation, head, key, now), None, raw, sha256)
        except GatewayError as error:
            error.sent_sha256 = sha256
            raise

    def delivery_status(self, key: str, now: datetime) -> DeliveryStatus:
        """Where the message of this key is on its way through the asynchronous channel. GatewayError."""
        head = self.head(key, "", now)
        body, raw = self._call(self._signed(envelope.status_request(head), head, now), now)
        return _recorded(raw, envelope.read_status, body)

    def head(self, key: str, operation: str, now: datetime) -> Head:
        of, known = self.setup, names.message_id(self.setup.system, key)
        return Head(
            known,
            known,
            of.service(operation),
            now,
            of.sender_id,
            of.password,
            of.route_id,
            f"{{{known}}}",
            of.properties,
        )

    def _signed(self, message: Element, head: Head, now: datetime) -> bytes:
        return wsse.sign(message, self.setup.signature, head.message_id, now)

    def _call(self, sent: bytes, now: datetime) -> tuple[Element, str]:
        """The verified body of what came back, and the whole of it as it came, for the record."""
        of = self.setup
        answer = _post(of, sent)
        received = bytes_to_text(answer.body)
        if answer.status not in (HTTPStatus.OK, HTTPStatus.INTERNAL_SERVER_ERROR):
            raise _by_status(answer.status, received)
        try:
            body = wsse.verify(answer.body, of.trust, now, of.limit).body
        except Malformed as error:
            raise _unbelieved(answer, error, of.limit, received) from error
        failed = _recorded(received, envelope.read_fault, body)
        if failed is not None:
            raise _by_code(failed.code, failed.message, again=not failed.ours, received=received)
        return body, received

    def _check_acknowledgement(self, body: Element, head: Head, now: datetime) -> None:
        acknowledgement = envelope.read_acknowledgement(body)
        if acknowledgement.message_id != head.message_id and acknowledgement.correlation_id != head.correlation_id:
            raise Untrusted("correlation", "the acknowledgement is for another message")
        self.setup.trust.fresh(acknowledgement.date, now)

    def _answer(self, body: Element, operation: Operation, head: Head, key: str, now: datetime) -> Message | None:
        """None: taken, the answer comes later."""
        response = envelope.read_answer(body, self.setup.limit)
        correlation = response.correlation_id if self.setup.own_correlation else ""
        if correlation not in ("", head.correlation_id) or (not correlation and response.message_id != head.message_id):
            raise Untrusted("correlation", "the answer is to another message")
        self.setup.trust.fresh(response.date, now)
        if response.code != names.DONE:
            raise _by_code(response.code, response.message)
        if response.data is None and (operation.answer is None or operation.answered_by):
            return None
        if response.data is None or operation.answer is None:
            raise Malformed("the answer holds no data, or holds some where none is known")
        if response.data.tag != payload.answer_name(operation):
            raise Malformed(f"the data is no {payload.answer_name(operation)}")
        message = payload.read(response.data, operation.answer)
        if response.data.get("in_reply_to") != key:
            raise Untrusted("correlation", "the data answers another request")
        return message


def _recorded(received: str, read: Callable[..., Any], *what: object) -> Any:
    """`read` of these, with what came back put into its complaint, for the record of the attempt."""
    try:
        return read(*what)
    except GatewayError as error:
        error.received = error.received or received
        raise


def _post(of: Setup, sent: bytes) -> fetch.Answer:
    try:
        return fetch.post(
            of.url,
            sent,
            "text/xml; charset=utf-8",
            seconds=of.seconds,
            limit=of.limit,
            headers={"SOAPAction": f'"{of.soap_action}"'},
        )
    except fetch.TooLong as error:
        raise Malformed(f"too large: more than {of.limit} bytes") from error
    except fetch.Unreachable as error:
        late = isinstance(error.__cause__, TimeoutError)
        raise (TimedOut if late else Unavailable)(str(error)) from error


def _by_status(status: int, received: str) -> Unavailable | Malformed:
    """SOAP over HTTP has 200, and 500 for a fault (SOAP 1.1, 6.2). Nothing else comes from what processes messages."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _BUSY:
        return Unavailable(f"HTTP {status}", status=status, received=received)
    return Malformed(f"HTTP {status}", status=status, received=received)


def _by_code(code: str, message: str, *, again: bool = False, received: str = "") -> Refused | Unavailable:
    """`again`: what a fault says of itself by its faultcode; it counts where the code is not one we know."""
    why = f"{code}: {message}" if code else message
    if code in names.AGAIN or (again and code not in names.FINAL):
        return Unavailable(why, received=received)
    return Refused(why, received=received)


def _unbelieved(answer: fetch.Answer, error: Malformed, limit: int, received: str) -> Unavailable | Malformed:
    """Of an invalid message. An unsigned fault, or a 500 that is no SOAP at all, is no refusal: anybody on
    the way could have written it, so it may cost an attempt but end nothing.
    """
    error.status, error.received = answer.status, received
    why = ""
    if isinstance(error, Untrusted):
        why = _unsigned_fault(answer.body, limit) if error.code == "unsigned" else ""
    elif answer.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        why = f"HTTP {answer.status}"
    return Unavailable(why, status=answer.status, received=received) if why else error


def _unsigned_fault(raw: bytes, limit: int) -> str:
    """What it says, for people; "" when it is none."""
    try:
        body = optional_child(parse(raw, limit), names.BODY)
        failed = None if body is None else envelope.read_fault(body)
    except Malformed:
        return ""
    return f"unsigned fault: {failed.code} {failed.message}" if failed else ""


def gateway(system: str, settings: dict[str, Any]) -> Gateway:
    return Shep.of(system, settings)
