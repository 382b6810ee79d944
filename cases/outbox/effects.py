"""One effect: claimed, done by the handler of its kind, marked. Doing it twice has the effect once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db.models import QuerySet

from cases.models import Effect
from cases.outbox import leases, waits
from cases.outbox.failures import on_record
from cases.outbox.registry import HANDLERS

log = structlog.get_logger(__name__)


def due(now: datetime) -> QuerySet[Effect]:
    return Effect.objects.filter(state="pending", next_at__lte=now).order_by("next_at", "id")


def read(ids: Iterable[UUID], now: datetime) -> Iterator[Effect]:
    """Those of `ids` that are due, in that order, read in one statement."""
    rows = due(now).order_by().in_bulk(list(ids))
    return (rows[pk] for pk in ids if pk in rows)


def run(effect: Effect, now: datetime) -> bool:
    """Do it if it is still as it was read, due, and with nobody else. True when it was done now."""
    token = leases.claim(due(now).order_by().filter(pk=effect.pk, attempts=effect.attempts), now)
    if token is None:
        return False
    effect.attempts += 1
    request = {"request_id": effect.request_id} if effect.request_id else {}
    with structlog.contextvars.bound_contextvars(**request):
        return _do(effect, token, now)


def _do(effect: Effect, token: UUID, now: datetime) -> bool:
    try:
        HANDLERS.effects[effect.kind](effect.ref, now, effect.request_id)
    except Exception as error:
        _failed(effect, token, error, now)
        return False
    leases.finish(effect, token, {"state": "done", "done_at": now, "error": ""})
    log.info("effect done", kind=effect.kind, ref=str(effect.ref))
    return True


def _failed(effect: Effect, token: UUID, error: Exception, now: datetime) -> None:
    again = waits.next_at(waits.EFFECTS, effect.attempts, now)
    outcome: dict[str, Any] = {"next_at": again} if again else {"state": "dead"}
    text = on_record(error)
    leases.finish(effect, token, {"error": text} | outcome)
    log.warning("effect failed", kind=effect.kind, ref=str(effect.ref), attempts=effect.attempts, error=text)


def retry(effect: Effect, now: datetime) -> None:
    """Take a given-up effect up once more (the administrator's "send again")."""
    leases.renew(Effect.objects.filter(pk=effect.pk, state="dead"), now)
