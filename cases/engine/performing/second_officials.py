"""What takes effect once another official has confirmed it: a correction of a recorded fact, or an act that was
drafted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cases.engine.performing import drafted_acts, waiting
from cases.engine.steps import Act, Step
from cases.engine.steps.conditions import Reasons
from cases.engine.steps.facts import StepFacts
from cases.law.errors import NotNowError
from cases.models import Case, DraftedAct, User, WaitingCorrection

Waiting = WaitingCorrection | DraftedAct


def needs_second_official(case: Case, step: Step, facts: StepFacts, now: datetime) -> bool:
    """Whether what `step` enters is only stored, for another official to confirm."""
    return waiting.needs_confirmation(case, step, facts) or drafted_acts.needs_approval(case, step, now)


def blocking(case: Case, step: Step) -> Reasons:
    """Why the step cannot be taken while something waits for another official."""
    return [*waiting.blocking(case, step), *drafted_acts.blocking(case, step)]


def store(case: Case, step: Step, facts: StepFacts, user: User, now: datetime, request_id: str) -> None:
    """`case` must be locked. Raises NotNowError."""
    store_row = waiting.store_correction if waiting.needs_confirmation(case, step, facts) else drafted_acts.store_draft
    store_row(case, step, facts, user, now, request_id)


def to_confirm(case: Case, name: str, pk: UUID, user: User | None) -> tuple[Waiting, StepFacts]:
    """What waits for the step `name`, and its facts, if `user` may confirm it. `case` must be locked.

    Raises NotNowError.
    """
    drafted = any(row.pk == pk for row in case.dossier.drafted_acts)
    row, step, facts = (drafted_acts.to_approve if drafted else waiting.to_confirm)(case, pk, user)
    if step.name != name:
        raise NotNowError(drafted_acts.OVER)
    return row, facts


def mark_confirmed(row: Waiting, act: Act) -> None:
    (drafted_acts.mark_approved if isinstance(row, DraftedAct) else waiting.mark_confirmed)(row, act)  # type: ignore[arg-type]
