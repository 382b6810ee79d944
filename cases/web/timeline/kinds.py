"""Of which kind an event is, by which a history is looked through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS
from cases.models import Event
from cases.web.timeline.standing import is_decision

if TYPE_CHECKING:
    from cases.web.timeline.entries import Entry

DECISION, CORRECTION, DOCUMENT, SYSTEM, STEP = "decision", "correction", "document", "system", "step"

KINDS: dict[str, str | Promise] = {
    DECISION: _("Decisions and reasons"),
    STEP: _("Steps"),
    DOCUMENT: _("Documents"),
    CORRECTION: _("Corrections"),
    SYSTEM: _("The portal and other systems"),
}
"""In the order in which they are offered."""

_DOCUMENTS = ("attach", "detach", "edit", "infected")


def kind_of(event: Event) -> str:
    step = STEPS.get(event.step)
    if is_decision(event.step):
        return DECISION
    if event.step in _DOCUMENTS:
        return DOCUMENT
    if "correction" in event.facts or (step and step.corrects and event.facts.get("reason")):
        return CORRECTION
    return STEP if event.user_id else SYSTEM


def kinds(entries: Iterable[Entry]) -> list[tuple[str, str | Promise]]:
    """(key, label) of those that there are."""
    there = {entry.kind for entry in entries}
    return [(key, label) for key, label in KINDS.items() if key in there]
