"""The way by the calendar: filed on a day, by which day each step is taken where every term is used to its end, and
what the end of the order then makes impossible. No promise: what an official does earlier makes all of it earlier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.engine.steps import Step, filing_from, step_where
from cases.law.calendar import WorkCalendar
from cases.law.places import Reported
from cases.law.regulations import BarRule, Edition, Term
from cases.law.terms import Proof, due, end_of, may_file_from, must_last_until
from cases.models.serviceterm import with_current_length
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.facts import Visit
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.periods.parts import main_way
from cases.programmes.nomad.states import PLACES, Stage, State

LOOKED_BACK = 200
"""Days before the end of the order that are looked through for the last one that leaves every term its length."""


@dataclass(frozen=True, slots=True)
class EndedTerm:
    """A term that ends with a step."""

    term: Term
    proof: Proof


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of the main way."""

    step: Step
    stage: Stage
    on: date
    """The last day for it, where every step before it was taken on the last day too."""
    ended: tuple[EndedTerm, ...]
    """The terms that bound it; () where it has none of its own."""
    lasts_until: date | None = None
    """The day until which the passport has to be valid then; None where it is not looked at."""

    @property
    def filing(self) -> bool:
        return self.step.binds is not None


@dataclass(frozen=True, slots=True)
class PlannedBar:
    """From when a new application could be filed after a refusal on its last day."""

    rule: BarRule
    again_from: date
    beyond: bool
    """The order does not accept filings any more then, as far as is known."""


@dataclass(frozen=True, slots=True)
class PlannedWay:
    """All of it, from one filing."""

    on: date
    law: Edition | None
    """The order that accepts the filing on that day; None where none does."""
    until: date | None
    """The last day on which it accepts applications."""
    opens: date | None
    """The first day of the next order that is known."""
    steps: tuple[PlannedStep, ...] = ()
    """Up to the signed petition where the application would be too late."""
    bars: tuple[PlannedBar, ...] = ()
    late: bool = False
    """By the terms the petition is signed when no order accepts the application any more."""
    latest: date | None = None
    """The last day on which a petition leaves every term its whole length before the order ends; None where there is
    none, or nothing was asked about a petition."""

    @property
    def unconfirmed_years(self) -> list[int]:
        """Years without a confirmed calendar of working days into which the terms reach."""
        proofs = (ended.proof for row in self.steps for ended in row.ended)
        return sorted({year for proof in proofs for year in proof.unconfirmed_years})


def planned_way(on: date, stage: str) -> PlannedWay:
    """`stage`: "petition", or "application" on a petition that is signed already. A statement for each day that is
    asked about: the filing's, and the end of each bar."""
    law, until, opens = eligibility.intake(on)
    if law is None or until is None:
        return PlannedWay(on, None, None, opens)
    until = max(until, law.transition_until or until) if stage == "petition" else until
    calendar, applies = work_calendar(), _filing("application")
    steps = _steps(law, _since(_filing(stage)), on, calendar)
    filed = next(row for row in steps if row.step == applies)
    late = filed.on > until
    if late:
        steps = steps[: steps.index(filed)]
    latest = _latest(law, until, calendar) if stage == "petition" else None
    return PlannedWay(on, law, until, opens, tuple(steps), _bars(law, steps), late, latest)


def _filing(what: str) -> Step:
    """With which what is opened under this name (`Place.begins`) is filed."""
    step = filing_from(PLACES.beginning(what))
    assert step is not None  # its place is where it is prepared
    return step


def _since(begins: Step) -> tuple[Step, ...]:
    way = main_way()
    return way[way.index(begins) :]


def _steps(law: Edition, way: Sequence[Step], on: date, calendar: WorkCalendar) -> list[PlannedStep]:
    terms = [with_current_length(term) for term in law.terms.values()]
    running: dict[str, EndedTerm] = {}
    rows = []
    for step in way:
        ended = [running.pop(key) for key in list(running) if step.target not in running[key].term.bounds]
        on = max([on, *(row.proof.last_day for row in ended)])
        rows.append(PlannedStep(step, _stage(step), on, tuple(ended), _passport(law, step, on)))
        begun = [term for term in terms if step.name in term.event and step.target in term.bounds]
        running |= {term.key: EndedTerm(term, due(term, _noon(on), calendar)) for term in begun}
    return rows


def _stage(step: Step) -> Stage:
    """Of the place that it leaves."""
    return Stage(PLACES[State(step.sources[0])].stage)


def _passport(law: Edition, step: Step, on: date) -> date | None:
    """At each filing and at the visit with the package it is measured again (п. 4, 10, 20)."""
    rule = law.rules.get("passport")
    return must_last_until(rule, on) if rule and (step.binds or step.facts is Visit) else None


def _bars(law: Edition, steps: Sequence[PlannedStep]) -> tuple[PlannedBar, ...]:
    acts = ((rule, row.on) for rule in law.bars.values() for row in steps if _begins_years(rule, row.step))
    free = ((rule, may_file_from(rule, _noon(act))) for rule, act in acts)
    return tuple(PlannedBar(rule, day, eligibility.intake(day).law is None) for rule, day in free)


def _begins_years(rule: BarRule, step: Step) -> bool:
    """Whether the bar is counted from the day of this step of the main way: the approval's, or that of the decision
    which could be the refusal as well."""
    if rule.since == "approval":
        return step.target is not None and PLACES[State(step.target)].result == Reported("preliminary", "approved")
    return bool(set(step.sources) & set(step_where(bar=rule.key).sources))


def _latest(law: Edition, until: date, calendar: WorkCalendar) -> date | None:
    days = (until - timedelta(days=back) for back in range(LOOKED_BACK))
    way = _since(_filing("petition"))
    prepared = way[: way.index(_filing("application")) + 1]
    return next((day for day in days if _steps(law, prepared, day, calendar)[-1].on <= until), None)


def _noon(day: date) -> datetime:
    return end_of(day) - timedelta(hours=12)
