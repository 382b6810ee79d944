"""Which events are in force: what a later one has corrected is struck."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cases.engine.steps import STEPS
from cases.models import Discrepancy, Event
from cases.programmes.nomad.requirements import CHECK_NAMES
from cases.programmes.nomad.resolving.facts import COLUMNS

RESOLVED = ("discrepancy_resolved", "resolution_corrected")


def is_decision(step: str) -> bool:
    """A step whose reasons people come back to read."""
    return step in RESOLVED or (step in STEPS and STEPS[step].reread)


def corrected_events(events: Sequence[Event]) -> set[UUID]:
    """The events whose fact a later one has corrected. `events`: newest first."""
    corrected: set[str] = set()
    overtaken: set[UUID] = set()
    for event in events:
        if event.step in STEPS and STEPS[event.step].opens_checks:
            corrected.difference_update(CHECK_NAMES)
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
    """A kind of check, "arrival", "interview", "mp_number"; "" where none."""
    if event.step in (*RESOLVED, "answered_again"):
        return str(event.facts.get("what", ""))
    if event.step in ("mp_number", "crossing"):
        return event.step
    step = STEPS.get(event.step)
    if step is None:
        return ""
    return str(event.facts.get(step.subject_in, "")) if step.subject_in else step.subject


def _corrects(event: Event) -> bool:
    """Whether it replaces what was recorded: a correction has its reason, a chosen side its new fact."""
    if event.step not in RESOLVED:
        return bool(event.facts.get("reason"))
    if event.step == "resolution_corrected":
        return True
    if column := COLUMNS.get(event.facts.get("what", "")):
        return column in event.facts
    return event.facts.get("side") == Discrepancy.SYSTEM or "letter_number" in event.facts
