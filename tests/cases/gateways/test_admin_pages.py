"""The administrator's page of the exchanges: dead letters first, sent again by one click, and no case file in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from lxml import etree

from cases.gateways.shep import envelope, names, wsse
from cases.models import Attempt, Breaker, Discrepancy, Exchange, ReadLog
from tests import people
from tests.cases.eds import responder, workshop
from tests.cases.engine import ways
from tests.cases.gateways import shep_stub as stub
from tests.cases.gateways.wire import asked

pytestmark = pytest.mark.django_db

LIST = "admin:cases_exchange_changelist"


@pytest.fixture
def dead(client: Client) -> Exchange:
    """A dead letter with contents, and an answered exchange beside it."""
    case = ways.take(people.case_in("registration"), "register")
    row = asked(case, "ibd.check")
    Exchange.objects.filter(pk=row.pk).update(
        state="dead", attempts=13, error="Unavailable: HTTP 503", answer={"text": "Розыск"}
    )
    Attempt(exchange=row, at=row.created_at, milliseconds=5, outcome="unavailable", sent_sha256="0" * 64).save()
    fresh: Exchange = Exchange.objects.get(pk=row.pk)
    return fresh


def page(row: Exchange) -> str:
    return reverse("admin:cases_exchange_change", args=[row.pk])


def test_dead_letters_come_first_and_the_others_by_filter(client: Client, dead: Exchange) -> None:
    client.force_login(people.administrator())
    assert list(client.get(reverse(LIST)).context["cl"].result_list) == [dead]
    shown = client.get(reverse(LIST), {"state": "all", "system": "sio"}).context["cl"].result_list
    assert {(r.system, r.state) for r in shown} == {("sio", "pending")}
    assert client.get(reverse(LIST), {"state": "answered"}).status_code == 200
    client.force_login(people.auditor())
    assert len(client.get(reverse(LIST)).context["cl"].result_list) == Exchange.objects.count() > 1


def test_a_dead_letter_is_sent_again_by_an_administrator(client: Client, dead: Exchange) -> None:
    client.force_login(people.administrator())
    client.post(reverse(LIST), {"action": "send_again", "_selected_action": [str(dead.pk)]})
    row = Exchange.objects.get(pk=dead.pk)
    assert (row.state, row.attempts, row.key) == ("pending", 0, dead.key)
    assert LogEntry.objects.filter(object_id=str(dead.pk)).exists()


def test_an_auditor_sends_nothing(client: Client, dead: Exchange) -> None:
    client.force_login(people.auditor())
    sent = {"action": "send_again", "_selected_action": [str(dead.pk)]}
    assert client.post(reverse(LIST), sent).status_code == 403
    assert Exchange.objects.get(pk=dead.pk).state == "dead"


def test_an_administrator_sees_no_contents_and_an_auditor_sees_all(client: Client, dead: Exchange) -> None:
    assert dead.case is not None
    secrets = (dead.case.person.iin, dead.case.person.surname, "Розыск")
    client.force_login(people.administrator())
    for address in (page(dead), reverse(LIST)):
        page_text = client.get(address).content.decode()
        assert not [s for s in secrets if s in page_text]
    assert "HTTP 503" in page_text
    client.force_login(people.auditor())
    page_text = client.get(page(dead)).content.decode()
    assert [s for s in secrets if s in page_text] == list(secrets)


def test_the_words_of_a_refusal_are_for_auditors(client: Client, dead: Exchange) -> None:
    Exchange.objects.filter(pk=dead.pk).update(state="refused", error="Ivanov is unknown", answer=None)
    client.force_login(people.administrator())
    assert "Ivanov" not in client.get(page(dead)).content.decode()
    client.force_login(people.auditor())
    assert "Ivanov" in client.get(page(dead)).content.decode()


def test_what_came_back_word_by_word_is_for_auditors(client: Client, dead: Exchange) -> None:
    address = reverse("admin:cases_attempt_changelist") + f"?exchange__id__exact={dead.pk}"
    client.force_login(people.auditor())
    assert len(client.get(address).context["cl"].result_list) == 1
    client.force_login(people.administrator())
    assert client.get(address).status_code == 403


def test_the_other_pages_open(client: Client, dead: Exchange) -> None:
    row = Breaker.objects.create(system="ibd", state="open")
    discrepancy = Discrepancy.objects.create(
        exchange=dead,
        case=dead.case,
        what="ibd",
        by_hand={"clear": True},
        by_system={"clear": False},
        raised_at=dead.created_at,
    )
    client.force_login(people.auditor())
    rows: tuple[Any, ...] = (row, discrepancy, Attempt.objects.get())
    for shown_row in rows:
        name = f"admin:cases_{shown_row._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_change", args=[shown_row.pk])).status_code == 200
    client.force_login(people.administrator())
    assert client.get(reverse("admin:cases_breaker_changelist")).status_code == 200
    assert client.get(reverse("admin:cases_discrepancy_changelist")).status_code == 403


# ------------------------------------------------------------------------------------------------ where a message is


@pytest.fixture
def sent(dead: Exchange) -> Exchange:
    """On its way through ШЭП, no answer yet."""
    Exchange.objects.filter(pk=dead.pk).update(state="sent", sent_at=stub.NOW, error="", answer=None)
    fresh: Exchange = Exchange.objects.get(pk=dead.pk)
    return fresh


def where(client: Client, *rows: Exchange, state: str = "all") -> tuple[str, str]:
    """(level, text) of what the page says; asked at the moment of the stub."""
    data = {"action": "ask_where", "_selected_action": [str(row.pk) for row in rows]}
    with people.at(stub.NOW):
        client.force_login(people.administrator())
        response = client.post(f"{reverse(LIST)}?state={state}", data, headers={"accept-language": "en"})
    assert response.status_code == 302
    (message,) = get_messages(response.wsgi_request)
    return message.level_tag, str(message)


@pytest.mark.parametrize(
    ("state", "word"), [("DELIVERED", "delivered"), ("ON_DELIVERY", "on the way"), ("ELSEWHERE", "ELSEWHERE")]
)
def test_an_administrator_asks_the_bus_where_a_message_is(
    client: Client, sent: Exchange, folder: Path, settings: Any, state: str, word: str
) -> None:
    with stub.answering(stub.stands(state)) as server:
        settings.GATEWAYS = {"ibd": stub.block(folder, server.url)}
        level, message = where(client, sent, state="sent")
    assert level == "success" and message.startswith(f"{sent.key}: {word} (") and "2026" in message
    body = etree.fromstring(server.asked[0].body).find(names.BODY)
    element = body.find(f"{{{names.ASYNC}}}getMessageStatus/request/messageId")
    assert element is not None and element.text == names.message_id("ibd", sent.key)
    assert Exchange.objects.get(pk=sent.pk).state == "sent"


def test_who_asked_after_a_message_is_remembered(client: Client, sent: Exchange, folder: Path, settings: Any) -> None:
    settings.GATEWAYS = {"ibd": stub.block(folder, responder.closed())}
    assert where(client, sent)[0] == "error"
    assert ReadLog.objects.get(case=sent.case, what="whereabouts").ref == str(sent.pk)
    assert LogEntry.objects.get(object_id=str(sent.pk)).change_message == "ask_where"


def test_an_auditor_asks_no_system(client: Client, sent: Exchange) -> None:
    client.force_login(people.auditor())
    data = {"action": "ask_where", "_selected_action": [str(sent.pk)]}
    assert client.post(f"{reverse(LIST)}?state=all", data).status_code == 403


def fault(code: str) -> bytes:
    return wsse.sign(envelope.fault(code, "Ivanov is unknown"), stub.signature(), "fault", stub.NOW)


BAD_DAYS: dict[str, tuple[bytes, int, str]] = {
    "no SOAP": (b"<html/>", 200, "no SOAP"),
    "trouble": (b"", 503, "HTTP 503"),
    "unsigned": (etree.tostring(envelope.fault("Server", "no")), 500, "unsigned fault"),
    "a stranger's": (stub.stands("DELIVERED", how=stub.signature(workshop.person())), 200, "stranger"),
    "refused": (fault("Client"), 500, "refused"),
    "no state": (stub.acknowledged("m", "c"), 200, "getMessageStatusResponse"),
}


@pytest.mark.parametrize(("body", "status", "why"), BAD_DAYS.values(), ids=BAD_DAYS)
def test_a_bus_that_does_not_say_is_reported_in_a_sentence(
    client: Client, sent: Exchange, folder: Path, settings: Any, body: bytes, status: int, why: str
) -> None:
    with stub.answering(body, status) as server:
        settings.GATEWAYS = {"ibd": stub.block(folder, server.url)}
        level, message = where(client, sent)
    assert level == "error" and message.startswith("Nobody says where it is: ") and why in message
    assert "Ivanov" not in message


def test_settings_that_will_not_do_are_reported_in_a_sentence(
    client: Client, sent: Exchange, folder: Path, settings: Any
) -> None:
    settings.GATEWAYS = {"ibd": stub.block(folder, password="")}
    level, message = where(client, sent)
    assert level == "error" and "password is missing" in message


@pytest.mark.parametrize("changed", [{"state": "answered"}, {"sent_at": None}, {"direction": "in"}])
def test_what_is_not_on_its_way_is_not_asked_after(
    client: Client, sent: Exchange, folder: Path, settings: Any, changed: dict[str, Any]
) -> None:
    settings.GATEWAYS = {"ibd": stub.block(folder, responder.closed())}
    Exchange.objects.filter(pk=sent.pk).update(**changed)
    assert where(client, sent) == ("warning", NOWHERE)


NOWHERE = "Nothing is on its way, or its system cannot be asked where it is."


@pytest.mark.parametrize("transport", ["manual", "demo"])
def test_only_a_bus_knows_where_a_message_is(client: Client, sent: Exchange, settings: Any, transport: str) -> None:
    settings.GATEWAYS = {"ibd": {"transport": transport}}
    assert where(client, sent) == ("warning", NOWHERE)


def test_a_single_message_is_asked_after_at_a_time(client: Client, sent: Exchange) -> None:
    other = Exchange.objects.exclude(pk=sent.pk).first()
    assert other is not None
    assert where(client, sent, other)[0] == "warning"
    assert not ReadLog.objects.filter(what="whereabouts").exists()
