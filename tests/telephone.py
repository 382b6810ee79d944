"""The stand-in for a telephone, before a portal that has no address: its calls go to Django's client."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.models import MobileSigning, User
from cases.net.fetch import Answer
from demo.telephone import calling

URL = "/telephone/"


def fetched(method: str, url: str, body: bytes | None, headers: dict[str, str], **_limits: Any) -> Answer:
    """In the place of `cases.net.fetch.request`."""
    client = Client(enforce_csrf_checks=True)
    kind = headers.get("Content-Type", "application/json")
    response = client.generic(method, urlsplit(url).path, body or b"", kind, headers=headers)
    return Answer(response.status_code, {}, response.content)


@pytest.fixture
def in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling.fetch, "request", fetched)


def code_on(page: Any) -> str:
    """The text of the QR code on the page that waits."""
    row: MobileSigning = page.context["row"]
    return f"mobileSign:{settings.PUBLIC_URL}/egov-mobile/{row.address}/mgovSign"


def key_of(user: User) -> str:
    return user.signing_iin


def scan(code: str, mode: str = "") -> Any:
    return Client().post(URL, {"open": "1", "code": code, "mode": mode})


def answer(opened: Any, holder: str, mode: str = "") -> Any:
    """The person at the telephone signs what it shows. `holder`: the start of a name in its list of people."""
    names = [value for value, _label in opened.context["people"] if value.startswith(holder)]
    kept = {field: opened.context[field] for field in ("code", "state")}
    return Client().post(URL, {"sign": "1", "holder": names[0], "mode": mode, **kept})


def sign(code: str, holder: str, mode: str = "") -> Any:
    return answer(scan(code), holder, mode)


def go_on(client: Client, page: Any, **options: Any) -> Any:
    """What the page that waits sends once the telephone has signed."""
    again = client.get(reverse("mobile:waiting", args=[page.context["row"].pk]))
    assert again.context["is_signed"], again.context["row"].fault
    return client.post(again.context["row"].action, dict(again.context["hidden"]), **options)
