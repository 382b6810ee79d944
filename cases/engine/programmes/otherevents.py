"""Events that are no step: what a programme records of a case beside its steps, and how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from cases.engine.steps.facts import Words
from cases.law.actors import Readers
from cases.models import Event

Grounds = Mapping[tuple[str, str], str]
"""(kind, code) → the words of a ground."""
Titles = Mapping[str, Any]
"""Kind of document → its title."""
Way = Callable[[Any, Event, Grounds, Titles], Any]
"""How a fact is displayed: its value, the event that has it, and what it may name."""


def _has_reason(facts: Mapping[str, Any]) -> bool:
    return bool(facts.get("reason"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEvent:
    """Is declared as a step is: what both have bears the same name (`cases.engine.steps.Step`)."""

    label: Promise
    readers: Readers | None = None
    """None: all who see the case."""
    words: Mapping[str, Words] = field(default_factory=dict)
    """Of its facts, where they differ from `OtherEvents.facts`."""
    subject: str = ""
    subject_in: str = ""
    reread: bool = False
    corrects: Callable[[Mapping[str, Any]], bool] = _has_reason
    """By its facts, whether it replaces what was recorded of its subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEvents:
    """All of a programme. A name means one thing in the whole portal, as that of a step does."""

    events: Mapping[str, OtherEvent] = field(default_factory=dict)
    """By name, which no step has."""
    facts: Mapping[str, Words] = field(default_factory=dict)
    """Words of facts in whichever of them, in the order in which they are displayed."""
    ways: Mapping[str, Way] = field(default_factory=dict)
    """Ways of its own in which a fact is displayed, of a step too (`Words.shown`)."""


EVENTS: dict[str, OtherEvent] = {}
FACTS: dict[str, Words] = {}
WAYS: dict[str, Way] = {}


def include(other: OtherEvents) -> None:
    EVENTS.update(other.events)
    FACTS.update(other.facts)
    WAYS.update(other.ways)


def exclude(other: OtherEvents) -> None:
    tables: tuple[tuple[dict[str, Any], Mapping[str, Any]], ...] = (
        (EVENTS, other.events),
        (FACTS, other.facts),
        (WAYS, other.ways),
    )
    for table, owned in tables:
        for name in owned:
            del table[name]
