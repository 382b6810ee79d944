"""Addresses to which nobody was led: keys that are none, filters that are none. Not found, or said; never a fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from cases.models import City, User
from cases.models.row import Row
from tests import people
from tests.cases.admin.rooms import LABELS, REGISTRY

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOBODY = str(UUID(int=7))
ODD_KEYS = ("x", "-1", "9" * 30, "a\x00b")
ODD_QUERIES = (
    "o=x",
    "o=1.-99.x",
    "p=x",
    "p=-1",
    "p=99999999999999999999",
    "q=a%00b",
    "nosuch=1",
    "id__exact=x",
    "pk__in=x,y",
    "at__year=99999999",
    "created_at__gte=x",
    "state__exact=%00",
    "role__exact=%00",
    "is_active__exact=maybe",
    "e=1",
    "_to_field=x",
    "_popup=1",
)
Somebody = Callable[[], Any]
BOTH = pytest.mark.parametrize("who", [people.auditor, people.administrator], ids=["auditor", "administrator"])


def faults(client: Client, who: Somebody, addresses: list[str]) -> list[tuple[str, int]]:
    client.raise_request_exception = False
    client.force_login(who())
    statuses = [(address, client.get(address).status_code) for address in addresses]
    return [(address, status) for address, status in statuses if status >= 500]


def base(label: str) -> str:
    return reverse("admin:index") + label.replace(".", "/") + "/"


@pytest.mark.parametrize("label", LABELS)
def test_a_key_that_is_none_leads_nowhere(label: str, client: Client) -> None:
    pages = ("change", "history", "history/x", f"history/{NOBODY}")
    odd = [f"{base(label)}{key}/{page}/".replace("\x00", "%00") for key in ODD_KEYS for page in pages]
    assert faults(client, people.auditor, odd) == []


def test_nor_does_it_for_who_may_change_things(client: Client) -> None:
    odd = [f"{base(label)}x/{page}/" for label in LABELS for page in ("change", "delete", "history", "history/x")]
    assert faults(client, people.administrator, odd) == []


@pytest.mark.parametrize("label", LABELS)
def test_a_filter_that_is_none_is_shown(label: str, client: Client) -> None:
    assert faults(client, people.auditor, [f"{base(label)}?{query}" for query in ODD_QUERIES]) == []


@BOTH
def test_rows_have_no_page_outside(who: Somebody, client: Client) -> None:
    people.reference()
    kinds = [ContentType.objects.get_for_model(City).pk, ContentType.objects.get_for_model(User).pk, 0, "x"]
    addresses = [f"/admin/r/{kind}/{key}/" for kind in kinds for key in ("1", "x", NOBODY, "a%00b", "astana")]
    client.force_login(who())
    assert {client.get(address).status_code for address in addresses} == {404}
    assert not [model for model in (*REGISTRY.values(), City, Row) if hasattr(model, "get_absolute_url")]


@pytest.mark.parametrize("page", ["history", "history/x", f"history/{NOBODY}"])
def test_the_history_of_nothing_is_missing(page: str, client: Client) -> None:
    client.force_login(people.administrator())
    for key in ("x", "0", NOBODY):
        assert client.get(f"/admin/cases/user/{key}/{page}/").status_code == 404
