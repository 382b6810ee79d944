"""The worker's side: what is due is sent, at least once and in order, and what came back is applied, once.

A row is taken under a lease; who dies between sending and marking leaves it due again, and the same key tells the
system that it is the same request. Of one case's requests to one system the earlier goes first; a dead one gives way.
What comes back is written down first and applied to the case then (`cases.programmes.nomad.answers`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from cases.engine import waking
from cases.engine.errors import on_record
from cases.gateways import attempts, breaker, registry
from cases.gateways.contract import OPERATIONS
from cases.models import Exchange

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)
"""Longer than any system may take (`timeout`), so that a row is never with two workers."""
PATIENCE = 60.0
"""Seconds that one sweep gives to deliveries, well below the queue's own limit."""
APPLY = "cases.programmes.nomad.answers.apply"
"""By its name: what an answer does to a case is work of a layer above."""


def drain(now: datetime, limit: int = 2000) -> int:
    """Send and apply what is due and was not done by a task of its own; more than a batch is shared with the other
    workers. Returns how many were done here."""
    release(now)
    done, end = 0, time.monotonic() + PATIENCE
    for _round in range(20):  # what waited for the earlier of its case is free after it
        due = list(_due(now).values_list("pk", flat=True)[:limit])
        mine = waking.share(due, exchanges=True)
        step = run_all(mine, now, end)
        done += step
        if not step or len(mine) < len(due):
            break
    return done


def release(now: datetime) -> int:
    """A system that was asked by hand is joined: what was not answered meanwhile is sent."""
    held = Exchange.objects.filter(state=Exchange.PENDING, next_at__isnull=True, by_hand_at__isnull=True)
    return held.filter(system__in=registry.joined(), case__closed_at__isnull=True).update(next_at=now)


def _due(now: datetime) -> QuerySet[Exchange]:
    asked = [s for s in registry.joined() if s not in breaker.shut(now)]
    mine = Q(state=Exchange.ANSWERED) | (_sendable() & Q(system__in=asked) & ~Exists(_earlier()))
    return Exchange.objects.filter(mine, next_at__lte=now).order_by("next_at", "id")


def _sendable() -> Q:
    return Q(direction=Exchange.OUT, state__in=(Exchange.PENDING, Exchange.SENT))


def _earlier() -> QuerySet[Exchange]:
    """Requests that have to go before: of the same case to the same system, written earlier and not sent yet."""
    same = Exchange.objects.filter(case=OuterRef("case"), system=OuterRef("system"), id__lt=OuterRef("id"))
    return same.filter(direction=Exchange.OUT, state=Exchange.PENDING)


def run_all(ids: Sequence[UUID], now: datetime, end: float) -> int:
    """What does not fit into the time stays due for the next sweep."""
    done = 0
    for pk in ids:
        if time.monotonic() > end:
            break
        done += deliver(pk, now) or apply(pk, now)
    return done


def deliver(pk: UUID, now: datetime) -> bool:
    """Send one request if it is due, its turn, and nobody else is at it; apply the answer. True when it was tried."""
    token = uuid4()
    due = Exchange.objects.filter(_sendable(), ~Exists(_earlier()), pk=pk, next_at__lte=now)
    claim = {"lease": token, "next_at": now + LEASE, "attempts": F("attempts") + 1}
    if not due.filter(system__in=registry.joined()).update(**claim, sent_at=Coalesce("sent_at", now)):
        return False
    exchange = Exchange.objects.select_related("case").get(pk=pk)
    if _idle(exchange):
        _marked(exchange, token, {"state": Exchange.DROPPED, "next_at": None} | _unsent(exchange))
        return False
    until = breaker.held_until(exchange.system, now)
    if until is not None:
        _marked(exchange, token, {"next_at": until} | _unsent(exchange))
        return False
    with structlog.contextvars.bound_contextvars(request_id=exchange.request_id):
        attempt, outcome = attempts.send(exchange, now)
    with transaction.atomic():
        attempt.save(force_insert=True)
        _marked(exchange, token, outcome)
    apply(pk, now)
    return True


def _idle(exchange: Exchange) -> bool:
    """Nobody is asked about a person whose case is over: what is not needed does not leave. A result still goes."""
    case = exchange.case
    closed = case is not None and case.closed_at is not None
    return closed and bool(OPERATIONS[exchange.system, exchange.operation].check)


def _unsent(exchange: Exchange) -> dict[str, Any]:
    """Taken and not sent after all: the record must not say that a person's data have left."""
    never = exchange.attempts == 1 and not exchange.tries.exists()
    return {"attempts": exchange.attempts - 1} | ({"sent_at": None} if never else {})


def _marked(exchange: Exchange, token: UUID, outcome: dict[str, Any]) -> None:
    """Only who still holds the lease may write: another may have sent and marked it since."""
    Exchange.objects.filter(pk=exchange.pk, lease=token).update(**{"lease": None} | outcome)


def apply(pk: UUID, now: datetime) -> bool:
    """Apply an answer that is written down; one that fails comes back after as long as it has waited."""
    due = Exchange.objects.filter(pk=pk, state=Exchange.ANSWERED, next_at__lte=now)
    request_id = due.values_list("request_id", flat=True).first()
    if request_id is None:
        return False
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        return _apply(due, pk, now)


def _apply(due: QuerySet[Exchange], pk: UUID, now: datetime) -> bool:
    try:
        import_string(APPLY)(pk, now)
    except Exception as error:
        told = due.values_list("answered_at", flat=True).first() or now
        wait = min(max(now - told, timedelta(minutes=1)), timedelta(hours=12))
        due.update(next_at=now + wait, error=on_record(error))
        log.exception("answer not applied", exchange=str(pk))
        return False
    return True


def again(exchange: Exchange, now: datetime) -> None:
    """Take a dead letter up once more, under its key (the administrator's "send again")."""
    dead = Exchange.objects.filter(pk=exchange.pk, state=Exchange.DEAD, direction=Exchange.OUT)
    dead.update(**{"state": Exchange.PENDING, "attempts": 0, "next_at": now, "lease": None})
