"""ШЭП on the loopback: answers what it is told to, signed, and as an attacker would have it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from lxml import etree

from cases.gateways.contract import OPERATIONS, Operation
from cases.gateways.shep import envelope, names, payload, setup, wsse
from cases.gateways.shep.setup import Setup
from cases.gateways.shep.wsse import SigningKey
from demo.pki import certificates as profiles
from demo.pki import files
from demo.pki.issuers import Identity
from demo.pki.signing import RsaKey
from tests.cases.eds import workshop
from tests.cases.eds.responder import Asked, Reply, Server, serving

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
KEY = "DNR-2026-00017.9.ibd.check"
PORTAL_BIN, BUS_BIN = "241000000301", "000740000728"
REQUEST = {
    "case": "DNR-2026-00017",
    "stage": "preliminary",
    "iin": "900101300123",
    "surname": "Müller & <Söhne>",
    "given_names": "Эрик",
    "born_on": "1990-01-01",
}
VERDICT = {"clear": True, "reference": "ИБД-77", "text": "нет", "checked_at": "2026-11-20T13:59:00+05:00"}
CHECK = OPERATIONS["ibd", "check"]


@cache
def portal() -> Identity:
    return workshop.issue(profiles.head("Порталов", "Портал", workshop.IIN, PORTAL_BIN, "Портал"))


@cache
def bus() -> Identity:
    return workshop.issue(profiles.head("Шинов", "Шлюз", workshop.IIN, BUS_BIN, "ШЭП"))


def signature(identity: Identity | None = None, **how: Any) -> SigningKey:
    identity = identity or bus()
    key = identity.key
    assert isinstance(key, RsaKey)
    return SigningKey(key.private, x509.load_der_x509_certificate(identity.certificate), **how)


def block(folder: Path, url: str = "http://127.0.0.1:1/", **other: Any) -> dict[str, Any]:
    """A block of settings.GATEWAYS; the portal's key is written into `folder`, the anchors lie there already."""
    (folder / "own").mkdir(exist_ok=True)
    key, certificate = folder / "own" / "key.pem", folder / "own" / "own.pem"
    key.write_text(portal().key.pem())
    certificate.write_text(files.pem(portal().certificate))
    return {
        "transport": "shep",
        "url": url,
        "service_id": "DNR_CHECK",
        "sender_id": "dnr",
        "password": "parole",
        "key": str(key),
        "certificate": str(certificate),
        "counterparty": bus().fingerprint,
        "anchors": [str(folder)],
        "revocation": False,
        "plain_http": True,
        "timeout": 5,
    } | other


def joined(folder: Path, system: str = "ibd", **other: Any) -> Setup:
    return setup.read(system, block(folder, **other))


@dataclass
class StubAnswer:
    """What a good answer of ibd.check says; each may be said otherwise. None takes what was asked."""

    now: datetime = NOW
    message_id: str | None = None
    correlation_id: str | None = None
    code: str = names.DONE
    status_text: str = "Message has been processed successfully"
    in_reply_to: str = KEY
    data: dict[str, Any] | None = field(default_factory=lambda: dict(VERDICT))
    operation: Operation = CHECK

    @property
    def known(self) -> str:
        return names.message_id(self.operation.system, KEY)

    def envelope(self) -> Any:
        whole, response = envelope._envelope(f"{{{names.SYNC}}}SendMessageResponse", "response")
        info = etree.SubElement(response, "responseInfo")
        ids = [self.known if given is None else given for given in (self.message_id, self.correlation_id)]
        envelope._fill(info, messageId=ids[0], correlationId=ids[1], responseDate=envelope.xs_datetime(self.now))
        envelope._fill(etree.SubElement(info, "status"), code=self.code, message=self.status_text)
        if self.data is not None:
            data = etree.SubElement(etree.SubElement(response, "responseData"), "data")
            assert self.operation.answer
            name = payload.answer_name(self.operation)
            data.append(payload.write(name, self.operation.answer, self.data, in_reply_to=self.in_reply_to))
        return whole

    def signed(self, how: SigningKey | None = None, name: str = "answer") -> bytes:
        return wsse.sign(self.envelope(), how or signature(), name, self.now)


def unsigned(**words: Any) -> bytes:
    raw: bytes = etree.tostring(StubAnswer(**words).envelope())
    return raw


def message(
    element: Any, *, message_id: str = "m-1", correlation_id: str = "", now: datetime = NOW, space: str = names.ASYNC
) -> Any:
    """A sendMessage of the bus to us."""
    whole, request = envelope._envelope(f"{{{space}}}sendMessage", "request")
    info = etree.SubElement(request, "messageInfo")
    envelope._fill(info, messageId=message_id, correlationId=correlation_id, serviceId="DNR", messageType="RESPONSE")
    envelope._fill(info, messageDate=envelope.xs_datetime(now))
    envelope._fill(etree.SubElement(info, "sender"), senderId="bus")
    etree.SubElement(etree.SubElement(request, "messageData"), "data").append(element)
    return whole


def acknowledged(message_id: str, correlation_id: str, now: datetime = NOW) -> bytes:
    whole, response = envelope._envelope(f"{{{names.ASYNC}}}sendMessageResponse", "response")
    envelope._fill(response, messageId=message_id, correlationId=correlation_id, responseDate=envelope.xs_datetime(now))
    return wsse.sign(whole, signature(), "ack", now)


def stands(state: str, now: datetime = NOW, how: SigningKey | None = None) -> bytes:
    """The answer to getMessageStatus."""
    whole, response = envelope._envelope(f"{{{names.ASYNC}}}getMessageStatusResponse", "response")
    envelope._fill(response, messageState=state, responseDate=envelope.xs_datetime(now))
    return wsse.sign(whole, how or signature(), "stands", now)


def tampered(raw: bytes, spoil: Callable[[Any], None]) -> bytes:
    root = etree.fromstring(raw)
    spoil(root)
    spoilt: bytes = etree.tostring(root)
    return spoilt


@contextmanager
def answering(body: bytes | Callable[[Asked], Reply], status: int = 200) -> Iterator[Server]:
    given = body if callable(body) else lambda asked: Reply(body, status)
    with serving(given) as server:
        yield server


def parts(root: Any) -> tuple[Any, Any, Any]:
    """Header, Security, Body."""
    header = root.find(names.HEADER)
    return header, header.find(names.SECURITY), root.find(names.BODY)


def moved(root: Any) -> None:
    """The classic: the signed body goes into a wrapper in the header, another takes its place."""
    header, _security, body = parts(root)
    other = deepcopy(body)
    del other.attrib[names.ID]
    next(other.iter("code")).text = "SCE004"
    root.replace(body, other)
    etree.SubElement(header, "wrapper").append(body)


YEAR = timedelta(days=365)
