"""One answer, applied once: which handler takes it, what becomes of it and of the question it answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from cases.engine.programmes.answering import KEPT
from cases.engine.writing.locking import lock
from cases.gateways import recalling
from cases.gateways.berkut.base import Crossing, CrossingNotification
from cases.gateways.contract import INBOUND, OPERATIONS, Message
from cases.gateways.courier.base import WaybillNotification
from cases.gateways.ismp.base import Registered
from cases.gateways.knb.base import Opinion
from cases.gateways.psh.base import PaymentNotification, Statement
from cases.gateways.subject import Verdict
from cases.law.errors import CaseError
from cases.law.places import May
from cases.models import Case, Exchange
from cases.outbox.failures import on_record
from cases.programmes.nomad.answers.checks import apply_opinion, apply_verdict
from cases.programmes.nomad.answers.crossings import apply_crossing, came_before_the_lapse
from cases.programmes.nomad.answers.incoming import DUPLICATE, Incoming
from cases.programmes.nomad.answers.payments import apply_payment, paid_after_the_end, paid_before_the_end, settle_all
from cases.programmes.nomad.answers.receipts import accept_receipt, apply_number, parcel_moved

log = structlog.get_logger(__name__)


def apply(pk: UUID, case_id: UUID | None, now: datetime) -> None:
    """Apply the answer of this exchange, if nobody has; its outcome is written in the same transaction."""
    with transaction.atomic():
        # The case first, as every step does: the other way round two of them could wait for each other.
        case = lock([case_id], None)[0] if case_id else None
        exchange = Exchange.objects.select_for_update(of=("self",)).get(pk=pk)
        if exchange.state != Exchange.ANSWERED or exchange.outcome:
            Exchange.objects.filter(pk=pk, state=Exchange.ANSWERED).update(next_at=None)  # nothing is left to do
            return
        outcome = _outcome(exchange, case, now)
        Exchange.objects.filter(pk=pk).update(
            **{"outcome": outcome, "applied_at": now, "next_at": None, "error": exchange.error}
        )
    log.info("answer", system=exchange.system, operation=exchange.operation, key=exchange.key, outcome=outcome)


def _outcome(exchange: Exchange, case: Case | None, now: datetime) -> str:
    message = _message(exchange)
    if case is None:
        return settle_all(exchange, message, now) if isinstance(message, Statement) else KEPT
    question = exchange if exchange.direction == Exchange.OUT else _question_of(exchange)
    incoming = Incoming(exchange, question, case, now, question.created_at if question else exchange.created_at)
    if recalling.is_withdrawn(case, recalling.operation_of(exchange)):
        outcome = recalling.AFTERWARDS  # stored, and nothing follows from it
    else:
        outcome = _apply_to_open(incoming, message) if case.closed_at is None else _after_the_end(incoming, message)
    if question is not None and question.pk != exchange.pk:
        _close(question, exchange, outcome, now)
    return outcome


def _apply_to_open(incoming: Incoming, message: Message) -> str:
    try:
        with transaction.atomic():
            return HANDLERS[type(message)](incoming, message)
    except CaseError as error:  # a refusal of the machine: the case is not where this answer belongs
        incoming.exchange.error = on_record(error)
        return KEPT


def _message(exchange: Exchange) -> Message:
    which = (exchange.system, exchange.operation)
    if exchange.direction == Exchange.IN:
        return INBOUND[which].request.from_json(exchange.request)
    answer = OPERATIONS[which].answer
    assert answer is not None
    return answer.from_json(exchange.answer)


def _question_of(exchange: Exchange) -> Exchange | None:
    """Our newest question of the case that this is the answer to; by its key, where the system names it."""
    ours = Exchange.objects.filter(case=exchange.case_id, direction=Exchange.OUT, system=exchange.system)
    names = [o.name for o in OPERATIONS.values() if o.system == exchange.system and o.answered_by == exchange.operation]
    ours = ours.filter(operation__in=names)
    return (ours.filter(key=exchange.correlation) if exchange.correlation else ours).order_by("-id").first()


def _close(question: Exchange, by: Exchange, outcome: str, now: datetime) -> None:
    """The question is answered by what came; not again when it was. A worker on its way loses its lease."""
    whole = OPERATIONS[question.system, question.operation].asynchronous
    if outcome in (DUPLICATE, KEPT, recalling.AFTERWARDS) and not whole:
        return
    ours = Exchange.objects.filter(pk=question.pk).exclude(state=Exchange.ANSWERED)
    ours.update(
        **{
            "state": Exchange.ANSWERED,
            "outcome": outcome,
            "answer": by.request,
            "answer_sha256": by.request_sha256,
            "answered_at": now,
            "applied_at": now,
            "next_at": None,
            "lease": None,
            "correlation": by.key,
            "error": "",
        }
    )


def _after_the_end(incoming: Incoming, message: Message) -> str:
    """A closed case takes no answers, but for one: that what the clock has ended it for had been done in time."""
    if May.REPORT_ENTRY in incoming.case.place.may and isinstance(message, Crossing | CrossingNotification):
        return came_before_the_lapse(incoming, message)
    if May.REPORT_PAYMENT in incoming.case.place.may and isinstance(message, PaymentNotification):
        return paid_before_the_end(incoming, message)
    return paid_after_the_end(incoming, message) if isinstance(message, PaymentNotification) else KEPT


Handler = Callable[[Incoming, Any], str]

HANDLERS: dict[type[Message], Handler] = {
    kind: handler
    for handler, kinds in (
        (apply_verdict, (Verdict,)),
        (apply_opinion, (Opinion, INBOUND["knb", "answer"].request)),
        (apply_crossing, (Crossing, CrossingNotification)),
        (apply_number, (Registered,)),
        (apply_payment, (PaymentNotification,)),
        (parcel_moved, (WaybillNotification,)),
        (
            accept_receipt,
            tuple(OPERATIONS[o].answer for o in (("pep", "receipt"), ("psh", "intent"), ("courier", "pickup"))),
        ),
    )
    for kind in kinds
    if kind is not None
}
