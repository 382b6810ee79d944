"""JSON over HTTPS with an HMAC signature: the published wire of `cases.gateways.contract`.

Built on the portal's own `fetch` and not on `requests`: that one knows no limit for the whole (only for each byte),
follows redirects, with the signature in its hands, and reads proxies from the environment. A private authority's
certificate is trusted through SSL_CERT_FILE, as everywhere in Python; TLS is verified, always.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from cases.gateways import signing
from cases.gateways.contract import Gateway, GatewayError, Malformed, Operation, Refused, Reply, TimedOut, Unavailable
from cases.gateways.jsontext import bytes_to_text, canonical, parse_json
from cases.net import fetch

LIMIT = 1024 * 1024
"""Bytes of an answer at most."""
LATER = frozenset({401, 403, 408, 425, 429})
"""Besides 5xx: not now, or not set up yet. Repeated under the same key."""
LONGEST_WAIT = 86_400
"""The longest Retry-After that is followed, in seconds."""
DOUBTS = {"missing": "unsigned", "skew": "clock"}
"""Why an answer is not trusted, for the operator; all else is a wrong signature."""


class Http:
    def __init__(self, url: str, key_id: str, secret: str, timeout: float) -> None:
        """`url`: without a slash at its end; `timeout`: seconds for the whole of a request."""
        self.url, self.key_id, self.secret, self.timeout = url.rstrip("/"), key_id, secret, timeout

    def send(
        self, operation: Operation, request: dict[str, Any], *, key: str, now: datetime, request_id: str = ""
    ) -> Reply:
        url, body = f"{self.url}/{operation.name}", canonical(request)
        path = urlsplit(url).path
        signed = signing.headers(self.key_id, self.secret, "POST", path, body, now)
        named = {"Idempotency-Key": key, "Accept": "application/json"}
        answer = self._post(url, body, signed | named | ({"X-Request-ID": request_id} if request_id else {}))
        try:
            if answer.status in signing.SIGNED:
                self._believe(answer, path, signed[signing.NONCE], now)
            return _read(operation, answer)
        except GatewayError as error:
            error.status, error.received = answer.status, bytes_to_text(answer.body)
            raise

    def _believe(self, answer: fetch.Answer, path: str, nonce: str, now: datetime) -> None:
        """Malformed, unless the holder of the secret has answered this to this request, and not long ago."""
        names = (signing.KEY, signing.TIMESTAMP, signing.SIGNATURE)
        signature = {name: answer.headers.get(name.lower(), "") for name in names}
        try:
            signing.check_answer(self.key_id, self.secret, answer.status, path, nonce, answer.body, signature, now)
        except signing.BadSignature as error:
            raise Malformed(DOUBTS.get(error.reason, "wrong signature")) from error

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> fetch.Answer:
        try:
            return fetch.post(url, body, "application/json", seconds=self.timeout, limit=LIMIT, headers=headers)
        except fetch.TooLong as error:
            raise Malformed(f"more than {LIMIT} bytes") from error
        except fetch.Unreachable as error:
            if isinstance(error.__cause__, TimeoutError):
                raise TimedOut(f"nothing within {self.timeout:g} s") from error
            raise Unavailable(str(error)) from error


def _read(operation: Operation, answer: fetch.Answer) -> Reply:
    if answer.status == 202:
        return Reply(again=_retry_after(answer), received=bytes_to_text(answer.body))
    if answer.status == 409:
        raise Refused(_detail(answer.body))
    if answer.status in LATER or answer.status >= 500:
        raise Unavailable(f"HTTP {answer.status}")
    if answer.status != 200 or operation.answer is None:
        raise Malformed(f"HTTP {answer.status}")
    try:
        return Reply(operation.answer.from_json(parse_json(answer.body)), received=bytes_to_text(answer.body))
    except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, a name twice, a number or a nest too deep
        raise Malformed("no JSON") from error


def _detail(body: bytes) -> str:
    """Why it was refused (RFC 9457); "" when it does not say so in a way that can be read."""
    try:
        problem = parse_json(body)
        detail = problem.get("detail") or problem.get("title") or ""
    except (ValueError, RecursionError, AttributeError):
        return ""
    return "".join(c for c in str(detail)[:300] if c.isprintable())


def _retry_after(answer: fetch.Answer) -> timedelta | None:
    value = answer.headers.get("retry-after", "")
    if not (value.isascii() and value.isdigit()) or len(value) > 9:
        return None
    return timedelta(seconds=min(max(int(value), 1), LONGEST_WAIT))


def gateway(system: str, settings: dict[str, Any]) -> Gateway:
    return Http(settings["url"], settings["key_id"], settings["secret"], float(settings["timeout"]))
