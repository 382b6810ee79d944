"""What a step declares in more than a word: parts of `cases.engine.steps.Step`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.utils.functional import Promise

    from cases.engine.steps.conditions import Demand, Eligibility, Requirement
    from cases.engine.steps.facts import StepFacts
    from cases.law.actors import Actor, Readers
    from cases.models import Case, Deadline


@dataclass(frozen=True, slots=True)
class Numbering:
    """`field` of the case gets the next number of `series` in the year of the step, such as "AST-2026-00007"."""

    field: str
    series: Callable[[Case], str]


@dataclass(frozen=True, slots=True)
class Binding:
    """The step is a filing: the case is bound to the edition in force on its day.

    `takes`: a field of the case that gets this edition as well; `keeps`: one that keeps the edition held until then,
    where it holds none. "" for none.
    """

    takes: str = ""
    keeps: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """`what`: of `Names.notices`, filled from what the step itself has found out (`Act.remark`). `to`: a role; of a
    role that works in one city, those of the case's."""

    what: str
    to: Actor


@dataclass(frozen=True, slots=True)
class Correcting:
    """What a step puts right. `kind(case, facts)`: the kind of recorded facts, as `Place.corrects` names it; "" where
    nothing recorded gives way. `held(case, facts)`: what is recorded now, by the names of the facts it is given."""

    kind: Callable[[Case, Any], str]
    held: Callable[[Case, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Annex:
    """What is long and is signed with the step; the sheet holds its SHA-256. `content` is JSON."""

    name: str
    content: Callable[[Case], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a sheet names besides those of its list: `kind` and `title` as of a document, `sha256` of what is
    kept."""

    kind: str
    title: str
    sha256: str


class StepOptions(TypedDict, total=False):
    """What `@step` is given besides: fields of `Step`, several of a kind in whatever collection."""

    form: str
    facts: type[StepFacts]
    requires: Iterable[Requirement]
    demands: Iterable[Demand]
    grounds: str
    decisions: Iterable[str]
    conveys: str
    subject: str
    subject_in: str
    settles: Iterable[str]
    corrects: Correcting | None
    opens_checks: bool
    enters: Iterable[str]
    reread: bool
    reviews: bool
    starts: Iterable[str]
    stops: Iterable[str]
    runs_from: Callable[[Case], datetime | None] | None
    letter: str
    bar: str
    numbers: Numbering | None
    binds: Binding | None
    tells: Promise | str
    shows: Iterable[str]
    asks: Iterable[str]
    may_come_from: str
    signed: bool
    may_be_signed: bool
    annexes: Iterable[Annex]
    words: Callable[[Case], Mapping[str, Sequence[str]]] | None
    consent: str
    recalls: str
    optional: bool
    danger: bool
    by_place: bool
    documents: str
    encloses: Callable[[Case], Sequence[Enclosure]] | None
    paper: str
    happened: str
    kept: Callable[[Case, Deadline], date | None] | None
    readers: Readers
    inner: Mapping[str, Readers]
    too_late: Promise | str
    alerts: Alert | None
    conflict: Promise | str
    goes_back: bool
    beside: bool
    apart: bool
    at_once: bool
    heard: bool
    at_a_sitting: bool
    persons: Iterable[Eligibility]
