"""What the portal asks of outside systems: written with the step, sent by the worker, at least once, in order.

A row is taken under a lease; who dies between sending and marking leaves it due again, and the same key tells the
system that it is the same request. Of one case's requests to one system the earlier goes first; a dead one gives way.
What comes back is written down first and applied to the case then (`cases.answers`), once.
"""

from __future__ import annotations

import hashlib
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from cases import waking
from cases.gateways import breaker, registry
from cases.gateways.contract import OPERATIONS, GatewayError, Message, Operation, Refused, Reply
from cases.gateways.messages import as_bytes, digest
from cases.models import Attempt, Case, Exchange

log = structlog.get_logger(__name__)

WAITS = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720)
"""Minutes between attempts; after the last the row is a dead letter. While the breaker is open nothing is attempted."""
LEASE = timedelta(minutes=5)
"""Longer than any system may take (`timeout`), so that a row is never with two workers."""
LIFE = timedelta(days=60)
"""An accepted request without an answer is given up after it: twice the longest term of an answer (п. 15)."""
PATIENCE = 60.0
"""Seconds that one sweep gives to deliveries, well below the queue's own limit."""
KEPT = 16 * 1024
"""Bytes kept of what came back."""
APPLY = "cases.answers.apply"
"""By its name: what an answer does to a case is work of a layer above."""


# ------------------------------------------------------------------------------------------------ asking


def write_for(
    cases: Iterable[Case], names: Sequence[str], facts: dict[str, Any], now: datetime, request_id: str
) -> list[UUID]:
    """Write the questions `names` ("system.operation") of a step, in its transaction; the ids of those to be sent."""
    wanted = [OPERATIONS[tuple(name.split("."))] for name in names]  # type: ignore[index]
    return _write([row(op, case, facts, now, request_id) for case in cases for op in wanted if _asked(op)])


def _asked(operation: Operation) -> bool:
    """By hand nobody is told what an officer does not enter: he does that in the system itself."""
    return bool(operation.by_hand) or registry.transport(operation.system) != registry.MANUAL


def row(operation: Operation, case: Case, facts: dict[str, Any], now: datetime, request_id: str = "") -> Exchange:
    """A question, not yet written. Its key is that of the case's version, so that a step asks once."""
    assert operation.ask is not None
    key = f"{case.number}.{case.version}.{operation.key}"
    return question(operation, operation.ask(case, facts, now), key, now, case=case, request_id=request_id)


def question(
    operation: Operation, request: Message, key: str, now: datetime, *, case: Case | None = None, request_id: str = ""
) -> Exchange:
    told = request.to_json()
    by_hand = registry.transport(operation.system) == registry.MANUAL
    return Exchange(
        system=operation.system, operation=operation.name, case=case, key=key, request=told,
        request_sha256=digest(told), created_at=now, next_at=None if by_hand else now, request_id=request_id,
    )  # fmt: skip


def ask(rows: list[Exchange]) -> None:
    """Write them in one statement and wake the worker; must be called inside the transaction that causes them."""
    waking.after_commit(exchanges=_write(rows))


def _write(rows: list[Exchange]) -> list[UUID]:
    if rows:
        Exchange.objects.bulk_create(rows, batch_size=500)
    return [r.pk for r in rows if r.next_at is not None]


def entered_by_hand(case: Case, step: str, kind: str, user: Any, now: datetime) -> None:
    """A person has taken `step` (for a check: of this `kind`): the open questions it answers are answered so.

    Where the system is joined its answer is still awaited, to be compared; where it is asked by hand this is it.
    """
    for operation in OPERATIONS.values():
        if operation.by_hand != step or (kind and operation.check != kind):
            continue
        open_ones = Exchange.objects.filter(
            case=case, system=operation.system, operation=operation.name, direction=Exchange.OUT, outcome=""
        ).exclude(state=Exchange.ANSWERED)
        said: dict[str, Any] = {"by_hand_at": now, "by": user}
        if registry.transport(operation.system) == registry.MANUAL:
            said |= {"state": Exchange.ANSWERED, "outcome": "by_hand", "answered_at": now, "next_at": None}
        open_ones.update(**said)


# ------------------------------------------------------------------------------------------------ delivering


def drain(now: datetime, limit: int = 500) -> int:
    """Send and apply what is due and was not done by a task of its own. Returns how many were."""
    release(now)
    done, end = 0, time.monotonic() + PATIENCE
    for _round in range(20):  # what waited for the earlier of its case is free after it
        step = run_all(list(_due(now).values_list("pk", flat=True)[:limit]), now, end)
        if not step:
            break
        done += step
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


def run_all(ids: list[UUID], now: datetime, end: float) -> int:
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
        _marked(exchange, token, {"state": Exchange.DROPPED, "next_at": None})
        return False
    until = breaker.held_until(exchange.system, now)
    if until is not None:
        _marked(exchange, token, {"next_at": until, "attempts": exchange.attempts - 1})
        return False
    with structlog.contextvars.bound_contextvars(request_id=exchange.request_id):
        attempt, outcome = _send(exchange, now)
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


def _marked(exchange: Exchange, token: UUID, outcome: dict[str, Any]) -> None:
    """Only who still holds the lease may write: another may have sent and marked it since."""
    Exchange.objects.filter(pk=exchange.pk, lease=token).update(**{"lease": None} | outcome)


def _send(exchange: Exchange, now: datetime) -> tuple[Attempt, dict[str, Any]]:
    """One attempt, outside any transaction: its row, and what it makes of the exchange."""
    operation = OPERATIONS[(exchange.system, exchange.operation)]
    began = time.monotonic()
    try:
        got = registry.gateway(exchange.system).send(
            operation, exchange.request, key=exchange.key, now=now, request_id=exchange.request_id
        )
        found, outcome = _heard(exchange, got, now)
    except Exception as error:
        found, outcome = _failed(exchange, error, now)
    else:  # outside: a database of ours that fails here is no failure of theirs
        breaker.answered(exchange.system, now)
    took = int((time.monotonic() - began) * 1000)
    attempt = Attempt(exchange=exchange, at=now, milliseconds=took, **found)
    said = {"outcome": found["outcome"], "attempt": exchange.attempts, "request_id": exchange.request_id}
    log.info("exchange", system=exchange.system, operation=exchange.operation, key=exchange.key, ms=took, **said)
    return attempt, outcome


def _heard(exchange: Exchange, got: Reply, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the attempt keeps, and what it makes of the exchange."""
    found = _evidence(exchange, got.sent_sha256, got.received)
    if got.answer is None:
        return found | {"outcome": "accepted"}, _accepted(exchange, got.again, now)
    return found | {"outcome": "ok"}, _answered(got.answer, now)


def _answered(answer: Message, now: datetime) -> dict[str, Any]:
    told = answer.to_json()
    return {
        "state": Exchange.ANSWERED, "answer": told, "answer_sha256": digest(told), "answered_at": now, "next_at": now,
        "error": "",
    }  # fmt: skip


def _accepted(exchange: Exchange, again: timedelta | None, now: datetime) -> dict[str, Any]:
    """Asked again under the same key in a while: the system may have told us, and we may not have heard."""
    if now - exchange.created_at > LIFE:
        return {"state": Exchange.DEAD, "next_at": None, "error": "accepted and never answered"}
    wait = again or registry.again(exchange.system)
    return {"state": Exchange.SENT, "next_at": now + wait, "attempts": 0, "error": ""}


def _failed(exchange: Exchange, error: Exception, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    text = f"{type(error).__name__}: {error}"[:300]
    found: dict[str, Any] = {"outcome": "unavailable", "error": text, "sent_sha256": exchange.request_sha256}
    if isinstance(error, GatewayError):
        found |= {"outcome": error.outcome, "status": error.status}
        found |= _evidence(exchange, error.sent_sha256, error.received)
    else:  # a fault of our own: it is kept and tried again like any other
        log.exception("gateway failed", system=exchange.system, operation=exchange.operation)
    log.warning("exchange failed", system=exchange.system, key=exchange.key, attempt=exchange.attempts, error=text)
    if isinstance(error, Refused):
        breaker.answered(exchange.system, now)
        return found, {"state": Exchange.REFUSED, "next_at": None, "answered_at": now, "error": error.reason[:300]}
    if found["outcome"] != "malformed":  # one request it can not digest does not make the system dead for all others
        breaker.failed(exchange.system, text, now)
    waits = WAITS[exchange.attempts - 1 :]
    outcome = {"next_at": now + timedelta(minutes=waits[0])} if waits else {"state": Exchange.DEAD, "next_at": None}
    return found, {"error": text} | outcome


def _evidence(exchange: Exchange, sent_sha256: str, came: str) -> dict[str, str]:
    """The hash of what went out, and what came back."""
    return {"sent_sha256": sent_sha256 or exchange.request_sha256} | as_received(came)


def as_received(came: str) -> dict[str, str]:
    """For an Attempt: the first KEPT bytes, as far as they are text, and the hash of the whole."""
    if not came:
        return {}
    raw = as_bytes(came)
    # The decoder leaves a character out that is cut in two by KEPT.
    kept = getincrementaldecoder("utf-8")("replace").decode(raw[:KEPT]).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return {"received": kept, "received_sha256": hashlib.sha256(raw).hexdigest()}


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
        due.update(next_at=now + wait, error=f"{type(error).__name__}: {error}"[:300])
        log.exception("answer not applied", exchange=str(pk))
        return False
    return True


def again(exchange: Exchange, now: datetime) -> None:
    """Take a dead letter up once more, under its key (the administrator's "send again")."""
    dead = Exchange.objects.filter(pk=exchange.pk, state=Exchange.DEAD, direction=Exchange.OUT)
    dead.update(**{"state": Exchange.PENDING, "attempts": 0, "next_at": now, "lease": None})
