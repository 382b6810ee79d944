"""Machine clients as the administrator keeps them: the command, and the pages of the admin."""

from __future__ import annotations

import re
import shlex
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cases.api import keys, pruning
from cases.models import ApiCall, ApiClient, ApiKey, Effect, IdempotentAnswer, Webhook, WebhookDelivery
from cases.models.apiclient import ANY_WEBHOOK
from cases.programmes.nomad.states import State
from tests import people
from tests.cases.api.machines import Machine, machine
from tests.conftest import Cases

pytestmark = pytest.mark.django_db

NOW = people.START


def output(*args: str) -> str:
    out = StringIO()
    call_command("api_client", *args, stdout=out)
    return out.getvalue()


MAKE = ("make", "knb-1", "--system", "knb", "--scope", "inbox", "--scope", "cases.read", "--ip", "127.0.0.1")


def used(text: str) -> tuple[str, str]:
    key, secret = re.search(r"^key: +(\S+)", text, re.M), re.search(r"^secret: +(\S+)", text, re.M)
    assert key and secret
    return key[1], secret[1]


def test_the_command_makes_a_client_whose_secret_opens_the_api() -> None:
    with people.at(NOW):
        key_id, secret = used(output(*MAKE))
    client = ApiClient.objects.get()
    assert (client.name, client.system, client.scopes) == ("knb-1", "knb", ["cases.read", "inbox"])
    assert Machine(client, ApiKey.objects.get(key_id=key_id), secret, NOW).get("/api/v1/cases/").status_code == 200


def test_the_command_rotates_and_revokes() -> None:
    with people.at(NOW):
        first, _secret = used(output(*MAKE))
        second, secret = used(output("rotate", "knb-1", "--overlap", "1"))
        assert ApiKey.objects.get(key_id=first).expires_at == NOW + timedelta(days=1)
        assert second in output("revoke", second)
    caller = Machine(ApiClient.objects.get(), ApiKey.objects.get(key_id=second), secret, NOW)
    assert caller.get("/api/v1/cases/").status_code == 401


@pytest.mark.parametrize(
    "args",
    [
        ("make", "x", "--system", "knb", "--scope", "inbox", "--ip", "10.0.0.1/8"),
        ("make", "x", "--system", "knb", "--scope", "inbox", "--ip", "anywhere"),
        ("make", "x", "--system", "knb", "--scope", "inbox", "--ip", "::1", "--city", "paris"),
        ("make", "x", "--system", "knb", "--scope", "inbox", "--ip", "::1", "--days", "0"),
        ("make", "x" * 61, "--system", "knb", "--scope", "inbox", "--ip", "::1"),
        ("rotate", "nobody"),
        ("revoke", "nothing"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        output(*args)
    assert not ApiClient.objects.exists()


def test_the_page_of_outside_systems_gives_commands_that_work() -> None:
    """Whoever joins a machine copies them."""
    page = settings.BASE_DIR / "docs" / "outside-systems.md"
    commands = re.findall(r"^ {4}python manage.py api_client ([^#\n]+)", page.read_text(), re.M)
    assert len(commands) == 2
    assert all("secret:" in output(*shlex.split(line)) for line in commands)


def test_a_name_is_given_once() -> None:
    output(*MAKE)
    with pytest.raises(CommandError):
        output(*MAKE)


# ------------------------------------------------------------------------------------------------ the admin


def opened(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


FORM = {
    "name": "courier-1",
    "system": "courier",
    "scopes": ["inbox"],
    "city": "",
    "allowed_ips": "10.0.0.0/8\n192.0.2.7\n",
    "rate": "60",
    "active": "on",
}


def test_an_administrator_adds_a_client() -> None:
    browser = opened(people.administrator())
    response = browser.post("/admin/cases/apiclient/add/", FORM)
    assert response.status_code == 302, response.content.decode()
    row = ApiClient.objects.get()
    assert (row.allowed_ips, row.scopes) == (["10.0.0.0/8", "192.0.2.7"], ["inbox"])
    page = browser.get(f"/admin/cases/apiclient/{row.pk}/change/")
    assert "192.0.2.7" in page.text


@pytest.mark.parametrize(
    "changed",
    [{"allowed_ips": ""}, {"allowed_ips": "10.0.0.1/8"}, {"scopes": []}, {"scopes": ["all"]}, {"system": "nobody"}],
)
def test_a_client_that_makes_no_sense_is_refused(changed: dict[str, Any]) -> None:
    assert opened(people.administrator()).post("/admin/cases/apiclient/add/", FORM | changed).status_code == 200
    assert not ApiClient.objects.exists()


@pytest.mark.parametrize("url", ["http://partner.example/h", "https://partner.example/h?x=1"])
def test_an_administrator_adds_a_webhook(url: str) -> None:
    caller = machine(now=NOW)
    data = {"client": str(caller.client.pk), "url": url, "events": ["letter.ready"], "active": "on"}
    assert opened(people.administrator()).post("/admin/cases/webhook/add/", data).status_code == 302
    assert Webhook.objects.get().url == url


def test_a_webhook_with_a_password_in_its_address_is_refused() -> None:
    caller = machine(now=NOW)
    data = {"client": str(caller.client.pk), "url": "https://u:p@partner.example/", "events": ["letter.ready"]}
    assert opened(people.administrator()).post("/admin/cases/webhook/add/", data).status_code == 200
    assert not Webhook.objects.exists()


def test_a_key_is_seen_without_what_it_signs_with_and_can_be_revoked() -> None:
    caller = machine(now=timezone.now())
    browser = opened(people.administrator())
    for page in ("/admin/cases/apikey/", f"/admin/cases/apikey/{caller.key.pk}/change/"):
        assert caller.key.key_id in browser.get(page).text
        assert caller.key.digest not in browser.get(page).text
    data = {"action": "revoke", "_selected_action": [str(caller.key.pk)]}
    assert browser.post("/admin/cases/apikey/", data).status_code == 302
    assert ApiKey.objects.get().revoked_at is not None


def delivery() -> WebhookDelivery:
    caller = machine(now=NOW)
    hook = Webhook.objects.create(client=caller.client, url="https://partner.example/", events=["letter.ready"])
    row = WebhookDelivery.objects.create(
        webhook=hook,
        event="letter.ready",
        ref=hook.pk,
        payload={"letter": {"case": "DNR-1"}},
        created_at=NOW,
        log=[{"at": "2026-06-01", "status": 500, "ms": 3, "error": "answered 500"}],
    )
    Effect.objects.create(kind="webhook", ref=row.pk, state="dead", next_at=NOW, created_at=NOW, attempts=9)
    return row


def test_what_was_given_up_is_sent_again_by_the_administrator_alone() -> None:
    row = delivery()
    data = {"action": "send_again", "_selected_action": [str(row.pk)]}
    opened(people.auditor()).post("/admin/cases/webhookdelivery/", data)
    assert Effect.objects.get(kind="webhook").state == "dead"
    browser = opened(people.administrator())
    page = browser.get(f"/admin/cases/webhookdelivery/{row.pk}/change/").text
    assert "answered 500" in page and "DNR-1" not in page
    assert browser.post("/admin/cases/webhookdelivery/", data).status_code == 302
    assert Effect.objects.get(kind="webhook").state == "pending"


@pytest.mark.parametrize("model", ["apiclient", "apikey", "apicall", "webhook", "webhookdelivery"])
def test_the_lists_open_for_those_who_may(model: str) -> None:
    machine(now=NOW).get("/api/v1/cases/")
    delivery()
    for user, status in ((people.administrator(), 200), (people.auditor(), 200), (people.officer(), 302)):
        assert opened(user).get(f"/admin/cases/{model}/").status_code in (status, 403 if status == 302 else status)


def test_a_call_is_looked_up_by_its_client() -> None:
    caller = machine(now=NOW)
    caller.get("/api/v1/cases/")
    page = opened(people.auditor()).get(f"/admin/cases/apicall/?q={caller.client.name}")
    assert "/api/v1/cases/" in page.text
    assert ApiCall.objects.count() == 1


@pytest.mark.parametrize(("role", "shown"), [(people.auditor, True), (people.administrator, False)])
def test_whose_case_a_call_was_about_is_for_auditors(role: Any, shown: bool, every_case: Cases) -> None:
    case = every_case[State.GRANTED]
    caller = machine(now=people.after(case))
    caller.get(f"/api/v1/cases/{case.number}")
    call = ApiCall.objects.get()
    browser = opened(role())
    page = browser.get(f"/admin/cases/apicall/{call.pk}/change/").text
    assert ("field-case" in page) is shown
    assert f"/api/v1/cases/{case.number}" in browser.get(f"/admin/cases/apicall/?q={case.number}").text


# ------------------------------------------------------------------------------------------------ forgetting


def test_kept_answers_are_forgotten_after_a_month() -> None:
    caller = machine(now=NOW)
    for days in (29, 31):
        IdempotentAnswer.objects.create(
            client=caller.client, key=str(days), sha256="", status=202, body={}, at=NOW - timedelta(days=days)
        )
    pruning.forget(NOW)
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["29"]


def test_a_secret_is_long_and_shown_once() -> None:
    caller = machine(now=NOW)
    assert len(caller.secret) >= 43
    assert keys.signing_key(caller.secret) == ApiKey.objects.get().digest


@pytest.fixture(autouse=True)
def _forget() -> Any:
    cache.clear()
    yield
    cache.delete(ANY_WEBHOOK)
