"""The portal's questions to outside systems: written with the step that causes them, in its transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.engine.steps import step_entering
from cases.engine.steps.facts import StepFacts
from cases.engine.writing.effects import FollowUps, Taken
from cases.gateways import registry
from cases.gateways.contract import OPERATIONS, Message, Operation
from cases.gateways.jsontext import json_digest
from cases.models import Case, Exchange, User
from cases.outbox import jobs


def follow(taken: Taken) -> FollowUps:
    """The questions of a step, and the answers that a person has entered by taking it."""
    step, act = taken.step, taken.act
    exchanges = rows_for(taken.cases, step.asks, taken.facts, act.now, act.request_id) if step.asks else []
    taken.writes.insert(exchanges)
    if step.enters and not act.gateway:
        taken.writes.send()
        entered_by_hand(taken.cases[0], step.enters, getattr(taken.facts, "kind", ""), act.user, act.now)
    return FollowUps(exchanges=to_be_sent(exchanges))


def rows_for(
    cases: Iterable[Case], names: Sequence[str], facts: StepFacts, now: datetime, request_id: str
) -> list[Exchange]:
    """The questions `names` ("system.operation") of a step, not yet written."""
    wanted = [OPERATIONS[tuple(name.split("."))] for name in names]  # type: ignore[index]
    return [
        step_question(op, case, facts, now, request_id) for case in cases for op in wanted if needs_question(op, case)
    ]


def needs_question(operation: Operation, case: Case) -> bool:
    """Whether a question is written. Not where the officer looks it up himself (transport "manual"), unless the answer
    is still to be entered here."""
    by_hand = step_entering(operation.key) is not None and not operation.known(case)
    return by_hand or registry.transport(operation.system) != registry.MANUAL


def step_question(operation: Operation, case: Case, facts: StepFacts, now: datetime, request_id: str = "") -> Exchange:
    """A question, not yet written. Its key is that of the case's version, so that a step sends it once."""
    assert operation.ask is not None
    return question_of_version(operation, operation.ask(case, facts, now), case, now, request_id)


def question_of_version(
    operation: Operation, request: Message, case: Case, now: datetime, request_id: str = ""
) -> Exchange:
    key = f"{case.number}.{case.version}.{operation.key}"
    return question(operation, request, key, now, case=case, request_id=request_id)


def question(
    operation: Operation, request: Message, key: str, now: datetime, *, case: Case | None = None, request_id: str = ""
) -> Exchange:
    payload = request.to_json()
    by_hand = registry.transport(operation.system) == registry.MANUAL
    return Exchange(
        system=operation.system,
        operation=operation.name,
        case=case,
        key=key,
        request=payload,
        request_sha256=json_digest(payload),
        created_at=now,
        next_at=None if by_hand else now,
        request_id=request_id,
    )


def enqueue(rows: list[Exchange]) -> None:
    """Write them in one statement and wake the worker; must be called inside the transaction that causes them."""
    if rows:
        Exchange.objects.bulk_create(rows, batch_size=500)
    jobs.after_commit(exchanges=to_be_sent(rows))


def to_be_sent(rows: Sequence[Exchange]) -> list[UUID]:
    return [r.pk for r in rows if r.next_at is not None]


def entered_by_hand(case: Case, names: Collection[str], kind: str, user: User | None, now: datetime) -> None:
    """A person has entered the answer to these questions ("system.operation"; of a check: that of this `kind`): the
    open ones are answered so.

    Where the system is joined its answer is still awaited, to be compared; where it is queried by hand this is it.
    """
    for operation in OPERATIONS.values():
        if operation.key not in names or (kind and operation.check != kind):
            continue
        still_open = Exchange.objects.filter(
            case=case, system=operation.system, operation=operation.name, direction=Exchange.OUT, outcome=""
        ).exclude(state=Exchange.ANSWERED)
        changes: dict[str, Any] = {"by_hand_at": now, "by": user}
        if registry.transport(operation.system) == registry.MANUAL:
            changes |= {"state": Exchange.ANSWERED, "outcome": "by_hand", "answered_at": now, "next_at": None}
        still_open.update(**changes)
