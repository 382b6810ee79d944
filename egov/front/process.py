"""The way of a case as the public reads it: derived from the steps and the edition, nothing typed a second time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from django.db.models import TextChoices
from django.utils.functional import Promise

from cases.law.actors import Actor
from cases.law.places import May, Place
from cases.law.regulations import BarRule, Edition, HearingRule, Term
from cases.law.terms import Proof
from cases.programmes.nomad.states import OPEN_STATES, PLACES, STAGE_NAMES, Stage, State
from cases.service import challenged, orders
from cases.service.orders import STEPS, Step
from cases.web.case_file.proof import DayLine, lines

STAGES = (Stage.PETITION, Stage.PRELIMINARY, Stage.FINAL, Stage.RESIDENCE)


@dataclass(frozen=True, slots=True)
class Limit:
    """A term of the edition (or a bar) with its name."""

    name: str | Promise
    law: Term | BarRule


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One state: what happens in it, who acts, within which terms, by which steps it is left."""

    number: int
    state: TextChoices
    place: Place
    steps: tuple[Step, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class ProcessSection:
    key: str
    name: Promise
    rows: tuple[ProcessRow, ...]

    @property
    def actors(self) -> list[Actor]:
        """Who takes part, each once, in the order they come in."""
        return list(dict.fromkeys(step.by for row in self.rows for step in row.steps if step.by != Actor.CLOCK))

    @property
    def limits(self) -> list[Limit]:
        """The terms that the order sets in the stage, each once."""
        limits = (limit for row in self.rows for limit in row.limits)
        by_key = {limit.law.key: limit for limit in limits if isinstance(limit.law, Term) and limit.law.of_order}
        return list(by_key.values())


def sections(terms: Collection[Term]) -> list[ProcessSection]:
    """`terms`: those of the edition of the page, with the lengths to print."""
    rows = [_row(number, state, terms) for number, state in enumerate(OPEN_STATES, 1)]
    return [ProcessSection(s.value, STAGE_NAMES[s], tuple(r for r in rows if r.place.stage == s)) for s in STAGES]


def bars(edition: Edition) -> list[Limit]:
    return [Limit(orders.BAR_NAMES.get(key, key), bar) for key, bar in edition.bars.items()]


@dataclass(frozen=True, slots=True)
class HeardBefore:
    """An act against the person, and what the edition says of the hearing before it."""

    step: Step
    law: HearingRule


def hearings(edition: Edition) -> list[HeardBefore]:
    return [HeardBefore(STEPS[name], rule) for name, rule in edition.hearings.items()]


@dataclass(frozen=True, slots=True)
class HearingTerm:
    """A term that a proposal begins."""

    name: str | Promise
    law: Term
    proof: Proof
    """As it would be counted for a notice of this moment; so are its `lines`."""

    @property
    def lines(self) -> Sequence[DayLine]:
        return list(lines(self.proof.days))


def hearing_terms(terms: Collection[Term], now: datetime) -> list[HearingTerm]:
    begun = [term for term in terms if all(_begins_hearing(STEPS[name]) for name in term.event)]
    return [HearingTerm(orders.TERM_NAMES.get(term.key, term.key), term, orders.counted(term, now)) for term in begun]


def named_days(terms: Collection[Term]) -> list[Limit]:
    """Terms whose last day an official names, within their length: they hold where they began, and in no state of
    their own."""
    return [Limit(orders.TERM_NAMES.get(term.key, term.key), term) for term in terms if term.here]


def steps_with_ruling() -> list[Step]:
    """What begins them: what only goes with a ruling, and is in no row of the way."""
    return [step for step in STEPS.values() if step.beside and step.starts and all(s in PLACES for s in step.sources)]


def _begins_hearing(step: Step) -> bool:
    return step.target is not None and May.HEAR in PLACES[step.target].may


def complaint() -> list[ProcessRow]:
    """The way of a complaint; how long its terms are depends on the body (`orders.remedies_of`)."""
    places = challenged.complaint_places()
    rows = [(state, place) for state, place in places.items() if not place.final]
    return [_complaint_row(number, state, place) for number, (state, place) in enumerate(rows, 1)]


def _complaint_row(number: int, state: TextChoices, place: Place) -> ProcessRow:
    return ProcessRow(number, state, place, tuple(step for step in STEPS.values() if state in step.sources), ())


def ruling() -> list[Step]:
    """What the head does with a ruling: no step of the way itself."""
    return [step for step in STEPS.values() if _ours(step) and step.by == Actor.HEAD]


def corrections() -> list[Step]:
    """Steps that put a recorded fact right, with a reason. The order has no paragraph on that: each has the one of the
    record."""
    return [step for step in STEPS.values() if _ours(step) and step.corrects and "reason" in _given(step)]


def _given(step: Step) -> set[str]:
    return {field.name for field in fields(step.facts)}


def any_time() -> list[Step]:
    """Steps open in almost every state: listed once, not in each row."""
    return [step for step in STEPS.values() if _ours(step) and _everywhere(step)]


def after_the_end() -> list[Step]:
    """Steps of ended cases alone: a slip in the record is put right."""
    return [step for step in STEPS.values() if _ours(step) and not any(s in OPEN_STATES for s in step.sources)]


def _ours(step: Step) -> bool:
    """Of this order; a complaint about its acts has steps of its own. What only goes with a ruling is no step of it."""
    return not step.beside and all(source in PLACES for source in step.sources)


def _row(number: int, state: State, terms: Collection[Term]) -> ProcessRow:
    here = (step for step in STEPS.values() if state in step.sources and not step.beside and step.by != Actor.HEAD)
    steps = tuple(step for step in here if not _everywhere(step))
    limits = tuple(Limit(orders.TERM_NAMES.get(t.key, t.key), t) for t in terms if state in t.bounds)
    return ProcessRow(number, state, PLACES[state], steps, limits)


def _everywhere(step: Step) -> bool:
    return len({PLACES[source].stage for source in step.sources}) > 1 and step.target is not None
