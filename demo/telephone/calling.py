"""The telephone's side of the two calls, over HTTP, as the application makes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cases.net import fetch

SCHEME = "mobileSign:"
SECONDS, LIMIT = 20.0, 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TelephoneReply:
    status: int
    body: dict[str, Any]


class NotOursError(ValueError):
    """The code is none of this portal: a telephone of the demo calls nobody else."""


def address_in(code: str) -> str:
    """The address of call 1 in the text of a QR code, or in a link. Raises NotOursError."""
    address = code.strip().removeprefix(SCHEME)
    if not address.startswith(f"{settings.PUBLIC_URL}/egov-mobile/"):
        raise NotOursError(address)
    return address


def ask_portal(method: str, address: str, token: str = "", body: bytes | None = None) -> TelephoneReply:
    """`token` "": without the header. Raises cases.net.fetch.Unreachable."""
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    if body is not None:
        headers["Content-Type"] = "application/json"
    answer = fetch.request(method, address_in(address), body, headers, seconds=SECONDS, limit=LIMIT)
    return TelephoneReply(answer.status, _read(answer.body))


def _read(body: bytes) -> dict[str, Any]:
    """{} for what is no object in JSON."""
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
