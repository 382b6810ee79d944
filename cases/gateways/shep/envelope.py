"""The messages of both channels: written for the wire, and read from a body with a valid signature.

Children of the operation's element are unqualified (domain 2). Nothing here reads a body that `wsse` has not returned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from lxml import etree

from cases.gateways.contract import Malformed
from cases.gateways.shep import names
from cases.gateways.shep.reading import Element, child_moment, child_text, only_child, optional_child, parse
from cases.law.calendar import ALMATY


@dataclass(frozen=True, slots=True)
class Head:
    """The header of the data; what is empty is left out. The last three are of the synchronous channel."""

    message_id: str
    correlation_id: str
    service_id: str
    date: datetime
    sender_id: str
    password: str = field(repr=False)
    route_id: str = ""
    session_id: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def sync_request(head: Head, payload: Element) -> Element:
    envelope, request = _envelope(f"{{{names.SYNC}}}SendMessage", "request")
    info = _put(request, "requestInfo")
    _fill(info, messageId=head.message_id, correlationId=head.correlation_id, serviceId=head.service_id)
    _fill(info, messageDate=xs_datetime(head.date), routeId=head.route_id)
    _sender(info, head)
    _properties(info, head)
    _fill(info, sessionId=head.session_id)
    _put(_put(request, "requestData"), "data").append(payload)
    return envelope


def async_request(head: Head, payload: Element) -> Element:
    envelope, request = _envelope(f"{{{names.ASYNC}}}sendMessage", "request")
    info = _put(request, "messageInfo")
    _fill(info, messageId=head.message_id, correlationId=head.correlation_id, serviceId=head.service_id)
    _fill(info, messageType="REQUEST", messageDate=xs_datetime(head.date))
    _sender(info, head)
    _put(_put(request, "messageData"), "data").append(payload)
    return envelope


def status_request(head: Head) -> Element:
    """Where a message of ours is: getMessageStatus."""
    envelope, request = _envelope(f"{{{names.ASYNC}}}getMessageStatus", "request")
    _fill(request, messageId=head.message_id, requestDate=xs_datetime(head.date))
    _sender(request, head)
    return envelope


def acknowledgement(to: IncomingMessage, date: datetime) -> Element:
    """That a message of the asynchronous channel arrived, in the namespace it came in."""
    envelope, response = _envelope(f"{{{to.space}}}sendMessageResponse", "response")
    _fill(response, messageId=to.message_id, correlationId=to.correlation_id, responseDate=xs_datetime(date))
    return envelope


def fault(code: str, why: str) -> Element:
    """`code`: "Client" for what is wrong with the message, "Server" for what is wrong here (SOAP 1.1, 4.4.1)."""
    envelope, element = _envelope(names.FAULT, "")
    _fill(element, faultcode=f"soap:{code}", faultstring=why)
    return envelope


def xs_datetime(date: datetime) -> str:
    """xs:dateTime with the offset of Kazakhstan."""
    return date.astimezone(ALMATY).isoformat(timespec="milliseconds")


def _envelope(operation: str, inside: str) -> tuple[Element, Element]:
    envelope = etree.Element(names.ENVELOPE, nsmap={"soap": names.SOAP})
    etree.SubElement(envelope, names.HEADER)
    body = etree.SubElement(envelope, names.BODY)
    space = etree.QName(operation).namespace
    element = etree.SubElement(body, operation, nsmap=None if space == names.SOAP else {"shep": space})
    return envelope, _put(element, inside) if inside else element


def _put(parent: Element, name: str) -> Element:
    return etree.SubElement(parent, name)


def _fill(parent: Element, **values: str) -> None:
    for name, value in values.items():
        if value:
            _put(parent, name).text = value


def _sender(parent: Element, head: Head) -> None:
    _fill(_put(parent, "sender"), senderId=head.sender_id, password=head.password)


def _properties(parent: Element, head: Head) -> None:
    for key, value in head.properties.items():
        _fill(_put(parent, "properties"), key=key, value=value)


class SyncResponse(NamedTuple):
    """Of the synchronous channel."""

    message_id: str
    correlation_id: str
    date: datetime
    code: str
    """SCSS001 is success."""
    message: str
    data: Element | None


class Acknowledged(NamedTuple):
    message_id: str
    correlation_id: str
    date: datetime


class IncomingMessage(NamedTuple):
    """A sendMessage addressed to us."""

    space: str
    """The namespace of the XML."""
    message_id: str
    correlation_id: str
    service_id: str
    kind: str
    """Its messageType."""
    date: datetime
    sender_id: str
    data: Element | None


class DeliveryStatus(NamedTuple):
    """The status of a message that we sent."""

    state: str
    """ON_DELIVERY, DELIVERED, NOT_DELIVERED or DELIVERY_STOPPED."""
    date: datetime


class SoapFault(NamedTuple):
    """A SOAP fault."""

    code: str
    """errorCode of the detail; "" without one."""
    message: str
    ours: bool
    """faultcode says that the sender, which is us, made the error."""


def read_fault(body: Element) -> SoapFault | None:
    element = optional_child(body, names.FAULT)
    if element is None:
        return None
    detail = optional_child(element, "detail")
    codes = [] if detail is None else [part for part in detail.iter() if etree.QName(part).localname == "errorCode"]
    code = (codes[0].text or "").strip()[:64] if codes else ""
    who = child_text(element, "faultcode").rpartition(":")[2].partition(".")[0]
    return SoapFault(code, child_text(element, "faultstring")[:500], who != "Server")


def read_answer(body: Element, limit: int) -> SyncResponse:
    response = only_child(_operation(body, f"{{{names.SYNC}}}SendMessageResponse"), "response")
    info = only_child(response, "responseInfo")
    status = only_child(info, "status")
    data = optional_child(response, "responseData")
    return SyncResponse(
        child_text(info, "messageId"),
        child_text(info, "correlationId"),
        child_moment(info, "responseDate"),
        child_text(status, "code"),
        child_text(status, "message")[:500],
        None if data is None else _data(data, limit),
    )


def read_acknowledgement(body: Element) -> Acknowledged:
    response = only_child(_operation(body, f"{{{names.ASYNC}}}sendMessageResponse"), "response")
    return Acknowledged(
        child_text(response, "messageId"), child_text(response, "correlationId"), child_moment(response, "responseDate")
    )


def read_status(body: Element) -> DeliveryStatus:
    response = only_child(_operation(body, f"{{{names.ASYNC}}}getMessageStatusResponse"), "response")
    return DeliveryStatus(child_text(response, "messageState"), child_moment(response, "responseDate"))


def read_message(body: Element, limit: int) -> IncomingMessage:
    """In the namespace of the channel, or in that of the endpoint that is called back."""
    for space in (names.ASYNC, names.CLIENT):
        if body.find(f"{{{space}}}sendMessage") is not None:
            break
    request = only_child(_operation(body, f"{{{space}}}sendMessage"), "request")
    info, data = only_child(request, "messageInfo"), only_child(request, "messageData")
    sender = optional_child(info, "sender")
    return IncomingMessage(
        space,
        child_text(info, "messageId"),
        child_text(info, "correlationId"),
        child_text(info, "serviceId"),
        child_text(info, "messageType"),
        child_moment(info, "messageDate"),
        "" if sender is None else child_text(sender, "senderId"),
        _data(data, limit),
    )


def _operation(body: Element, name: str) -> Element:
    """The one thing in the body."""
    children = list(body)
    if len(children) != 1 or children[0].tag != name:
        raise Malformed(f"the body holds no {name}")
    return children[0]


def _data(parent: Element, limit: int) -> Element | None:
    """The payload: an element, or the text of one, as both are seen on the wire. None: there is none."""
    data = optional_child(parent, "data")
    if data is None:
        return None
    if len(data) > 1:
        raise Malformed("data holds more than one element")
    if len(data):
        return data[0]
    content = (data.text or "").strip()
    return parse(content.encode(), limit) if content else None
