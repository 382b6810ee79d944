"""From the rules that apply to a request: how it is answered, and how the calls that follow are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from demo.outside.behaviours import ANSWER, CALLBACK, WIRE
from demo.outside.scenario import AskedOf, Scenario, ScenarioRule

HIDDEN = "DNR-0000-000000"
"""A case number nobody has."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What is done to one message on the wire: a behaviour of `behaviours.WIRE`."""

    do: str
    how: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0

    def text(self) -> str:
        return json.dumps(asdict(self))


def spoilt(text: str) -> Spoilt | None:
    return Spoilt(**json.loads(text)) if text else None


@dataclass(frozen=True, slots=True)
class Callback:
    """A call an outside system makes by itself."""

    system: str
    operation: str
    days: float
    """After the request."""
    payload: Callable[[datetime], dict[str, Any]]
    """Its body at that moment."""


@dataclass(slots=True)
class Side:
    """The answer, or the calls that follow."""

    wire: Spoilt | None = None
    delay: timedelta = timedelta(0)
    days: float = -1.0
    """Below 0: as usual."""
    payload: dict[str, Any] = field(default_factory=dict)
    """Members that replace the usual ones."""
    reason: str = ""
    does: set[str] = field(default_factory=set)
    """The behaviours that are simply there or not."""

    def apply(self, rule: ScenarioRule, seconds_per_day: float) -> None:
        if rule.do in WIRE:
            self.wire = Spoilt(rule.do, rule.how, rule.seconds, rule.megabytes)
        elif rule.do == "delay":
            self.delay += timedelta(seconds=rule.seconds + max(rule.days, 0) * seconds_per_day)
        elif rule.do == "answer":
            self.payload |= rule.answer
            self.days = rule.days if rule.days >= 0 else self.days
        else:
            self.does.add(rule.do)
            self.reason = rule.reason or self.reason


@dataclass(frozen=True, slots=True)
class Plan:
    answer: Side
    calls: Side


def plan(scenario: Scenario, question: AskedOf, use: Callable[[ScenarioRule], bool]) -> Plan:
    """In the order of the file: of what spoils the wire the first wins, of the rest each has its say.

    `use` counts a rule that limits itself, and says whether it still may.
    """
    sides = {ANSWER: Side(), CALLBACK: Side()}
    for rule in scenario.rules:
        side = sides[rule.on]
        if not rule.suits(question) or not rule.drawn(question, scenario.seed) or (rule.do in WIRE and side.wire):
            continue
        if use(rule):
            side.apply(rule, scenario.seconds_per_day)
    return Plan(sides[ANSWER], sides[CALLBACK])
