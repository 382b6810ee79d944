"""What a system sends the portal: checked, stored once, and applied by the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from cases.gateways.contract import INBOUND, Fault, Malformed
from cases.gateways.jsontext import json_digest
from cases.models import Case, Exchange, Payment
from cases.outbox import jobs

LONGEST_KEY = 100


class InboxError(Exception):
    """Nothing was stored."""


class KeyReused(InboxError):
    """The key was used before, with another payload."""


class Unknown(InboxError):
    """`what`: "operation", "case" or "payment", which this portal does not know."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def receive(
    system: str,
    operation: str,
    payload: object,
    key: str,
    now: datetime,
    client: str = "",
    request_id: str = "",
    sees: Callable[[Case], bool] | None = None,
) -> Exchange:
    """Store what `system` sends, once by its `key`, and wake the worker that applies it; the row, stored now or before.

    Idempotent: the same key with the same payload gives the same row, whose `repeats` counts the repetitions. Whether
    the case still waits for it is judged when it is applied: what comes too late is stored all the same. `sees`: the
    cases that the sender may know; others are Unknown. Raises Malformed, Unknown, KeyReused."""
    known = INBOUND.get((system, operation))
    if known is None:
        raise Unknown("operation")
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Malformed([Fault("", f"Idempotency-Key must be 1 to {LONGEST_KEY} printable characters")])
    message = known.request.from_json(payload).to_json()
    row = _row(message, now, system=system, operation=operation, case=_case(message, sees), key=key)
    row.client, row.request_id = client[:60], request_id[:64]
    return _stored(row)


def _row(message: dict[str, Any], now: datetime, **columns: object) -> Exchange:
    """Unsaved: a message that is in, and waits to be applied."""
    return Exchange(
        direction=Exchange.IN,
        request=message,
        request_sha256=json_digest(message),
        state=Exchange.ANSWERED,
        next_at=now,
        created_at=now,
        answered_at=now,
        correlation=message.get("in_reply_to", ""),
        **columns,
    )


def _stored(row: Exchange) -> Exchange:
    """The row itself, or the one that came first with its key; of two at once the database lets one in."""
    before = Exchange.objects.filter(system=row.system, direction=Exchange.IN, key=row.key)
    for _try in range(2):
        known = before.first()
        if known is not None:
            return _again(known, row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
                jobs.after_commit(exchanges=[row.pk])
                return row
        except IntegrityError:
            continue
    return _again(before.get(), row)


def _again(known: Exchange, row: Exchange) -> Exchange:
    if known.request_sha256 != row.request_sha256 or known.operation != row.operation:
        raise KeyReused(row.key)
    Exchange.objects.filter(pk=known.pk).update(repeats=F("repeats") + 1)
    return known


def _case(message: dict[str, Any], sees: Callable[[Case], bool] | None) -> Case:
    if "code" in message:
        payment = Payment.objects.filter(code=message["code"]).select_related("case").first()
        case = payment.case if payment else None
    else:
        case = Case.objects.filter(number=message["case"]).first()
    if case is None or (sees and not sees(case)):
        raise Unknown("payment" if "code" in message else "case")
    return case
