"""Grounds in the reader's words, read once for all events of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cases.engine.steps import STEPS
from cases.models import Event, Ground
from cases.values.bilingual import half_in_language, in_language

Grounds = Mapping[tuple[str, str], str]

Titles = Mapping[str, Any]


def grounds_of(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """(kind, code) → the ground in the reader's words, for all that these events name; no statement where none do."""
    codes = {code for e in events for code in _codes(e)}
    if not codes:
        return {}
    rows = Ground.objects.filter(code__in=codes)
    return {(g.kind, g.code): f"{g} ({half_in_language(g.article)})" if g.article else str(g) for g in rows}


def ground_kind(event: Event) -> str:
    return STEPS[event.step].grounds if event.step in STEPS else ""


def remark_of(item: Mapping[str, str]) -> str:
    """What was written beside a document that went back: in the reader's language, else in the other."""
    return in_language({"ru": item.get("text", ""), "kk": item.get("text_kk", "")})


def _codes(event: Event) -> list[str]:
    if not ground_kind(event):
        return []
    return [*event.facts.get("grounds", []), *(r.get("ground", "") for r in event.facts.get("returns", []))]
