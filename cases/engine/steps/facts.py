"""The facts of a step: a frozen dataclass of its own, declared with the step (`@step(facts=…)`).

Each field says how it is displayed to the reader of the file. A field made by `derived` is no input: the step
determines it (`Act.remark`).
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import date, datetime
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from django.apps import apps
from django.utils.functional import Promise

if TYPE_CHECKING:
    from cases.engine.steps.declaring import Step


Kind = TypeVar("Kind", bound="StepFacts")

AS_IS = "as_is"
"""How a value is displayed unless its field says otherwise; the ways are in `cases.web.timeline.ways`."""


class FactsError(TypeError):
    """The facts are not what the step declares: the caller is wrong, not the person."""

    def __init__(self, step: str, problems: list[str]) -> None:
        super().__init__(f"{step}: {'; '.join(problems)}")
        self.step, self.problems = step, problems


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFacts:
    """No facts, for a step that needs none."""

    def as_dict(self) -> dict[str, Any]:
        """Its inputs, by name; the values as they are."""
        return {fact.name: getattr(self, fact.name) for fact in fields(self) if fact.init}


@dataclass(frozen=True, slots=True)
class Words:
    """The words in which a fact is displayed."""

    label: Promise
    """Comes before the value."""
    shown: str | Mapping[Any, Promise] = AS_IS
    """How the value is written, or its words by value."""


@dataclass(frozen=True, slots=True)
class AskedAs:
    """The field of a fact, where its step names no form (`cases.engine.programmes.factforms`)."""

    lines: int = 2
    """Of a text."""
    most: int = 0
    """Characters of a text, or the greatest number; 0: no limit of its own."""
    least: int = 0
    """The smallest number."""
    help: Promise | str = ""


def fact(
    label: Promise | None = None,
    shown: str | Mapping[Any, Promise] = AS_IS,
    *,
    asked: AskedAs | None = None,
    **options: Any,
) -> Any:
    """A fact that is an input; without `label` the timeline does not display it. `options`: `default`,
    `default_factory`."""
    return field(metadata=_metadata(label, shown) | ({"asked": asked} if asked else {}), **options)


def derived(
    label: Promise | None = None, shown: str | Mapping[Any, Promise] = AS_IS, *, init: Literal[False] = False
) -> Any:
    """A fact that the step itself determines."""
    return field(init=init, default=None, metadata=_metadata(label, shown))


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(fact, derived))
def frozen(kind: type[Kind]) -> type[Kind]:
    """A class of facts."""
    return dataclass(frozen=True, slots=True, kw_only=True)(kind)


def _metadata(label: Promise | None, shown: str | Mapping[Any, Promise]) -> dict[str, Words | AskedAs]:
    return {"words": Words(label, shown)} if label else {}


def words_of(kind: type[StepFacts]) -> dict[str, Words]:
    """By the name of the fact, in the order in which they are read."""
    return {fact.name: fact.metadata["words"] for fact in fields(kind) if "words" in fact.metadata}


def names_of(kind: type[StepFacts]) -> frozenset[str]:
    """Names of the facts that are inputs."""
    return frozenset(fact.name for fact in fields(kind) if fact.init)


def facts_from(step: Step, data: Mapping[str, Any]) -> StepFacts:
    """The facts of a step, out of values by name. Raises FactsError for what is unknown, left out or does not fit."""
    known = {part.name: part for part in fields(step.facts) if part.init}
    problems = [f"unknown: {name}" for name in data.keys() - known.keys()]
    problems += [f"missing: {name}" for name, part in known.items() if name not in data and not _optional(part)]
    if problems:
        raise FactsError(step.name, sorted(problems))
    return checked_facts(step, step.facts(**data))


def checked_facts(step: Step, facts: StepFacts | None) -> StepFacts:
    """The facts of this very step, each of its type; None: it needs none. Raises FactsError."""
    if facts is None:
        return facts_from(step, {})
    if type(facts) is not step.facts:
        raise FactsError(step.name, [f"{type(facts).__name__} is not {step.facts.__name__}"])
    hints = hints_of(step.facts)
    problems = [
        f"{name}: {type(value).__name__} is not {hints[name]}"
        for name, value in facts.as_dict().items()
        if not has_type(value, hints[name])
    ]
    if problems:
        raise FactsError(step.name, sorted(problems))
    return facts


def _optional(part: Field[Any]) -> bool:
    return part.default is not MISSING or part.default_factory is not MISSING


def packed(facts: StepFacts) -> dict[str, Any]:
    """The facts of a step as JSON, from which `unpacked` makes them again: words, numbers, days, moments, mappings."""
    return {name: _pack(value) for name, value in facts.as_dict().items()}


def _pack(value: object) -> Any:
    if isinstance(value, dict):
        return {"of": {key: _pack(inner) for key, inner in value.items()}}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def unpacked(step: Step, data: Mapping[str, Any]) -> StepFacts:
    """Raises FactsError where the step is declared otherwise by now."""
    return facts_from(step, {name: _unpack(value) for name, value in data.items()})


def _unpack(value: object) -> Any:
    if not isinstance(value, dict):
        return value
    if "moment" in value:
        return datetime.fromisoformat(value["moment"])
    if "day" in value:
        return date.fromisoformat(value["day"])
    return {key: _unpack(inner) for key, inner in value["of"].items()}


_HINTS: dict[type[StepFacts], dict[str, Any]] = {}


def hints_of(kind: type[StepFacts]) -> dict[str, Any]:
    """Types by name; the name of a model is that of its row."""
    if kind not in _HINTS:
        models = {model.__name__: model for model in apps.get_models()}
        _HINTS[kind] = get_type_hints(kind, localns=models)
    return _HINTS[kind]


def has_type(value: Any, hint: Any) -> bool:
    """Whether a value is of this type; of a list or tuple also its members, of a dict its values."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(has_type(value, option) for option in inner)
    if origin in (list, tuple):
        return isinstance(value, list | tuple) and all(has_type(member, inner[0]) for member in value)
    if origin is dict:
        return isinstance(value, dict) and all(has_type(member, inner[1]) for member in value.values())
    return isinstance(value, hint) and not _narrower(value, hint)


def _narrower(value: object, hint: type) -> bool:
    """A value that Python counts as of this type and that is not: True is no number, a moment is no day."""
    return (hint is int and isinstance(value, bool)) or (hint is date and isinstance(value, datetime))
