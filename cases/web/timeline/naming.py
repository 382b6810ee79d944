"""Grounds and cities in the reader's words, read once for all events of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cases.engine.steps import STEPS
from cases.models import Case, City, Event, Ground
from cases.values.bilingual import half_in_language, in_language

CITY = "city"
"""The kind under which a city stands among the grounds, and the fact that names it."""


def grounds_of(events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """(kind, code) → the ground in the reader's words, for all that these events name; no statement where none do."""
    codes = {code for e in events for code in _codes(e)}
    if not codes:
        return {}
    rows = Ground.objects.filter(code__in=codes)
    return {(g.kind, g.code): f"{g} ({half_in_language(g.article)})" if g.article else str(g) for g in rows}


def cities_of(case: Case, events: Sequence[Event]) -> dict[tuple[str, str], str]:
    """(CITY, code) → the name of each city that was chosen; no statement where it is that of the case alone."""
    codes = {e.facts[CITY] for e in events if CITY in e.facts}
    known = [case.city] if case.city_id in codes and case.city else []
    others = codes - {city.code for city in known}
    if others:
        known += City.objects.filter(code__in=others)
    return {(CITY, city.code): str(city) for city in known}


def ground_kind(event: Event) -> str:
    return STEPS[event.step].grounds if event.step in STEPS else ""


def remark_of(item: Mapping[str, str]) -> str:
    """What was written beside a document that went back: in the reader's language, else in the other."""
    return in_language({"ru": item.get("text", ""), "kk": item.get("text_kk", "")})


def _codes(event: Event) -> list[str]:
    if not ground_kind(event):
        return []
    return [*event.facts.get("grounds", []), *(r.get("ground", "") for r in event.facts.get("returns", []))]
