"""What an official has written for the applicant beside a step that brings no letter (`Step.shows`)."""

from __future__ import annotations

from django.utils.translation import get_language

from cases.engine.steps import STEPS
from cases.engine.steps.readers import note_readers, reads
from cases.law.actors import Role
from cases.models import Event

__all__ = ["for_applicant"]


def for_applicant(event: Event) -> tuple[str, str] | None:
    """The language that the words are marked with, and the words; None where there are none for the applicant.

    In the reader's language where they are written in it, else as they are written. Before there were two texts `text`
    stored either language, so it is marked with none."""
    step = STEPS.get(event.step)
    names = step.shows if step else ()
    written = [name for name in names if event.facts.get(name) and reads(Role.APPLICANT, note_readers(event, name))]
    if not written:
        return None
    kazakh = (get_language() or "").startswith("kk")
    name = min(written, key=lambda name: name.endswith("_kk") != kazakh)
    return "kk" if name.endswith("_kk") else "", event.facts[name]
