"""The `shep` transport over real HTTP: what goes out, what comes back, and what becomes of a bad day."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from django.core.exceptions import ImproperlyConfigured
from lxml import etree

from cases.gateways import contract, questions, registry
from cases.gateways.contract import (
    INBOUND,
    OPERATIONS,
    GatewayError,
    Malformed,
    Refused,
    TimedOut,
    Unavailable,
)
from cases.gateways.jsontext import text_to_bytes
from cases.gateways.shep import envelope, names, payload, setup, wsse
from cases.gateways.shep.trust import Trust, Untrusted
from cases.gateways.transports.shep import Shep
from cases.outbox import exchanges
from demo.pki import files
from tests.cases.eds import responder, workshop
from tests.cases.eds.responder import Asked, Reply
from tests.cases.gateways import shep_stub as stub
from tests.cases.gateways.shep_stub import CHECK, KEY, NOW, REQUEST, StubAnswer

LIMIT = 1 << 20
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
KNOWN = names.message_id("ibd", KEY)


def send(
    folder: Path, url: str, operation: Any = CHECK, request: dict[str, Any] | None = None, **other: Any
) -> contract.Reply:
    gateway = Shep.of(operation.system, stub.block(folder, url, **other))
    return gateway.send(operation, request or REQUEST, key=KEY, now=NOW, request_id="r-1")


def ask(folder: Path, url: str, *what: Any, **other: Any) -> Any:
    """The answer; None where it comes later."""
    return send(folder, url, *what, **other).answer


def answered(folder: Path, body: bytes | Callable[[Asked], Reply], status: int = 200, **other: Any) -> Any:
    with stub.answering(body, status) as server:
        return ask(folder, server.url, **other)


def refused(folder: Path, body: bytes, kind: type[GatewayError], status: int = 200, **other: Any) -> GatewayError:
    with pytest.raises(kind) as caught:
        answered(folder, body, status, **other)
    assert type(caught.value) in (kind, Untrusted) if kind is Malformed else type(caught.value) is kind
    return caught.value


# --- the synchronous channel


def test_it_sends_what_the_channel_knows_and_reads_the_answer(folder: Path) -> None:
    with stub.answering(StubAnswer().signed()) as server:
        result = ask(folder, server.url, route_id="R1", properties={"CONNECTOR_CLIENT": "true"})
    assert result.to_json() == {**stub.VERDICT}
    (asked,) = server.asked
    assert asked.headers["soapaction"] == '""' and asked.headers["content-type"].startswith("text/xml")
    root = etree.fromstring(asked.body)
    info = root.find(f"{names.BODY}/{{{names.SYNC}}}SendMessage/request/requestInfo")
    assert [(element.tag, element.text) for element in info.iter() if element.text] == [
        ("messageId", KNOWN),
        ("correlationId", KNOWN),
        ("serviceId", "DNR_CHECK"),
        ("messageDate", "2026-11-20T14:00:00.000+05:00"),
        ("routeId", "R1"),
        ("senderId", "dnr"),
        ("password", "parole"),
        ("key", "CONNECTOR_CLIENT"),
        ("value", "true"),
        ("sessionId", f"{{{KNOWN}}}"),
    ]
    assert [element.tag for element in info] == [
        "messageId",
        "correlationId",
        "serviceId",
        "messageDate",
        "routeId",
        "sender",
        "properties",
        "sessionId",
    ]


def test_its_request_is_signed_as_the_channel_asks(folder: Path) -> None:
    with stub.answering(StubAnswer().signed()) as server:
        ask(folder, server.url)
    raw = server.asked[0].body
    root = etree.fromstring(raw)
    _header, security, body = stub.parts(root)
    assert security.get(names.MUST_UNDERSTAND) == "1" and security.find(names.TIMESTAMP) is None
    identifier = security.find(f".//{names.TOKEN_REFERENCE}/{names.KEY_IDENTIFIER}")
    assert identifier.get("ValueType") == names.X509_V3 and identifier.get("EncodingType") == names.BASE64
    assert security.find(f".//{{{names.DS}}}Reference").get("URI") == f"#{body.get(names.ID)}"
    trust = Trust(frozenset({stub.portal().fingerprint}), anchors=stub.joined(folder).trust.anchors, revocation=False)
    sent = wsse.verify(raw, trust, NOW, LIMIT).body.find(f"{{{names.SYNC}}}SendMessage/request/requestData/data")
    assert payload.read(sent[0], CHECK.request).to_json() == {
        "patronymic": "",
        "born_in": "",
        "citizenship": "",
        "passport_number": "",
        **REQUEST,
    }
    assert sent[0].get("key") == KEY


def test_every_attempt_of_a_request_is_the_same_message(folder: Path) -> None:
    with stub.answering(StubAnswer().signed()) as server:
        ask(folder, server.url)
        ask(folder, server.url)
    assert server.asked[0].body == server.asked[1].body


@pytest.mark.parametrize(
    "how", [{"lasts": timedelta(minutes=5)}, {"token": True}, {"lasts": timedelta(minutes=5), "token": True}]
)
def test_it_takes_and_makes_timestamps_and_binary_tokens(folder: Path, how: dict[str, Any]) -> None:
    token = "binary" if how.get("token") else "key_identifier"
    with stub.answering(StubAnswer().signed(stub.signature(**how))) as server:
        assert ask(folder, server.url, timestamp="lasts" in how, token=token).clear
    trust = Trust(
        bin=stub.PORTAL_BIN, anchors=stub.joined(folder).trust.anchors, stamped="lasts" in how, revocation=False
    )
    assert wsse.verify(server.asked[0].body, trust, NOW, LIMIT).certificate.signer.bin == stub.PORTAL_BIN


def test_it_reads_data_that_came_as_text(folder: Path) -> None:
    whole = StubAnswer().envelope()
    data = next(whole.iter("data"))
    inside = etree.tostring(data[0]).decode()
    data.remove(data[0])
    data.text = etree.CDATA(inside)
    assert answered(folder, wsse.sign(whole, stub.signature(), "a", NOW)).reference == "ИБД-77"


def test_it_asks_each_operation_under_its_own_service(folder: Path) -> None:
    with stub.answering(StubAnswer().signed()) as server:
        ask(folder, server.url, service_id={"check": "ONE", "": "OTHER"})
    assert b"<serviceId>ONE</serviceId>" in server.asked[0].body


def test_an_answer_tied_by_the_message_alone_will_do(folder: Path) -> None:
    assert answered(folder, StubAnswer(correlation_id="").signed()).clear
    assert answered(folder, StubAnswer(correlation_id="the bus's own").signed(), own_correlation=False).clear


@pytest.mark.parametrize(
    "changes",
    [
        {"correlation_id": "of another"},
        {"correlation_id": "", "message_id": "of another"},
        {"in_reply_to": "DNR-2026-00018.1.ibd.check"},
    ],
)
def test_an_answer_to_another_request_is_not_believed(folder: Path, changes: dict[str, Any]) -> None:
    error = refused(folder, StubAnswer(**changes).signed(), Malformed)
    assert isinstance(error, Untrusted) and error.code == "correlation"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("SCE004", Refused),
        ("SCE909", Unavailable),
        ("ELSE", Refused),
        ("", Refused),
    ],
)
def test_a_status_other_than_success_is_an_error_of_its_kind(folder: Path, code: str, kind: type[GatewayError]) -> None:
    error = refused(folder, StubAnswer(code=code, status_text="почему", data=None).signed(), kind)
    assert "почему" in error.reason and "SendMessageResponse" in error.received


def _fault(code: str, detail: str = "") -> Any:
    whole = envelope.fault(code, "why")
    if detail:
        fault = next(whole.iter(names.FAULT))
        etree.SubElement(etree.SubElement(etree.SubElement(fault, "detail"), "error"), "errorCode").text = detail
    return whole


@pytest.mark.parametrize(
    ("code", "detail", "kind"),
    [
        ("Client", "", Refused),
        ("Server", "", Unavailable),
        ("Server", "SCE001", Refused),
        ("Server", "X1", Unavailable),
        ("Client", "SCE909", Unavailable),
    ],
)
def test_a_signed_fault_is_refusal_or_trouble(folder: Path, code: str, detail: str, kind: type[GatewayError]) -> None:
    raw = wsse.sign(_fault(code, detail), stub.signature(), "f", NOW)
    assert "why" in refused(folder, raw, kind, 500).reason


def test_an_unsigned_fault_ends_nothing(folder: Path) -> None:
    raw = etree.tostring(_fault("Client", "SCE001"))
    error = refused(folder, raw, Unavailable, 500)
    assert error.reason == "unsigned fault: SCE001 why" and error.status == 500


@pytest.mark.parametrize(
    ("status", "kind"), [(503, Unavailable), (429, Unavailable), (404, Malformed), (302, Malformed)]
)
def test_a_status_of_http_is_an_error_of_its_kind(folder: Path, status: int, kind: type[GatewayError]) -> None:
    assert refused(folder, b"<html/>", kind, status).status == status


def test_a_500_without_soap_is_trouble(folder: Path) -> None:
    refused(folder, b"oops", Unavailable, 500)


def test_success_without_data_is_no_answer(folder: Path) -> None:
    refused(folder, StubAnswer(data=None).signed(), Malformed)


# --- what is kept of it


def test_what_came_is_kept_word_for_word_and_what_went_out_by_its_hash(folder: Path) -> None:
    raw = StubAnswer().signed()
    with stub.answering(raw) as server:
        result = send(folder, server.url)
    assert result.received.encode() == raw
    assert result.sent_sha256 == hashlib.sha256(server.asked[0].body).hexdigest()


def test_an_acknowledgement_is_kept_word_for_word_too(folder: Path) -> None:
    raw = stub.acknowledged(KNOWN, KNOWN)
    with stub.answering(raw) as server:
        result = send(folder, server.url, channel="async")
    assert (result.received.encode(), result.answer) == (raw, None)


UNBELIEVED: dict[str, tuple[bytes, int]] = {
    "signed for another": (StubAnswer(correlation_id="of another").signed(), 200),
    "unsigned": (stub.unsigned(), 200),
    "no XML": (b"\xff\x00oops", 200),
    "not now": (b"<html/>", 503),
}


@pytest.mark.parametrize(("raw", "status"), UNBELIEVED.values(), ids=UNBELIEVED)
def test_what_is_not_believed_is_kept_word_for_word_too(folder: Path, raw: bytes, status: int) -> None:
    with stub.answering(raw, status) as server, pytest.raises(GatewayError) as caught:
        send(folder, server.url)
    assert text_to_bytes(caught.value.received) == raw
    assert caught.value.sent_sha256 == hashlib.sha256(server.asked[0].body).hexdigest()


@pytest.mark.django_db
def test_an_auditor_sees_the_envelope_as_it_was_signed(folder: Path, settings: Any) -> None:
    raw = StubAnswer().signed()
    with stub.answering(raw) as server:
        settings.GATEWAYS = {"ibd": stub.block(folder, server.url)}
        row = questions.question(CHECK, CHECK.request.from_json(REQUEST), KEY, NOW)
        row.save()
        assert exchanges.deliver(row.pk, NOW)
    (attempt,) = row.tries.all()
    trust = stub.joined(folder).trust
    assert wsse.verify(attempt.received.encode(), trust, NOW, LIMIT).certificate.signer.bin == stub.BUS_BIN
    assert attempt.received_sha256 == hashlib.sha256(raw).hexdigest()
    assert attempt.sent_sha256 == hashlib.sha256(server.asked[0].body).hexdigest() != row.request_sha256


# --- what is not XML of the contract


def _bomb() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]><x>&a9;</x>'.encode()


BAD = {
    "bomb": _bomb(),
    "external": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>',
    "xxe": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "hidden dtd": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x +AFsAXQA+-<x/>',
    "utf-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><x/>'.encode("utf-16"),
    "deep": b"<a>" * 5000 + b"</a>" * 5000,
    "empty": b"",
    "text": b"ok",
    "soap 1.2": b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body/></e:Envelope>',
    "no namespace": b"<Envelope><Body/></Envelope>",
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_what_is_no_envelope_is_malformed(folder: Path, body: bytes) -> None:
    error = refused(folder, body, Malformed)
    assert "root:" not in str(error) and "root:" not in error.received


def test_a_truncated_answer_is_malformed(folder: Path) -> None:
    whole = StubAnswer().signed()
    refused(folder, whole[: len(whole) // 2], Malformed)


def test_fifty_megabytes_are_not_read(folder: Path) -> None:
    error = refused(folder, b" " * (50 << 20), Malformed)
    assert "too large" in error.reason


def test_a_wrong_namespace_of_the_channel_is_malformed(folder: Path) -> None:
    whole = StubAnswer().envelope()
    body = whole.find(names.BODY)
    body[0].tag = f"{{{names.ASYNC}}}SendMessageResponse"
    refused(folder, wsse.sign(whole, stub.signature(), "a", NOW), Malformed)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda e: setattr(e, "tag", "{urn:else}checkAnswer"),
        lambda e: setattr(e[0], "text", "maybe"),
        lambda e: e.remove(e[0]),
        lambda e: etree.SubElement(e, f"{{{names.OURS}:ibd}}more"),
        lambda e: e.append(e[0].__copy__()),
        lambda e: e.attrib.clear(),
        lambda e: setattr(e[1], "text", "x" * 100),
    ],
    ids=["namespace", "type", "missing", "unknown", "twice", "no tie", "too long"],
)
def test_data_of_another_schema_are_malformed(folder: Path, spoil: Callable[[Any], Any]) -> None:
    whole = StubAnswer().envelope()
    spoil(next(whole.iter("data"))[0])
    refused(folder, wsse.sign(whole, stub.signature(), "a", NOW), Malformed)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda e: setattr(e[0], "text", "Wanted"), "clear': cvc-datatype-valid-1-2-1"),
        (lambda e: setattr(e[3], "text", "Wanted"), "checked_at': cvc-datatype-valid-1-2-1"),
        (lambda e: e.set("in_reply_to", "Wanted since\u00a0May"), "attribute 'in_reply_to': cvc-pattern-valid"),
        (lambda e: setattr(e[1], "text", "Wanted" * 20), "reference': cvc-maxlength-valid"),
        (lambda e: e.set(f"{{{_XSI}}}type", "Wanted"), "type': cvc-elt-4-2"),
        (lambda e: setattr(e[0], "tail", "Wanted"), "Character content other than whitespace is not allowed"),
        (lambda e: setattr(etree.SubElement(e, "more"), "text", "Wanted"), "more': This element is not expected"),
    ],
    ids=["type", "moment", "tie", "too long", "a type of its own", "between", "unknown"],
)
def test_what_is_wrong_with_data_is_reported_without_them(folder: Path, spoil: Callable[[Any], Any], says: str) -> None:
    """It goes into the log, and before an administrator, who sees no files."""
    whole = StubAnswer().envelope()
    spoil(next(whole.iter("data"))[0])
    error = refused(folder, wsse.sign(whole, stub.signature(), "a", NOW), Malformed)
    assert says in str(error) and "Wanted" not in str(error) and "Wanted" in error.received


# --- the wire itself


def test_nobody_there_is_unavailable(folder: Path) -> None:
    with pytest.raises(Unavailable):
        ask(folder, responder.closed())


def test_silence_is_a_time_out(folder: Path) -> None:
    with responder.silent() as url, pytest.raises(TimedOut):
        ask(folder, url, timeout=0.2)


def test_an_answer_byte_by_byte_is_a_time_out(folder: Path) -> None:
    with responder.dripping(b"HTTP/1.0 200 OK\r\nContent-Length: 9000\r\n\r\n") as url, pytest.raises(TimedOut):
        ask(folder, url, timeout=0.2)


def test_an_answer_broken_off_is_unavailable(folder: Path) -> None:
    with responder.saying(b"HTTP/1.0 200 OK\r\nContent-Length: 9000\r\n\r\n<x>") as url, pytest.raises(Unavailable):
        ask(folder, url)


# --- the asynchronous channel out


def test_the_asynchronous_channel_takes_it_and_answers_later(folder: Path) -> None:
    with stub.answering(stub.acknowledged(KNOWN, KNOWN)) as server:
        assert ask(folder, server.url, channel="async") is None
    info = etree.fromstring(server.asked[0].body).find(f"{names.BODY}/{{{names.ASYNC}}}sendMessage/request/messageInfo")
    assert [element.tag for element in info] == [
        "messageId",
        "correlationId",
        "serviceId",
        "messageType",
        "messageDate",
        "sender",
    ]
    assert info.findtext("messageType") == "REQUEST"


def test_an_operation_that_is_answered_later_takes_the_asynchronous_channel(folder: Path) -> None:
    approve = OPERATIONS["knb", "approve"]
    request = {name: REQUEST[name] for name in REQUEST if name in approve.request.json_schema()["properties"]}
    known = names.message_id("knb", KEY)
    with stub.answering(stub.acknowledged(known, known)) as server:
        assert ask(folder, server.url, approve, request) is None


def test_the_bus_may_make_its_own_correlation_but_names_the_message(folder: Path) -> None:
    assert answered(folder, stub.acknowledged(KNOWN, "else"), channel="async") is None
    error = refused(folder, stub.acknowledged("else", "else"), Malformed, channel="async")
    assert isinstance(error, Untrusted) and error.code == "correlation"


def test_an_unsigned_acknowledgement_is_not_believed(folder: Path) -> None:
    whole = stub.tampered(stub.acknowledged(KNOWN, KNOWN), lambda root: root.remove(root[0]))
    error = refused(folder, whole, Malformed, channel="async")
    assert isinstance(error, Untrusted) and error.code == "unsigned"


def test_it_can_be_asked_where_a_message_is(folder: Path) -> None:
    whole, response = envelope._envelope(f"{{{names.ASYNC}}}getMessageStatusResponse", "response")
    envelope._fill(response, messageState="DELIVERED", responseDate=envelope.xs_datetime(NOW))
    with stub.answering(wsse.sign(whole, stub.signature(), "s", NOW)) as server:
        result = Shep.of("ibd", stub.block(folder, server.url)).delivery_status(KEY, NOW)
    assert result.state == "DELIVERED"
    request = etree.fromstring(server.asked[0].body).find(f"{names.BODY}/{{{names.ASYNC}}}getMessageStatus/request")
    assert [element.tag for element in request] == ["messageId", "requestDate", "sender"]
    assert request.findtext("messageId") == KNOWN


# --- the published schema


@pytest.mark.parametrize("system", sorted({of[0] for of in (*OPERATIONS, *INBOUND)}))
def test_it_publishes_a_schema_for_every_system(system: str) -> None:
    assert payload.compiled(system) is not None
    assert f'targetNamespace="urn:dnr:gateways:1:{system}"'.encode() in payload.published(system)


def test_a_text_that_xml_has_no_place_for_is_malformed() -> None:
    with pytest.raises(Malformed):
        payload.write(payload.request_name(CHECK), CHECK.request, {**REQUEST, "surname": "a\x01"}, key=KEY)


# --- settings


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"password": ""}, "password is missing"),
        ({"counterparty": ""}, "whose answers are believed"),
        ({"urll": "x"}, "urll is not known"),
        ({"channel": "both"}, "channel"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"plain_http": False}, "https"),
        ({"key": "/nowhere/key.pem"}, "key.pem"),
    ],
)
def test_a_block_that_will_not_do_is_refused_by_name(folder: Path, other: dict[str, Any], says: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=says) as caught:
        setup.read("ibd", stub.block(folder, **other))
    assert "parole" not in str(caught.value)


def test_a_certificate_of_another_key_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_text(files.pem(workshop.stranger().issue(workshop.HEAD).certificate))
    with pytest.raises(ImproperlyConfigured, match="another key"):
        setup.read("ibd", stub.block(folder, certificate=str(tmp_path / "other.pem")))


def test_it_takes_the_file_that_the_authority_gives(folder: Path, tmp_path: Path) -> None:
    own = stub.signature(stub.portal())
    secret = BestAvailableEncryption(b"Qwerty12")
    (tmp_path / "RSA.p12").write_bytes(serialize_key_and_certificates(b"own", own.key, own.certificate, None, secret))
    block = stub.block(folder, key=str(tmp_path / "RSA.p12"), key_password="Qwerty12", certificate="")
    assert setup.read("ibd", block).signature.certificate == own.certificate
    with pytest.raises(ImproperlyConfigured, match=r"RSA\.p12") as caught:
        setup.read("ibd", block | {"key_password": "parole"})
    assert "parole" not in str(caught.value)


def test_the_registry_makes_it_of_its_block(folder: Path, settings: Any) -> None:
    with stub.answering(StubAnswer().signed()) as server:
        settings.GATEWAYS = {"ibd": stub.block(folder, server.url, key_id="", secret="", again_hours=6.0)}
        result = registry.gateway("ibd").send(CHECK, REQUEST, key=KEY, now=NOW)
    assert isinstance(result.answer, CHECK.answer or ())


def test_a_gost_key_is_refused_by_name(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gost.pem").write_text(workshop.issue(algorithm=workshop.GOST512).key.pem())
    with pytest.raises(ImproperlyConfigured, match=r"gost\.pem is no RSA key.*not by GOST"):
        setup.read("ibd", stub.block(folder, key=str(tmp_path / "gost.pem")))


def test_no_secret_is_shown_when_it_is_printed(folder: Path) -> None:
    assert "parole" not in repr(stub.joined(folder)) and "parole" not in repr(
        Shep.of("ibd", stub.block(folder)).head(KEY, "check", NOW)
    )
