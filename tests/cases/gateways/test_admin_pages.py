"""The administrator's page of the exchanges: dead letters first, sent again by one click, and no case file in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from cases.models import Attempt, Breaker, Discrepancy, Exchange
from tests import people
from tests.cases import ways
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
    found: Exchange = Exchange.objects.get(pk=row.pk)
    return found


def page(row: Exchange) -> str:
    return reverse("admin:cases_exchange_change", args=[row.pk])


def test_dead_letters_come_first_and_the_others_by_filter(client: Client, dead: Exchange) -> None:
    client.force_login(people.administrator())
    assert list(client.get(reverse(LIST)).context["cl"].result_list) == [dead]
    shown = client.get(reverse(LIST), {"state": "all", "system": "sio"}).context["cl"].result_list
    assert {(r.system, r.state) for r in shown} == {("sio", "pending")}
    assert client.get(reverse(LIST), {"state": "answered"}).status_code == 200


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
        said = client.get(address).content.decode()
        assert not [s for s in secrets if s in said]
    assert "HTTP 503" in said
    client.force_login(people.auditor())
    said = client.get(page(dead)).content.decode()
    assert [s for s in secrets if s in said] == list(secrets)


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
    told = Discrepancy.objects.create(
        exchange=dead, case=dead.case, what="ibd", by_hand={"clear": True}, by_system={"clear": False},
        raised_at=dead.created_at,
    )  # fmt: skip
    client.force_login(people.auditor())
    rows: tuple[Any, ...] = (row, told, Attempt.objects.get())
    for one in rows:
        name = f"admin:cases_{one._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist")).status_code == 200
        assert client.get(reverse(f"{name}_change", args=[one.pk])).status_code == 200
    client.force_login(people.administrator())
    assert client.get(reverse("admin:cases_breaker_changelist")).status_code == 200
    assert client.get(reverse("admin:cases_discrepancy_changelist")).status_code == 403
