"""A consent that is withdrawn: questions that rest on it are sent no more, and an answer that comes later is marked.

On the consent of п. 4 rests everything that is exchanged of a case while it is processed; on that of the annex what is
sent abroad (`Operation.abroad`). Where an act remains in force after the withdrawal (interpretation 23) its result
still goes."""

from __future__ import annotations

from cases.engine.programmes.answering import KEPT
from cases.engine.writing.effects import FollowUps, Taken
from cases.gateways.contract import INBOUND, OPERATIONS, Operation
from cases.models import Case, Exchange

PROCESSING, TRANSFER = "processing", "transfer"
RECALLED, AFTERWARDS = "recalled", "afterwards"
UNUSED = (KEPT, AFTERWARDS)
"""Outcomes of an answer that came while the case could not take it."""


def operation_of(exchange: Exchange) -> Operation:
    return (OPERATIONS if exchange.direction == Exchange.OUT else INBOUND)[exchange.system, exchange.operation]


def is_withdrawn(case: Case, operation: Operation) -> bool:
    """Whether the consent on which this exchange rests is withdrawn: with that of п. 4 the case has ended."""
    ended = case.closed_at is not None and case.dossier.withdrawn_at(PROCESSING) == case.closed_at
    return ended or (operation.abroad and case.dossier.withdrawn_at(TRANSFER) is not None)


def follow(taken: Taken) -> FollowUps:
    """With a withdrawal its open questions are recalled, in its transaction; a worker on its way loses its lease."""
    if taken.step.recalls:
        taken.writes.send()  # the withdrawal itself is read
        for case in taken.cases:
            _recall(case)
    return FollowUps()


def _recall(case: Case) -> None:
    case.forget_dossier()
    recalled = [operation for operation in OPERATIONS.values() if is_withdrawn(case, operation)]
    waiting = Exchange.objects.filter(
        case=case, direction=Exchange.OUT, state__in=(Exchange.PENDING, Exchange.SENT, Exchange.DEAD)
    )
    for operation in recalled:
        rows = waiting.filter(system=operation.system, operation=operation.name)
        rows.update(**{"state": Exchange.DROPPED, "outcome": RECALLED, "next_at": None, "lease": None})
