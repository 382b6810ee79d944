"""One attempt to tell a webhook. The outbox decides when, and gives up after the last."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.utils import timezone

from cases.gateways import signing
from cases.gateways.jsontext import canonical
from cases.models import ApiKey, WebhookDelivery
from cases.webhooks import posting

STORED_ATTEMPTS = 20
"""Attempts remembered of one delivery."""


def deliver(ref: UUID, now: datetime, request_id: str = "") -> None:
    """Performs the effect "webhook". Raises PostError until a 2xx comes. What the client may not know any more is
    dropped."""
    row = WebhookDelivery.objects.select_related("webhook__client", "case").get(pk=ref)
    if row.state != "pending":
        return
    hook = row.webhook
    if not hook.may_hear(row.event, row.case):
        _save(row, state="dropped")
        return
    began = time.monotonic()
    try:
        status = posting.post(hook.url, *_signed(row, now, request_id))
    except posting.PostError as error:
        _save(row, log=_logged(row, now, began, error.status, str(error)))
        raise
    _save(row, state="delivered", delivered_at=now, log=_logged(row, now, began, status, ""))


def _signed(row: WebhookDelivery, now: datetime, request_id: str) -> tuple[bytes, dict[str, str]]:
    """The same bytes at every attempt, signed each time with the client's newest key, as the client's own calls are."""
    keys = ApiKey.objects.filter(client=row.webhook.client, revoked_at=None, expires_at__gt=now)
    key = keys.order_by("-id").first()
    if key is None:
        raise posting.PostError("the client has no key that is good")
    body, parts = canonical(row.payload), urlsplit(row.webhook.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = signing.headers(key.key_id, key.digest, "POST", path, body, now)
    headers |= {"X-Request-ID": request_id} if request_id else {}
    return body, headers | {"Content-Type": "application/json", "Idempotency-Key": str(row.pk)}


def _logged(row: WebhookDelivery, now: datetime, began: float, status: int | None, error: str) -> list[dict[str, Any]]:
    took = round((time.monotonic() - began) * 1000)
    entry = {"at": timezone.localtime(now).isoformat(), "status": status, "ms": took, "error": error[:200]}
    return [*row.log, entry][-STORED_ATTEMPTS:]


def _save(row: WebhookDelivery, **changes: object) -> None:
    WebhookDelivery.objects.filter(pk=row.pk).update(**changes)
