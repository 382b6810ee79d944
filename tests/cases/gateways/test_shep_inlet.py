"""Messages of the asynchronous channel that come to us: taken once, acknowledged, tied to what was asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import Http404
from django.test import RequestFactory
from lxml import etree

from cases.gateways.contract import INBOUND, OPERATIONS, Refused, Unavailable
from cases.gateways.jsontext import json_digest
from cases.gateways.shep import envelope, names, payload, wsse
from cases.gateways.shep.inlet import Delivery, InletReply, take
from cases.gateways.shep.setup import Setup
from cases.gateways.shep.storing import store
from cases.gateways.shep.trust import Trust
from cases.models import Attempt, Case, Exchange
from cases.outbox import leases
from cases.programmes.nomad.states import State
from cases.web.systems.shep import endpoint
from tests.cases.eds import workshop
from tests.cases.gateways import shep_stub as stub
from tests.cases.gateways.shep_stub import CHECK, KEY, NOW, VERDICT

ANSWER = INBOUND["knb", "answer"]
OPINION = {"clear": True, "reference": "КНБ-5", "answered_on": "2026-11-19", "case": "DNR-2026-00017"}
ASKED = "DNR-2026-00017.9.knb.approve"


@pytest.fixture
def knb(folder: Path) -> Setup:
    return stub.joined(folder, "knb")


@pytest.fixture
def ibd(folder: Path) -> Setup:
    return stub.joined(folder, "ibd")


def opinion(key: str = "knb-1", tie: str = ASKED, signer: Any = None, **how: Any) -> bytes:
    element = payload.write(payload.notification_name(ANSWER), ANSWER.request, {**OPINION, "in_reply_to": tie}, key=key)
    return wsse.sign(stub.message(element, **how), stub.signature(signer), "m", NOW)


def verdict(tie: str = KEY, data: dict[str, Any] | None = None, **how: Any) -> bytes:
    assert CHECK.answer
    element = payload.write(payload.answer_name(CHECK), CHECK.answer, data or VERDICT, in_reply_to=tie)
    return wsse.sign(stub.message(element, **how), stub.signature(), "m", NOW)


def heard(raw: bytes, of: Setup, now: Any = NOW) -> tuple[InletReply, list[Delivery]]:
    deliveries: list[Delivery] = []
    return take(raw, of, now, deliveries.append), deliveries


def trusted_by_them(of: Setup) -> Trust:
    return Trust(frozenset({stub.portal().fingerprint}), anchors=of.trust.anchors, revocation=False)


def test_it_takes_what_a_system_tells_and_acknowledges_it(knb: Setup) -> None:
    known = names.message_id("knb", ASKED)
    reply, (delivery,) = heard(opinion(message_id="m-7", correlation_id=known), knb)
    assert (reply.status, reply.kept) == (200, True)
    assert (delivery.operation, delivery.answer, delivery.key, delivery.in_reply_to) == (ANSWER, False, "knb-1", ASKED)
    assert delivery.data["reference"] == "КНБ-5" and delivery.signer == stub.bus().fingerprint
    body = wsse.verify(reply.body, trusted_by_them(knb), NOW, 1 << 20).body
    assert envelope.read_acknowledgement(body) == ("m-7", known, NOW)


def test_it_answers_in_the_namespace_it_was_asked_in(knb: Setup) -> None:
    reply, deliveries = heard(opinion(space=names.CLIENT), knb)
    assert deliveries and f"{{{names.CLIENT}}}sendMessageResponse" in [
        element.tag for element in etree.fromstring(reply.body).iter()
    ]


def test_it_takes_the_answer_to_a_question_of_ours(ibd: Setup) -> None:
    reply, (delivery,) = heard(verdict(), ibd)
    assert (
        reply.kept
        and delivery.answer
        and delivery.in_reply_to == delivery.key == KEY
        and delivery.data["clear"] is True
    )


def test_an_answer_may_come_before_its_acknowledgement(ibd: Setup) -> None:
    """Nothing of the tie comes from the bus: both ends make it of the key."""
    reply, deliveries = heard(verdict(correlation_id=names.message_id("ibd", KEY)), ibd)
    assert reply.kept and deliveries


def test_a_message_tied_to_two_requests_is_not_taken(ibd: Setup, folder: Path) -> None:
    raw = verdict(correlation_id=names.message_id("ibd", "another"))
    reply, deliveries = heard(raw, ibd)
    assert (reply.status, reply.kept, deliveries) == (500, False, []) and b"not accepted: correlation" in reply.body
    reply, deliveries = heard(raw, stub.joined(folder, "ibd", own_correlation=False))
    assert reply.kept and deliveries


def test_a_system_may_not_speak_for_another(ibd: Setup) -> None:
    reply, deliveries = heard(opinion(), ibd)
    assert not deliveries and b"not accepted: stranger" in reply.body


def test_a_stranger_gets_a_single_word_and_nothing_signed(knb: Setup) -> None:
    reply, deliveries = heard(opinion(signer=workshop.person()), knb)
    assert not deliveries and b"not accepted: stranger" in reply.body and b"Signature" not in reply.body


@pytest.mark.parametrize(
    ("ago", "taken"), [(timedelta(hours=23), True), (timedelta(days=2), False), (timedelta(hours=-1), False)]
)
def test_an_old_or_early_message_is_not_taken(knb: Setup, ago: timedelta, taken: bool) -> None:
    reply, deliveries = heard(opinion(now=NOW - ago), knb)
    assert reply.kept is taken and bool(deliveries) is taken


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: next(body.iter("data")).clear(),
        lambda body: next(body.iter("messageId")).clear(),
        lambda body: setattr(body[0], "tag", f"{{{names.ASYNC}}}sendDeliveryNotification"),
        lambda body: setattr(next(body.iter("data"))[0], "tag", "{urn:else}answer"),
        lambda body: next(body.iter("data"))[0].attrib.clear(),
        lambda body: next(body.iter("messageInfo")).append(etree.Element("messageId")),
    ],
    ids=["no data", "no id", "another operation", "another namespace", "no key", "two ids"],
)
def test_what_is_no_message_of_the_contracts_is_a_fault_of_the_client(knb: Setup, spoil: Any) -> None:
    whole = etree.fromstring(opinion())
    whole.remove(whole[0])
    whole.insert(0, etree.Element(names.HEADER))
    spoil(whole.find(names.BODY))
    reply, deliveries = heard(wsse.sign(whole, stub.signature(), "x", NOW), knb)
    assert (reply.status, reply.kept, deliveries) == (500, False, []) and b"soap:Client" in reply.body
    assert envelope.read_fault(wsse.verify(reply.body, trusted_by_them(knb), NOW, 1 << 20).body)


@pytest.mark.parametrize(("error", "code"), [(Refused("unknown case"), "Client"), (Unavailable("later"), "Server")])
def test_what_was_not_kept_is_not_acknowledged(knb: Setup, error: Exception, code: str) -> None:
    def fail(_delivery: Delivery) -> None:
        raise error

    reply = take(opinion(), knb, NOW, fail)
    assert not reply.kept and f"soap:{code}".encode() in reply.body


def test_fifty_megabytes_are_not_parsed(knb: Setup) -> None:
    reply, deliveries = heard(b"<" * (50 << 20), knb)
    assert not reply.kept and not deliveries and b"too large" in reply.body


def test_an_element_of_countless_attributes_is_not_looked_into(knb: Setup) -> None:
    """Ids and canonical form are made before anybody is believed; of 90,000 attributes each takes a minute."""
    many = " ".join(f'a{n}=""' for n in range(100)).encode()
    reply, deliveries = heard(opinion().replace(b"<messageId>", b"<messageId " + many + b">"), knb)
    assert not reply.kept and not deliveries and b"more than 64 attributes" in reply.body


@pytest.mark.parametrize("made", [bytes, lambda: b"<x/>", lambda: opinion()[:-9]], ids=["none", "other", "cut"])
def test_nobody_gets_our_signature_for_what_is_no_message(knb: Setup, made: Callable[[], bytes]) -> None:
    """A fault names no message: who got one signed could give it to the counterparty as the answer to theirs."""
    reply, deliveries = heard(made(), knb)
    assert not reply.kept and not deliveries and b"Signature" not in reply.body


# --- kept


@pytest.fixture
def asked(every_case: dict[State, Case]) -> Exchange:
    case = next(iter(every_case.values()))
    return Exchange.objects.create(
        system="ibd",
        operation="check",
        case=case,
        key=KEY,
        request={},
        request_sha256="",
        created_at=NOW,
        sent_at=NOW,
        next_at=NOW + timedelta(hours=6),
        state=Exchange.SENT,
    )


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.outbox.jobs.after_commit", lambda **rows: None)


def kept(raw: bytes, of: Setup) -> tuple[InletReply, list[Exchange]]:
    rows: list[Exchange] = []
    reply = take(raw, of, NOW, lambda delivery: rows.append(store(delivery, NOW, "shep", "r-1")))
    return reply, rows


@pytest.mark.django_db
def test_an_answer_is_laid_to_its_question(asked: Exchange, ibd: Setup) -> None:
    _reply, (row,) = kept(verdict(), ibd)
    assert (row.pk, row.state, row.answer_sha256) == (asked.pk, Exchange.ANSWERED, json_digest(row.answer or {}))
    assert row.next_at == NOW


@pytest.mark.django_db
def test_the_envelope_is_kept_as_it_came_and_proves_again_who_sent_it(asked: Exchange, ibd: Setup) -> None:
    raw = verdict()
    kept(raw, ibd)
    kept(raw, ibd)
    came = Attempt.objects.get(exchange=asked, outcome="told")
    assert came.received.encode() == raw
    assert came.received_sha256 == hashlib.sha256(raw).hexdigest()
    assert wsse.verify(came.received.encode(), ibd.trust, NOW, ibd.limit).certificate


@pytest.mark.django_db
def test_an_answer_that_overtakes_the_acknowledgement_is_not_written_over(asked: Exchange, ibd: Setup) -> None:
    token = uuid4()
    Exchange.objects.filter(pk=asked.pk).update(lease=token, state=Exchange.PENDING)
    kept(verdict(), ibd)
    leases.finish(asked, token, {"state": Exchange.SENT})
    asked.refresh_from_db()
    assert asked.state == Exchange.ANSWERED


@pytest.mark.django_db
def test_the_same_answer_twice_is_acknowledged_twice_and_kept_once(asked: Exchange, ibd: Setup) -> None:
    assert kept(verdict(), ibd)[0].kept and kept(verdict(message_id="m-2"), ibd)[0].kept
    asked.refresh_from_db()
    assert asked.repeats == 1 and asked.answer == {**VERDICT}


@pytest.mark.django_db
def test_another_answer_to_the_same_question_is_refused(asked: Exchange, ibd: Setup) -> None:
    kept(verdict(), ibd)
    reply, rows = kept(verdict(data={**VERDICT, "clear": False}), ibd)
    assert not reply.kept and not rows and b"answered otherwise before" in reply.body


@pytest.mark.django_db
def test_an_answer_to_nothing_is_refused(asked: Exchange, ibd: Setup) -> None:
    reply, _rows = kept(verdict(tie="DNR-2026-09999.1.ibd.check"), ibd)
    assert not reply.kept and b"not known here" in reply.body


@pytest.mark.django_db
def test_what_a_system_tells_goes_into_the_inbox_once(every_case: dict[State, Case], knb: Setup) -> None:
    case = next(iter(every_case.values()))
    body = {**OPINION, "case": case.number, "in_reply_to": ASKED}

    def raw(**other: Any) -> bytes:
        element = payload.write(payload.notification_name(ANSWER), ANSWER.request, {**body, **other}, key="knb-1")
        return wsse.sign(stub.message(element), stub.signature(), "m", NOW)

    _reply, (row,) = kept(raw(), knb)
    assert (row.direction, row.case, row.correlation, row.client) == (Exchange.IN, case, ASKED, "shep")
    assert kept(raw(), knb)[1] == [row]
    reply, rows = kept(raw(clear=False), knb)
    assert not reply.kept and not rows and b"used before" in reply.body
    reply, rows = kept(raw(case="DNR-2026-99999", reference="x"), knb)
    assert not reply.kept


@pytest.mark.django_db
def test_a_case_that_is_not_known_is_refused(every_case: dict[State, Case], knb: Setup) -> None:
    reply, _rows = kept(opinion(), knb)
    assert not reply.kept and b"case is not known here" in reply.body


def test_every_operation_finds_its_element() -> None:
    for operation in INBOUND.values():
        assert payload.find(etree.Element(payload.notification_name(operation))) == (operation, False)
    for operation in OPERATIONS.values():
        if operation.answer:
            assert payload.find(etree.Element(payload.answer_name(operation))) == (operation, True)


# --- the address where it is called back


def post(raw: bytes, system: str) -> Any:
    request = RequestFactory().post("/shep/", data=raw, content_type="text/xml")
    request._moment = NOW  # type: ignore[attr-defined]
    return endpoint(request, system)


@pytest.mark.django_db
def test_its_address_takes_a_message_over_http(asked: Exchange, folder: Path, settings: Any) -> None:
    settings.GATEWAYS = {"ibd": stub.block(folder)}
    response = post(verdict(), "ibd")
    assert response.status_code == 200 and b"sendMessageResponse" in response.content
    asked.refresh_from_db()
    assert asked.state == Exchange.ANSWERED and asked.client == "shep"
    assert post(b"x" * (2 << 20), "ibd").status_code == 500


@pytest.fixture
def counted_from_zero() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("counted_from_zero")
def test_who_is_not_believed_too_often_is_not_looked_at(folder: Path, settings: Any) -> None:
    settings.GATEWAYS, settings.API_STRANGERS = {"ibd": stub.block(folder)}, 2
    forged = verdict().replace(b"-77", b"-78")
    assert [post(raw, "ibd").status_code for raw in (forged, b"<x/>", forged)] == [500, 500, 429]
    assert post(forged, "ibd")["Retry-After"] == str(60 - NOW.second)


def test_its_address_is_there_only_for_a_system_joined_by_it(folder: Path, settings: Any) -> None:
    settings.GATEWAYS = {"ibd": {"transport": "manual"}}
    for system in ("ibd", "else"):
        with pytest.raises(Http404):
            post(verdict(), system)


def test_its_address_shows_the_schema_to_all() -> None:
    response: Any = endpoint(RequestFactory().get("/shep/"), "knb")
    assert response.status_code == 200 and b"urn:dnr:gateways:1:knb" in response.content
    assert endpoint.open_to == frozenset()  # type: ignore[attr-defined]
