"""Corrections of recorded facts that another official has to confirm, where the edition requires it.

Until then the fact stays as it is recorded, and no step is taken that depends on it. What the clock and the applicant
do is never delayed: a correction that waits when the case moves on is over with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import writing
from cases.engine.people.notices import send
from cases.engine.performing.waiting_rows import OFFICIALS_AND_CLERK, colleagues, row_of
from cases.engine.steps import STEPS, Act, Step, readers
from cases.engine.steps.conditions import Reasons, reason_if_same
from cases.engine.steps.facts import StepFacts, packed, unpacked
from cases.engine.writing import audit
from cases.law.errors import NotNowError
from cases.law.places import place_of
from cases.models import Case, Event, Notice, User, WaitingCorrection

NOTICE = "correction_waits"

WAITS = _(
    "A correction waits for another official to confirm it: {what}. Until it is confirmed or taken back nothing is "
    "done that stands on this fact."
)
SOME = _("a recorded fact")
CHANGED = _("What is recorded has changed since: take this correction back and look at the fact again.")
OVER = _("This correction does not wait any more: it was confirmed or taken back, or the case has moved on.")
YOURSELF = _("You recorded this correction yourself: another official of the same body confirms it.")
TWICE = _("A correction of this fact waits already: have it confirmed, or take it back first.")


def waiting_corrections(case: Case) -> list[WaitingCorrection]:
    """Those that can still be confirmed in the present state of the case, the oldest first."""
    return [row for row in case.dossier.waiting_corrections if case.state in STEPS[row.step].sources]


def needs_confirmation(case: Case, step: Step, facts: StepFacts) -> bool:
    """Whether the edition requires another official to confirm what this step corrects."""
    kinds = case.law.confirmed_corrections
    return bool(kinds) and step.corrects is not None and step.corrects.kind(case, facts) in kinds


def blocking(case: Case, step: Step) -> Reasons:
    """Why a step cannot be taken while a correction waits; empty for a step that does not depend on its fact."""
    if step.by not in OFFICIALS_AND_CLERK or not case.law.confirmed_corrections:
        return []
    return [_sentence(row, step) for row in waiting_corrections(case) if _depends_on(case, step, row.kind)]


def _depends_on(case: Case, step: Step, kind: str) -> bool:
    """It looks at the fact, names grounds out of the file, or leads to where the fact cannot be put right any more."""
    if step.grounds or kind in step.settles or any(kind in need.depends_on for need in step.requires):
        return True
    return step.target is not None and kind not in place_of(step.target).corrects


def _sentence(row: WaitingCorrection, step: Step) -> Promise:
    read = readers.reads(step.by, readers.event_readers(row.step))
    return format_lazy(WAITS, what=STEPS[row.step].label if read else SOME)


def subject_of(step: Step, facts: StepFacts) -> str:
    """Which fact: of those that a step puts right by their kind, the kind; else what the step is about."""
    return str(getattr(facts, step.subject_in or "kind", "") or step.subject or step.name)


def store_correction(case: Case, step: Step, facts: StepFacts, user: User, now: datetime, request_id: str) -> None:
    """Store the correction until another official confirms it; his colleagues are notified. `case` must be locked.

    Raises NotNowError where one of the same fact waits already.
    """
    assert step.corrects is not None  # it is needed
    kind, subject = step.corrects.kind(case, facts), subject_of(step, facts)
    if any((row.kind, row.subject) == (kind, subject) for row in waiting_corrections(case)):
        raise NotNowError(TWICE)
    before = audit.as_json(dict(step.corrects.recorded(case, facts)))
    row = WaitingCorrection(
        case=case, step=step.name, kind=kind, subject=subject, facts=packed(facts), before=before, by=user, at=now
    )
    row.save(force_insert=True)
    entered = {key: value for key, value in facts.as_dict().items() if key != "recorded"}
    entry = {"correction": step.name, "proposed": before.get("changed"), **entered}
    writing.amend(case, user, now, Event.CORRECTION_WAITS, entry, request_id=request_id)
    case.forget_dossier()
    for colleague in colleagues(user, case):
        send(Notice(case=case, user=colleague, what=NOTICE, at=now), now)


def to_confirm(case: Case, pk: UUID, user: User | None) -> tuple[WaitingCorrection, Step, StepFacts]:
    """The correction, its step and its facts, if `user` may confirm it. `case` must be locked. Raises NotNowError."""
    row = open_row(case, pk)
    step = STEPS[row.step]
    facts = unpacked(step, row.facts)
    reason = reason_if_same(row.by_id, user, YOURSELF)
    if reason is None and step.corrects and audit.as_json(dict(step.corrects.recorded(case, facts))) != row.before:
        reason = CHANGED
    if reason:
        raise NotNowError(reason)
    return row, step, facts


def mark_confirmed(row: WaitingCorrection, act: Act) -> None:
    act.change(row, confirmed_by=act.user, confirmed_at=act.now)
    act.remark(proposed_by=row.by.full_name)


def open_row(case: Case, pk: UUID) -> WaitingCorrection:
    """One that waits. Raises NotNowError."""
    return row_of(waiting_corrections(case), pk, OVER)


def entered_facts(row: WaitingCorrection) -> dict[str, Any]:
    """What was entered, as an event would store it."""
    return audit.as_json(unpacked(STEPS[row.step], row.facts).as_dict())


def readable(case: Case, role: str) -> Iterator[tuple[WaitingCorrection, dict[str, Any]]]:
    """Those that wait and whose fact `role` reads, each with what of it he reads: {"given", "before"}."""
    for row in waiting_corrections(case):
        if not readers.reads(role, readers.event_readers(row.step)):
            continue
        read = {
            key: value
            for key, value in entered_facts(row).items()
            if readers.reads(role, readers.event_readers(row.step, key))
        }
        yield row, {"given": read, "before": row.before}
