"""What somebody who never came in can leave behind: nothing, but for a few rows that are paced and go by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.health import requests
from cases.health.running import HealthReport
from cases.models import ApiCall
from dnr import strangers
from dnr.strangers import KeptRows
from egov.accounts import flood
from tests import people
from tests.cases.api.machines import machine

pytestmark = pytest.mark.django_db

SAMPLES = {"UUIDConverter": UUID(int=7), "IntConverter": 1, "PathConverter": "x/y"}
LEFT = {"axes.AccessAttempt", "axes.AccessFailureLog", "cases.ApiCall", "cases.MobileSigning"}
"""The tables that `dnr.strangers` keeps short."""


@pytest.fixture(autouse=True)
def _nobody_counted() -> Iterator[None]:
    """Strangers are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def addresses(resolver: Any = None, names: tuple[str, ...] = (), before: dict[str, Any] | None = None) -> Iterator[str]:
    """Every address of the portal, its parameters filled in."""
    for entry in (resolver or get_resolver()).url_patterns:
        arguments = (before or {}) | {
            name: SAMPLES.get(type(converter).__name__, "x")
            for name, converter in getattr(entry.pattern, "converters", {}).items()
        }
        if isinstance(entry, URLResolver):
            yield from addresses(entry, (*names, entry.namespace) if entry.namespace else names, arguments)
        elif isinstance(entry, URLPattern) and entry.name:
            try:
                yield reverse(":".join([*names, entry.name]), kwargs=arguments or None)
            except NoReverseMatch:
                continue


def typed() -> dict[str, Any]:
    words = {name: "typed by a stranger " * 50 for name in ("note", "reasons", "about", "q", "answer")}
    door = {"username": "a@example.kz", "password": "x" * 30, "email": "b@example.kz", "challenge": "AAAA", "cms": "AA"}
    return (
        words
        | door
        | {"by_mobile": "1", "next": "/order/", "language": "kk", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}
    )


def rows() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models() if model._meta.managed}


def files() -> list[Path]:
    places = [
        Path(storage["OPTIONS"]["location"])
        for storage in settings.STORAGES.values()
        if "location" in storage.get("OPTIONS", {})
    ]
    return [path for place in places for path in place.rglob("*") if path.is_file()]


WAYS: dict[str, tuple[bool, dict[str, str]]] = {
    "a form": (False, {}),
    "a form grown old": (True, {"sec-fetch-site": "same-origin"}),
    "a piece of a page": (False, {"hx-request": "true"}),
}
"""Whether the token is asked for, and the headers."""


@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_a_stranger_sends_is_kept(way: str) -> None:
    strict, headers = WAYS[way]
    before, kept = rows(), files()
    tried = list(addresses())
    for address in tried:
        client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
        assert client.post(address, typed(), headers=headers).status_code < 500, address
    after = rows()
    grown = {label for label, number in after.items() if number != before.get(label, 0)}
    assert len(tried) > 100 and grown <= LEFT
    assert (Session.objects.count(), files()) == (0, kept)


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/order/", "/verify/", "/admin/", "/egov/cabinet/"])
def test_no_session_is_begun_for_who_only_looks(address: str) -> None:
    client = Client()
    client.get(address, follow=True)
    client.post("/language/", {"language": "kk", "next": address})
    assert Session.objects.count() == 0 and settings.SESSION_COOKIE_NAME not in client.cookies


def test_passwords_tried_for_ever_new_accounts_end_at_the_pace_of_the_address(client: Client) -> None:
    with people.at(people.START):
        for number in range(flood.ATTEMPTS):
            sent = {"username": f"{number}@example.kz", "password": "x"}
            assert client.post("/sign-in/", sent).status_code == 422
        before = rows()
        assert client.post("/sign-in/", {"username": "new@example.kz", "password": "x"}).status_code == 429
        assert rows() == before
        assert client.post("/sign-in/", sent, REMOTE_ADDR="203.0.113.9").status_code == 422, "another address"


ADDRESSES = [f"203.0.113.{number}" for number in range(1, 7)]


def tried(address: str, **headers: str) -> Any:
    sent = {"username": f"{address}@example.kz", "password": "x"}
    return Client().post("/sign-in/", sent, REMOTE_ADDR=address, headers=headers)


def test_passwords_tried_from_ever_new_addresses_end_at_the_pace_of_all(settings: Any) -> None:
    settings.STRANGERS_A_MINUTE = 4
    now = people.START.replace(second=20)
    with people.at(now):
        assert [tried(address).status_code for address in ADDRESSES[:5]] == [422] * 4 + [429]
        before = rows()
        refused = tried(ADDRESSES[5], **{"accept-language": "en"})
        assert (refused.status_code, refused["Retry-After"], rows()) == (429, "40", before)
        assert (
            "Please try again in a minute, or sign in with your electronic signature (ЭЦП)." in refused.content.decode()
        )
    with people.at(now + timedelta(seconds=40)):
        assert tried(ADDRESSES[5]).status_code == 422, "the next minute"


def test_good_passwords_are_not_counted_among_those_of_strangers(settings: Any) -> None:
    settings.STRANGERS_A_MINUTE = 1
    officer = people.officer()
    with people.at(people.START):
        for address in ADDRESSES:
            sent = {"username": officer.email, "password": people.PASSWORD}
            assert Client().post("/sign-in/", sent, REMOTE_ADDR=address).status_code == 302


def test_an_address_that_is_refused_takes_nothing_from_the_others(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "ATTEMPTS", 1)
    settings.STRANGERS_A_MINUTE = 2
    with people.at(people.START):
        assert [tried(ADDRESSES[0]).status_code for _time in range(4)] == [422, 429, 429, 429]
        assert tried(ADDRESSES[1]).status_code == 422


def test_calls_of_nobody_from_ever_new_addresses_end_at_the_pace_of_all(settings: Any) -> None:
    settings.STRANGERS_A_MINUTE = 3
    now = people.START.replace(second=20)
    known = machine(now=now)
    with people.at(now):
        answers = [Client().get("/api/v1/cases/", REMOTE_ADDR=address) for address in ADDRESSES]
        assert known.get("/api/v1/cases/").status_code == 200
    assert [answer.status_code for answer in answers] == [401] * 3 + [429] * 3
    assert (answers[-1]["Retry-After"], "all addresses together" in answers[-1].json()["detail"]) == ("40", True)
    assert ApiCall.objects.filter(client=None).count() == 3 + 1, "of the refused one is on record"


def test_what_is_refused_of_strangers_is_counted(settings: Any) -> None:
    def counted(door: str) -> float:
        return requests.STRANGERS.labels(door)._value.get()

    settings.STRANGERS_A_MINUTE = 1
    before = counted("password"), counted("api")
    with people.at(people.START):
        for address in ADDRESSES[:3]:
            tried(address)
        Client().get("/api/v1/cases/", REMOTE_ADDR=ADDRESSES[3])
    assert (counted("password") - before[0], counted("api") - before[1]) == (2, 1)
    assert b'dnr_strangers_refused_total{door="password"}' in requests.text(HealthReport(people.START, []))


def test_a_good_password_is_no_flood(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """An office behind one address."""
    monkeypatch.setattr(flood, "ATTEMPTS", 1)
    officer = people.officer()
    with people.at(people.START):
        for _ in range(3):
            sent = {"username": officer.email, "password": people.PASSWORD}
            assert Client().post("/sign-in/", sent).status_code == 302


# ------------------------------------------------------------------------------------------------ what is cleared


def failures(number: int, days: float = 0) -> None:
    AccessFailureLog.objects.bulk_create(
        AccessFailureLog(username=f"{n}@example.kz", ip_address="127.0.0.1") for n in range(number)
    )
    newest = AccessFailureLog.objects.order_by("-id")[:number]
    moment = timezone.now() - timedelta(days=days)
    AccessFailureLog.objects.filter(pk__in=[row.pk for row in newest]).update(attempt_time=moment)


def test_old_rows_of_strangers_go_and_young_rows_stay() -> None:
    failures(2, days=91)
    failures(3, days=89)
    assert (strangers.delete_expired(timezone.now()), AccessFailureLog.objects.count()) == (2, 3)


def test_of_too_many_the_newest_stay() -> None:
    failures(9)
    newest = list(AccessFailureLog.objects.order_by("-id").values_list("id", flat=True)[:4])
    assert strangers.delete_expired(timezone.now(), (KeptRows(AccessFailureLog, "attempt_time", days=90, most=4),)) == 5
    assert list(AccessFailureLog.objects.order_by("-id").values_list("id", flat=True)) == newest


def test_calls_of_nobody_go_and_those_of_a_client_stay() -> None:
    now = timezone.now()
    machine(now=now).get("/api/v1/cases/")
    Client().get("/api/v1/cases/")
    assert ApiCall.objects.filter(client=None).count() == 1
    assert strangers.delete_expired(now + timedelta(days=31)) == 1
    assert [call.client is None for call in ApiCall.objects.all()] == [False]


def test_every_table_that_a_stranger_may_fill_is_kept_short() -> None:
    assert {table.model._meta.label for table in strangers.TABLES} >= LEFT
    assert AccessAttempt in {table.model for table in strangers.TABLES}
