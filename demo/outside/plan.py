"""From the rules that apply to what was asked: how it is answered, and which calls follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from demo.outside.behaviours import ANSWER, WIRE
from demo.outside.scenario import Asked, Rule, Scenario

HIDDEN = "DNR-0000-000000"
"""A case number nobody has."""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What is done to one message on the wire: a behaviour of `behaviours.WIRE`, or "duplicate"."""

    do: str
    how: str = ""
    seconds: float = 0.0
    megabytes: float = 0.0

    def text(self) -> str:
        return json.dumps(asdict(self))


def spoilt(text: str) -> Spoilt | None:
    return Spoilt(**json.loads(text)) if text else None


@dataclass(frozen=True, slots=True)
class Told:
    """A call an outside system makes by itself: `days` after it was asked; `words`: what it says at that moment."""

    system: str
    operation: str
    days: float
    words: Callable[[datetime], dict[str, Any]]


@dataclass(slots=True)
class Plan:
    """`wait`: seconds before the answer; `said`: words that replace the usual ones; `calls_*`: of what follows."""

    refuse: str = ""
    wait: float = 0.0
    said: dict[str, Any] = field(default_factory=dict)
    wire: Spoilt | None = None
    twice: bool = False
    calls_never: bool = False
    calls_days: float = -1.0
    calls_later: timedelta = timedelta(0)
    calls_said: dict[str, Any] = field(default_factory=dict)
    calls_wire: Spoilt | None = None
    calls_twice: bool = False
    calls_contradict: bool = False
    calls_reversed: bool = False
    calls_of_nobody: bool = False


def plan(scenario: Scenario, asked: Asked, use: Callable[[Rule], bool]) -> Plan:
    """In the order of the file: of what spoils the wire the first wins, of the rest each has its say.

    `use` counts a rule that limits itself, and says whether it still may.
    """
    made = Plan()
    for rule in scenario.rules:
        if not rule.suits(asked) or not rule.drawn(asked, scenario.seed):
            continue
        if rule.do in WIRE and (made.wire if rule.on == ANSWER else made.calls_wire):
            continue
        if use(rule):
            (_to_answer if rule.on == ANSWER else _to_calls)(made, rule, scenario.seconds_per_day)
    return made


def _to_answer(made: Plan, rule: Rule, _day: float) -> None:
    if rule.do in WIRE:
        made.wire = Spoilt(rule.do, rule.how, rule.seconds, rule.megabytes)
    elif rule.do == "refuse":
        made.refuse = rule.reason
    elif rule.do == "delay":
        made.wait += rule.seconds
    elif rule.do == "answer":
        made.said |= rule.answer
    elif rule.do == "duplicate":
        made.twice = True


def _to_calls(made: Plan, rule: Rule, day: float) -> None:
    if rule.do in WIRE:
        made.calls_wire = Spoilt(rule.do, rule.how, rule.seconds, rule.megabytes)
    elif rule.do == "delay":
        made.calls_later += timedelta(seconds=rule.seconds + max(rule.days, 0) * day)
    elif rule.do == "answer":
        made.calls_said |= rule.answer
        made.calls_days = rule.days if rule.days >= 0 else made.calls_days
    made.calls_never |= rule.do == "never"
    made.calls_twice |= rule.do == "duplicate"
    made.calls_contradict |= rule.do == "contradict"
    made.calls_reversed |= rule.do == "reorder"
    made.calls_of_nobody |= rule.do == "unknown_case"
