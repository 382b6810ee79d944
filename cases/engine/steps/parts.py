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
    """Gives the case a number, such as "AST-2026-00007", in the year of the step."""

    field: str
    """The column of the case that gets it."""
    series: Callable[[Case], str]
    """The series of which it is the next number."""


@dataclass(frozen=True, slots=True)
class Binding:
    """The step is a filing: the case is bound to the edition in force on its day."""

    takes: str = ""
    """A field of the case that gets this edition as well, "" for none."""
    keeps: str = ""
    """A field that gets the former edition, where it is still empty; "" for none."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice to officials that goes out with a step."""

    what: str
    """A key of `Names.notices`, filled from what the step itself has determined (`Act.remark`)."""
    to: Actor
    """A role; where it works in one city, those of the city of the case."""


@dataclass(frozen=True, slots=True)
class Correcting:
    """What a step corrects; both functions take the case and the facts of the step."""

    kind: Callable[[Case, Any], str]
    """The kind of recorded facts, as `Place.corrects` names it; "" where nothing recorded is replaced."""
    recorded: Callable[[Case, Any], Mapping[str, Any]]
    """What is recorded now, by the names of the facts."""


@dataclass(frozen=True, slots=True)
class Annex:
    """A long text that is signed with the step; the sheet has its SHA-256."""

    name: str
    content: Callable[[Case], Mapping[str, Any]]
    """JSON."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that a sheet names besides those of its list."""

    kind: str
    """As of a document."""
    title: str
    """As of a document."""
    sha256: str
    """Of the stored file."""


class StepOptions(TypedDict, total=False):
    """Further arguments of `@step`: fields of `Step`, several of a kind in any collection."""

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
