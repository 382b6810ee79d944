"""Which events are in force: what a later one has corrected is struck."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cases.engine.programmes.otherevents import EVENTS, OtherEvent
from cases.engine.steps import STEPS, Step
from cases.law.names import OF_EACH_ROUND
from cases.models import Event


def is_decision(name: str) -> bool:
    """A step, or another event, whose reasons people come back to read."""
    declared = _declared(name)
    return declared is not None and declared.reread


def _declared(name: str) -> Step | OtherEvent | None:
    return STEPS.get(name) or EVENTS.get(name)


def corrected_events(events: Sequence[Event]) -> set[UUID]:
    """The events whose fact a later one has corrected. `events`: newest first."""
    corrected: set[str] = set()
    overtaken: set[UUID] = set()
    for event in events:
        if event.step in STEPS and STEPS[event.step].opens_checks:
            corrected -= OF_EACH_ROUND
        subjects = _subjects(event)
        if subjects and subjects <= corrected:
            overtaken.add(event.pk)
            corrected -= subjects
        if subjects and _corrects(event):
            corrected |= subjects
    return overtaken


def _subjects(event: Event) -> set[str]:
    """What facts an event records: of a document each field that it has corrected, of all else one."""
    if "changed" in event.facts:
        return {f"{event.facts.get('document')}.{change.get('field')}" for change in event.facts["changed"]}
    return {subject} if (subject := subject_of(event)) else set()


def subject_of(event: Event) -> str:
    """A kind of check, or what else is recorded and can be corrected; "" where none."""
    declared = _declared(event.step)
    if declared is None:
        return ""
    return str(event.facts.get(declared.subject_in, "")) if declared.subject_in else declared.subject


def _corrects(event: Event) -> bool:
    """Whether it replaces what was recorded: a step that corrects has its reason."""
    other = EVENTS.get(event.step)
    return other.corrects(event.facts) if other else bool(event.facts.get("reason"))
