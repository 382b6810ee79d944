"""Machines for tests: clients with keys, calls signed as a partner would sign them, and how a refusal looks."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from cases.api import keys, problems
from cases.gateways import signing
from cases.models import ApiClient, ApiKey, Case
from cases.models.apiclient import SCOPES
from tests.people import at

LIFE = timedelta(days=3650)
SECOND = timedelta(seconds=1)
ANSWER = "/api/v1/inbox/knb/answer"
_numbers = count(1)


def machine(system: str = "knb", *, now: datetime, life: timedelta = LIFE, **fields: Any) -> Machine:
    """A client that may do everything from the loopback, unless `fields` say otherwise."""
    values = {"scopes": sorted(SCOPES), "allowed_ips": ["127.0.0.0/8"], "rate": 1000} | fields
    client = ApiClient.objects.create(name=f"{system} {next(_numbers)}", system=system, **values)
    return Machine(client, *keys.make_key(client, now, life), now)


class Machine:
    """`now`: its clock, and the portal's while it calls."""

    def __init__(self, client: ApiClient, key: ApiKey, secret: str, now: datetime) -> None:
        self.client, self.key, self.secret, self.now = client, key, secret, now

    def signed(self, method: str, path: str, body: bytes = b"", *, at: datetime | None = None) -> dict[str, str]:
        signing_key = keys.signing_key(self.secret)
        return signing.headers(self.key.key_id, signing_key, method, path, body, at or self.now)

    def get(self, path: str, *, headers: dict[str, str] | None = None, **extra: Any) -> Any:
        return self.call("GET", path, headers=headers, **extra)

    def post(self, path: str, payload: Any = None, *, key: str = "", headers: Any = None, **extra: Any) -> Any:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        sent = headers if headers is not None else self.signed("POST", path, body)
        sent = sent | ({"Idempotency-Key": key} if key else {})
        return self.call("POST", path, body, headers=sent, **extra)

    def call(self, method: str, path: str, body: bytes = b"", *, headers: Any = None, **extra: Any) -> Any:
        """What the portal answers; a fault of the portal comes as its answer too, not as an exception."""
        sent = self.signed(method, path, body) if headers is None else headers
        extra.setdefault("content_type", "application/json")
        extra.setdefault("RAW_URI", path)
        query = urlsplit(path).query
        with at(self.now):
            return Client(raise_request_exception=False).generic(
                method, path.partition("?")[0], body, headers=sent, QUERY_STRING=query, **extra
            )


def path_of(case: Case) -> str:
    return f"/api/v1/cases/{case.number}"


def answer_of(about: Case, **changed: Any) -> dict[str, Any]:
    """What КНБ tells of the case."""
    answer = {"case": about.number, "clear": True, "reference": "K-1", "answered_on": "2026-06-20"}
    return answer | changed


def refused(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem, once it is one in every respect."""
    problem: dict[str, Any] = json.loads(response.content)
    assert (response.status_code, problem["code"]) == (status, code), problem
    assert response["Content-Type"] == "application/problem+json"
    plain = code == problems.CODES[status]
    assert problem["type"] == ("about:blank" if plain else f"{settings.PUBLIC_URL}/api/v1/docs/#ProblemCode-{code}")
    assert problem["status"] == status and problem["title"] == problems.codes()[code]
    return problem
