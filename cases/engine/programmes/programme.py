"""A programme: what one order, in its editions, makes of the engine. The portal may run several at once.

The packages below and beside the engine know no programme: each has a table by name (states, steps, editions …),
and `register` fills them all. So a name means one thing in the whole portal, and no two programmes share one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from importlib.resources.abc import Traversable
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.functional import Promise

from cases.engine.programmes import otherevents
from cases.engine.programmes.factforms import form_of_facts
from cases.engine.programmes.figuresets import FigureSet
from cases.engine.programmes.forms import StepForm
from cases.engine.programmes.goal import Goal
from cases.engine.programmes.otherevents import OtherEvents
from cases.engine.programmes.sitting import Finder
from cases.engine.steps import STEPS, Step
from cases.engine.steps.facts import names_of
from cases.engine.steps.findings import FilingFinding
from cases.engine.writing.effects import FOLLOWERS, Follower
from cases.law import names, places, regulations
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.law.names import Labels, Names
from cases.law.places import May, Places
from cases.law.regulations import Shape, Term
from cases.law.titles import LIST_RULES, ListRules
from cases.models import Case, Notice
from cases.models.letter import LETTERS, LetterKind
from cases.models.queries import SIGHTS, Sight

BeforeFiling = Callable[[Case, Step, datetime, Mapping[str, Any], Mapping[str, str]], list[FilingFinding]]


class ProgrammeError(TypeError):
    """Two programmes have something of one name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What one order, in its editions, makes of the engine."""

    key: str
    name: Promise
    places: Places
    """Its states."""
    stages: Mapping[Any, Promise]
    """What its stages are called, in their order."""
    steps: Mapping[str, Step]
    """As `steps_of` gives them."""
    editions: Traversable
    """The folder of its edition files."""
    shape: Shape
    """What each edition has to name, besides the hearings that follow from the steps."""
    lists: ListRules
    """Which of the editions' lists of documents count."""
    desks: Mapping[Actor, str]
    """The URL namespace in which each actor works; it has the names `home` and `case`."""
    series: str
    """The series of its cases' numbers."""
    single_open_case: bool = True
    """A person has one of its cases at a time."""
    sight: Sight
    """Who sees what of its cases."""
    forms: Mapping[str, type[StepForm]] = field(default_factory=lambda: {"": StepForm})
    """The forms of its steps, by name; "" for steps that need no input."""
    letters: Mapping[str, LetterKind] = field(default_factory=dict)
    """By kind."""
    names: Names = field(default_factory=Names)
    """What it records, and the words for it."""
    term: Callable[[Case, str], Term] = lambda case, key: case.law.terms[key]
    """A term as it applies to a case, where the edition alone does not say it."""
    goal: Promise | str = ""
    """What a case is about to reach, in words; "" for the name of the state whose tone is "granted"."""
    unconfirmed: Callable[[Case, str], bool] = lambda case, key: False
    """Whether the length of a term is reference data that nobody has compared with the law."""
    closed_in: Callable[[Case], str]
    """The last stage of a closed case."""
    filed_at: Callable[[Case], datetime | None] = lambda case: case.filed_at
    """When the application of the present stage was filed."""
    other_events: OtherEvents = field(default_factory=OtherEvents)
    """What it records beside its steps."""
    changed: Callable[[Iterable[Mapping[str, Any]]], list[tuple[str, str, str]]] = lambda changed: []
    """Of what was put right in the data of a document: (label, what was recorded, what is recorded now)."""
    corrected: Callable[[Case, Mapping[str, Any]], str] = lambda case, facts: ""
    """What an official has put right in the data of a document, by the facts of the event, in a sentence for the
    applicant."""
    answers: Callable[[UUID, UUID | None, datetime], None] | None = None
    """Takes an exchange (its id, that of its case, now) and applies what a system has answered, once; None where no
    system does."""
    followers: Sequence[Follower] = ()
    """Called after its own steps."""
    chores: Mapping[str, Callable[[datetime], int]] = field(default_factory=dict)
    """What it does at each sweep of the clock, by its name in the report."""
    attachment: Callable[[Notice], tuple[str, bytes, str] | None] = lambda notice: None
    """The file (name, content, type) that goes by mail with a notice."""
    figures: Sequence[FigureSet] = ()
    """What is counted of its cases."""
    sittings: Finder = lambda days, now: ()
    """The appointments that it has with people on these days, besides hearings."""
    goals: Sequence[Goal] = ()
    """Goals of the service, beside the terms of a case."""
    before_filing: BeforeFiling = lambda case, step, now, entries, typed: []
    """What is found of a case that its applicant is about to file with this step, the blocking ones first; by what was
    entered for this check alone, and by answers on the page that could not be saved."""

    def path(self) -> list[str]:
        """The stages of open cases, in their order."""
        open_stages = {place.stage for place in self.places.values() if not place.final}
        return [stage for stage in self.stages if stage in open_stages]

    @property
    def whole_shape(self) -> Shape:
        """`shape` with the acts of which each edition says whether there is a hearing before it."""
        return replace(self.shape, hearings=tuple(name for name, step in self.steps.items() if step.heard))


PROGRAMMES: dict[str, Programme] = {}
"""By key, in the order of registration."""


def register(programme: Programme) -> None:
    """By `cases.apps`, at the start. Raises ProgrammeError, and leaves everything as it was then."""
    shared = sorted(_shared(programme))
    if shared:
        raise ProgrammeError(f"{programme.key}: another programme has {', '.join(shared)}")
    PROGRAMMES[programme.key] = programme
    STEPS.update(programme.steps)
    places.add(programme.places)
    names.add(_names(programme))
    otherevents.include(programme.other_events)
    SIGHTS[programme.key] = programme.sight
    LETTERS.update(programme.letters)
    FOLLOWERS.own[programme.key] = programme.followers
    LIST_RULES[programme.key] = programme.lists
    regulations.add(programme.key, programme.editions, programme.whole_shape)


def unregister(programme: Programme) -> None:
    """For a test that registers one for a while."""
    del PROGRAMMES[programme.key]
    for name in programme.steps:
        del STEPS[name]
    places.remove(programme.places)
    names.remove(_names(programme))
    otherevents.exclude(programme.other_events)
    del SIGHTS[programme.key]
    del FOLLOWERS.own[programme.key]
    for kind in programme.letters:
        del LETTERS[kind]
    del LIST_RULES[programme.key]
    regulations.remove(programme.key)


def _names(programme: Programme) -> Names:
    """Those that it names, and those of its steps and other events."""
    events = programme.other_events.events
    return replace(
        programme.names,
        steps={name: step.label for name, step in programme.steps.items()},
        events={name: event.label for name, event in events.items()},
        event_readers={name: event.readers for name, event in events.items() if event.readers},
        decisions=decisions_of(programme),
    )


def decisions_of(programme: Programme) -> Labels:
    """Kinds of decisions with their words: those of the programme, and those that a step brings with it, as members of
    an enumeration beside it."""
    own = [kind for step in programme.steps.values() for kind in step.decisions if isinstance(kind, TextChoices)]
    return {**{kind.value: kind.label for kind in own}, **programme.names.decisions}


def _shared(programme: Programme) -> Iterator[str]:
    yield from _both("programme", [programme.key], PROGRAMMES)
    yield from _both("series", [programme.series], [other.series for other in PROGRAMMES.values()])
    yield from _both(
        "desk", programme.desks.values(), [d for other in PROGRAMMES.values() for d in other.desks.values()]
    )
    yield from _both("letter", programme.letters, LETTERS)
    yield from _both("state", programme.places, places.PLACES)
    yield from _both("fact of events", programme.other_events.facts, otherevents.FACTS)
    yield from _both("way of display", programme.other_events.ways, otherevents.WAYS)
    yield from _both("event", programme.other_events.events, {**STEPS, **programme.steps})
    for kind, known in names.KNOWN.items():
        yield from _both(kind, getattr(_names(programme), kind), known)


def _both(what: str, mine: Iterable[str], theirs: Iterable[str]) -> Iterator[str]:
    yield from (f"{what} {name}" for name in {str(name) for name in mine} & {str(name) for name in theirs})


def programme_of(case: Case) -> Programme:
    return PROGRAMMES[case.programme]


def filing_day(case: Case, now: datetime) -> date:
    """The day of filing for which the rules of documents are applied (interpretation 13).

    What is corrected or compared belongs to what was filed before; what is still to be filed is measured by the day of
    `now`.
    """
    filed = None if May.FILE in case.place.may else programme_of(case).filed_at(case)
    return local_day(filed or now)


def side_of(namespace: str) -> str:
    """The side to which a desk, or another page, belongs: the first part of its URL namespace."""
    return namespace.partition(":")[0]


def steps_with(form: type[StepForm]) -> tuple[Step, ...]:
    """All that are taken with this very form."""
    return tuple(step for step in STEPS.values() if form_of(step) is form)


def form_of(step: Step) -> type[StepForm]:
    """That which the step names; without a name one made of its facts."""
    if not step.form and not step.beside and names_of(step.facts):
        return form_of_facts(step)
    owner = next(programme for programme in PROGRAMMES.values() if step.name in programme.steps)
    return owner.forms[step.form]
