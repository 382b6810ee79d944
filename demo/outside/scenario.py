"""The scenario file: who behaves how, read strictly. Which rules apply is drawn by a seed, not by the hour."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from random import Random
from typing import Any

from cases.gateways.contract import INBOUND, OPERATIONS
from cases.law.regulations.reader import RegulationError, Section
from demo.outside.behaviours import ANSWER, BEHAVIOURS, CALLBACK, Behaviour

FOLDER = Path(__file__).parent / "scenarios"
USUAL = "calm"
SEED = 241
SECONDS_PER_DAY = 30.0
DAY = 86_400.0
LONGEST = 400.0
"""Days, and megabytes: what is more is a slip of the finger."""

MEMBERS = frozenset(
    name
    for kind in (*(o.answer for o in OPERATIONS.values()), *(o.request for o in INBOUND.values()))
    if kind is not None
    for name in kind.model_fields
)
"""What may be answered at all."""
OPTIONS = frozenset({"seconds", "days", "reason", "megabytes", "answer", "how"})
SYSTEMS = frozenset(system for system, _name in OPERATIONS)


class ScenarioError(ValueError):
    """A file that can not be played; the message is "<file>: <key>: <what is wrong>"."""


@dataclass(frozen=True, slots=True)
class AskedOf:
    """What a rule is matched with."""

    system: str
    operation: str
    case: str = ""
    iin: str = ""
    nth: int = 1
    """How often this operation was requested for this case, this time included."""


@dataclass(frozen=True, slots=True)
class ScenarioRule:
    index: int
    """Its place in the file."""
    do: str
    on: str
    systems: tuple[str, ...] = ()
    """Empty: any. So with the next three."""
    operations: tuple[str, ...] = ()
    case: str = ""
    iin: str = ""
    probability: float = 1.0
    times: int = 0
    """0: always."""
    seconds: float = 0.0
    days: float = -1.0
    """Below 0: as usual."""
    reason: str = ""
    how: str = ""
    megabytes: float = 50.0
    answer: dict[str, Any] = field(default_factory=dict)

    def suits(self, question: AskedOf) -> bool:
        return (
            (not self.systems or question.system in self.systems)
            and (not self.operations or question.operation in self.operations)
            and (not self.case or fnmatchcase(question.case, self.case))
            and self.iin in ("", question.iin)
        )

    def drawn(self, question: AskedOf, seed: int) -> bool:
        """By the question and not by its moment: the same story comes out however the threads run."""
        if self.probability >= 1:
            return True
        lot = f"{seed}|{self.index}|{question.system}|{question.operation}|{question.case}|{question.nth}"
        return Random(lot).random() < self.probability


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    title: str
    seed: int = SEED
    seconds_per_day: float = SECONDS_PER_DAY
    """How long a day of the outside systems lasts on our clock."""
    rules: tuple[ScenarioRule, ...] = ()


def scenarios_of_demo() -> dict[str, Path]:
    """Those that come with the demo, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def load(wanted: str) -> Scenario:
    """A scenario of the demo by its name, or of one's own by its path. Raises ScenarioError."""
    path = scenarios_of_demo().get(wanted) or Path(wanted)
    try:
        return read(path.read_text(encoding="utf-8"), path.name, path.stem)
    except UnicodeDecodeError:
        raise ScenarioError(f"{path.name}: no text in UTF-8") from None
    except OSError as error:
        hint = "" if path.suffix else f" (there are: {', '.join(scenarios_of_demo())}; or give a path)"
        raise ScenarioError(f"{wanted}: {error.strerror or error}{hint}") from None


def read(text: str, file: str, name: str = "") -> Scenario:
    """The scenario of this text; `file` comes before each fault. Raises ScenarioError."""
    try:
        with Section(file, "", tomllib.loads(text)) as top:
            return _scenario(top, name or file)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError(f"{file}: {error}") from None
    except RegulationError as error:
        raise ScenarioError(str(error)) from None


def _scenario(top: Section, name: str) -> Scenario:
    title = top.take("title", str)
    seed = top.take("seed", int) if top.has("seed") else SEED
    day = _number(top, "seconds_per_day", 0.0, DAY) if top.has("seconds_per_day") else SECONDS_PER_DAY
    if not day:
        raise top.fault("seconds_per_day", "must be more than 0")
    rules = []
    for index, section in enumerate(top.rows("rule") if top.has("rule") else (), start=1):
        with section:
            rules.append(_rule(section, index))
    return Scenario(name, title, seed, day, tuple(rules))


def _rule(part: Section, index: int) -> ScenarioRule:
    do = part.choice("do", BEHAVIOURS)
    known = BEHAVIOURS[do]
    if known.needs and not any(map(part.has, known.needs)):
        raise part.fault(known.needs[0], f"missing: {do} needs {' or '.join(known.needs)}")
    for key in OPTIONS - {*known.options, *(known.how and ["how"])}:
        if part.has(key):
            raise part.fault(key, f"says nothing of {do}")
    values: dict[str, Any] = {"on": _side(part, known), "systems": _names(part, "system", SYSTEMS)}
    operations = {name for system, name in OPERATIONS if system in (values["systems"] or SYSTEMS)}
    values |= {"operations": _names(part, "operation", operations)} | _numbers(part, do)
    values |= {key: part.take(key, str) for key in ("case", "iin", "reason") if part.has(key)}
    if part.has("answer"):
        values["answer"] = _members(part)
    if known.how:
        values["how"] = part.choice("how", known.how) if part.has("how") else known.how[0]
    return ScenarioRule(index, do, **values)


def _side(part: Section, known: Behaviour) -> str:
    """Nobody holds a line for days: what comes after days comes as a call."""
    usual = CALLBACK if part.has("days") else known.on[0]
    side: str = part.choice("on", known.on) if part.has("on") else usual
    if side == ANSWER and part.has("days"):
        raise part.fault("days", "an answer on the line can not wait for days")
    return side


def _names(part: Section, key: str, allowed: Any) -> tuple[str, ...]:
    """One name, or a list of names; none when the key is absent."""
    if not part.has(key):
        return ()
    return part.names(key, allowed) if isinstance(part.rest[key], list) else (part.choice(key, allowed),)


def _members(part: Section) -> dict[str, Any]:
    """Members of some answer or call of the contract. Their values may be wrong: that is what this is for."""
    answer: dict[str, Any] = part.take("answer", dict)
    for name in answer.keys() - MEMBERS:
        raise part.fault(f"answer.{name}", "is said in no answer and in no call")
    if not answer:
        raise part.fault("answer", "empty")
    return answer


def _numbers(part: Section, do: str) -> dict[str, Any]:
    least = -DAY if do == "clock_skew" else 0.0  # a clock may also be behind
    ranges = {"probability": (0.0, 1.0), "seconds": (least, DAY), "days": (0.0, LONGEST), "megabytes": (0.0, LONGEST)}
    numbers: dict[str, Any] = {key: _number(part, key, *ends) for key, ends in ranges.items() if part.has(key)}
    return numbers | ({"times": part.positive("times")} if part.has("times") else {})


def _number(part: Section, key: str, least: float, most: float) -> float:
    value: Any = part.rest.pop(key)
    if type(value) not in (int, float):
        raise part.fault(key, f"must be a number, not {type(value).__name__}")
    if not least <= value <= most:  # NaN is in no range
        raise part.fault(key, f"must be from {least:g} to {most:g}")
    return float(value)
