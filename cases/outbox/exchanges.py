"""One exchange with an outside system: what is due is sent, at least once and in order, and what came back is applied,
once.

A row is sent under a lease; who dies between sending and marking leaves it due again, and the same key shows the system
that it is the same request. Of one case's requests to one system the earlier goes first; a dead one gives way.
What comes back is written down first and applied to the case then, by the registered inbox handler.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cases.models import Exchange
from cases.outbox import leases, waits
from cases.outbox.failures import on_record
from cases.outbox.registry import HANDLERS

log = structlog.get_logger(__name__)


def release(now: datetime) -> int:
    """A system that was queried by hand is joined: what was not answered meanwhile is sent."""
    by_hand = Exchange.objects.filter(state=Exchange.PENDING, next_at__isnull=True, by_hand_at__isnull=True)
    return by_hand.filter(system__in=HANDLERS.carrier.joined_systems(), case__closed_at__isnull=True).update(
        next_at=now
    )


def due(now: datetime) -> QuerySet[Exchange]:
    sent = _sendable() & HANDLERS.carrier.open_to(now) & ~Exists(_earlier())
    rows = Exchange.objects.filter(Q(state=Exchange.ANSWERED) | sent, next_at__lte=now)
    return rows.order_by("next_at", "id")


def _sendable() -> Q:
    return Q(direction=Exchange.OUT, state__in=(Exchange.PENDING, Exchange.SENT))


def _earlier() -> QuerySet[Exchange]:
    """Requests that have to go before: of the same case to the same system, written earlier and not sent yet."""
    same = Exchange.objects.filter(case=OuterRef("case"), system=OuterRef("system"), id__lt=OuterRef("id"))
    return same.filter(direction=Exchange.OUT, state=Exchange.PENDING)


def run(pk: UUID, now: datetime) -> bool:
    return deliver(pk, now) or apply(pk, now)


def deliver(pk: UUID, now: datetime) -> bool:
    """Send one request if it is due, its turn, and nobody else is at it; apply the answer. True when it was tried."""
    carrier = HANDLERS.carrier
    mine = Exchange.objects.filter(_sendable(), ~Exists(_earlier()), pk=pk, next_at__lte=now)
    token = leases.claim(mine.filter(system__in=carrier.joined_systems()), now, sent_at=Coalesce("sent_at", now))
    if token is None:
        return False
    exchange = Exchange.objects.select_related("case").get(pk=pk)
    if not carrier.is_needed(exchange):
        leases.finish(exchange, token, {"state": Exchange.DROPPED, "next_at": None} | _unsent(exchange))
        return False
    until = carrier.blocked_until(exchange.system, now)
    if until is not None:
        leases.finish(exchange, token, {"next_at": until} | _unsent(exchange))
        return False
    with structlog.contextvars.bound_contextvars(request_id=exchange.request_id):
        attempt, outcome = carrier.send(exchange, now)
    with transaction.atomic():
        attempt.save(force_insert=True)
        leases.finish(exchange, token, outcome)
    apply(pk, now)
    return True


def _unsent(exchange: Exchange) -> dict[str, Any]:
    """Claimed and not sent after all: the record must not say that a person's data have left."""
    never = exchange.attempts == 1 and not exchange.tries.exists()
    return {"attempts": exchange.attempts - 1} | ({"sent_at": None} if never else {})


def apply(pk: UUID, now: datetime) -> bool:
    """Apply an answer that is written down; one that fails comes back after as long as it has waited."""
    answered = Exchange.objects.filter(pk=pk, state=Exchange.ANSWERED, next_at__lte=now)
    request_id = answered.values_list("request_id", flat=True).first()
    if request_id is None:
        return False
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        return _apply(answered, pk, now)


def _apply(answered: QuerySet[Exchange], pk: UUID, now: datetime) -> bool:
    try:
        HANDLERS.inbox(pk, now)
    except Exception as error:
        since = answered.values_list("answered_at", flat=True).first() or now
        answered.update(next_at=waits.of_an_answer(since, now), error=on_record(error))
        log.exception("answer not applied", exchange=str(pk))
        return False
    return True


def retry(exchange: Exchange, now: datetime) -> None:
    """Take a dead letter up once more, under its key (the administrator's "send again")."""
    leases.renew(Exchange.objects.filter(pk=exchange.pk, state=Exchange.DEAD, direction=Exchange.OUT), now)
