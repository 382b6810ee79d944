"""A case that a ruling has brought back: the questions of its place are repeated, what the fallen act reported is taken
back.

Only a question without a valid answer is sent: one that was recalled, refused or given up, or whose answer came while
the case was closed. One that is still open is answered in the present state of the case."""

from __future__ import annotations

from cases.engine.programmes import programme_of
from cases.engine.steps import STEPS, Step
from cases.engine.writing.effects import FollowUps, Taken
from cases.gateways.contract import OPERATIONS, Operation
from cases.gateways.questions import needs_question, question_of_version, step_question, to_be_sent
from cases.gateways.recalling import UNUSED
from cases.models import Case, Exchange


def follow(taken: Taken) -> FollowUps:
    if not taken.step.goes_back:
        return FollowUps()
    rows = [exchange for case in taken.cases for exchange in (*_put_back(case, taken), *_again(case, taken))]
    taken.writes.insert(rows)
    return FollowUps(exchanges=to_be_sent(rows))


def _again(case: Case, taken: Taken) -> list[Exchange]:
    """The questions of the steps that lead to the present state of the case."""
    if not taken.acts[case.pk].outcome.place:
        return []
    into = [step for step in programme_of(case).steps.values() if step.target == case.state and not step.goes_back]
    wanted = [op for op in _operations(into) if needs_question(op, case) and not _is_answered(op, case)]
    act = taken.act
    return [step_question(op, case, op.of(case) if op.of else taken.facts, act.now, act.request_id) for op in wanted]


def _is_answered(operation: Operation, case: Case) -> bool:
    """Whether the newest question of its kind is open, or has an answer that counted."""
    rows = Exchange.objects.filter(case=case, direction=Exchange.OUT)
    newest = rows.filter(system=operation.system, operation=operation.name).order_by("-id").first()
    if newest is None or newest.state in (Exchange.DROPPED, Exchange.REFUSED, Exchange.DEAD):
        return False
    return newest.state != Exchange.ANSWERED or newest.outcome not in UNUSED


def _put_back(case: Case, taken: Taken) -> list[Exchange]:
    """To whom the fallen act was reported, that it is set aside: the case goes on, or stays closed without it."""
    act = taken.acts[case.pk]
    fallen = STEPS.get(act.outcome.remarks.get("act", ""))
    undone = [op for op in _operations([fallen] if fallen else []) if op.undo and needs_question(op, case)]
    return [
        question_of_version(op, op.undo(case, fallen, act.now), case, act.now, act.request_id)
        for op in undone
        if op.undo
    ]


def _operations(steps: list[Step]) -> list[Operation]:
    names = dict.fromkeys(name for step in steps for name in step.asks)
    return [OPERATIONS[tuple(name.split("."))] for name in names]  # type: ignore[index]
