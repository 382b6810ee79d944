"""JSON over HTTPS with an HMAC signature: the published wire of `cases.gateways.contract`.

Built on the portal's own `fetch` and not on `requests`: that one knows no limit for the whole (only for each byte),
follows redirects, with the signature in its hands, and asks the environment for proxies. A private authority's
certificate is trusted through SSL_CERT_FILE, as everywhere in Python; TLS is verified, always.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cases.eds.revocation import fetch
from cases.gateways import signing
from cases.gateways.contract import Accepted, Gateway, Malformed, Message, Operation, Refused, TimedOut, Unavailable
from cases.gateways.messages import canonical

LIMIT = 1024 * 1024
"""Bytes of an answer at most."""
LATER = frozenset({401, 403, 408, 425, 429})
"""Besides 5xx: not now, or not set up yet. Asked again under the same key."""
LONGEST_WAIT = 86_400
"""Seconds of a Retry-After that are believed."""


class Http:
    def __init__(self, url: str, key_id: str, secret: str, timeout: float) -> None:
        """`url`: without a slash at its end; `timeout`: seconds for the whole of a request."""
        self.url, self.key_id, self.secret, self.timeout = url.rstrip("/"), key_id, secret, timeout

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Message | Accepted:
        url, body = f"{self.url}/{operation.name}", canonical(request)
        answer = self._post(url, body, key, now, request_id)
        received = answer.body.decode(errors="replace")
        if answer.status == 202:
            return Accepted(_retry_after(answer))
        if answer.status == 200 and operation.answer is not None:
            return _read(operation.answer, answer.body, received)
        if answer.status == 409:
            raise Refused(_detail(answer.body), status=409, received=received)
        if answer.status in LATER or answer.status >= 500:
            raise Unavailable(f"HTTP {answer.status}", status=answer.status, received=received)
        raise Malformed(f"HTTP {answer.status}", status=answer.status, received=received)

    def _post(self, url: str, body: bytes, key: str, now: datetime, request_id: str) -> fetch.Answer:
        headers = signing.headers(self.key_id, self.secret, "POST", urlsplit(url).path, body, now)
        headers |= {"Idempotency-Key": key, "Accept": "application/json"}
        headers |= {"X-Request-ID": request_id} if request_id else {}
        try:
            return fetch.post(url, body, "application/json", seconds=self.timeout, limit=LIMIT, headers=headers)
        except fetch.TooLong as error:
            raise Malformed(f"more than {LIMIT} bytes") from error
        except fetch.Unreachable as error:
            if isinstance(error.__cause__, TimeoutError):
                raise TimedOut(f"nothing within {self.timeout:g} s") from error
            raise Unavailable(str(error)) from error


def _read(kind: type[Message], body: bytes, received: str) -> Message:
    try:
        return kind.from_json(json.loads(body))
    except Malformed as error:
        raise Malformed(error.faults, status=200, received=received) from error
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, a number or a nest too deep
        raise Malformed("no JSON", status=200, received=received) from error


def _detail(body: bytes) -> str:
    """Why it was refused (RFC 9457); "" when it does not say so in a way that can be read."""
    try:
        told = json.loads(body)
        said = told.get("detail") or told.get("title") or ""
    except (ValueError, RecursionError, AttributeError):
        return ""
    return "".join(c for c in str(said)[:300] if c.isprintable())


def _retry_after(answer: fetch.Answer) -> timedelta | None:
    said = answer.headers.get("retry-after", "")
    if not (said.isascii() and said.isdigit()) or len(said) > 9:
        return None
    return timedelta(seconds=min(max(int(said), 1), LONGEST_WAIT))


def gateway(system: str, settings: dict[str, Any]) -> Gateway:
    return Http(settings["url"], settings["key_id"], settings["secret"], float(settings["timeout"]))
