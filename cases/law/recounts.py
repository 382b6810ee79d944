"""A running term, counted again after the working calendar was changed. Pure functions; interpretation 18."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .actors import Actor
from .calendar import WorkCalendar
from .places import place_of
from .regulations import Term
from .regulations.schema import FOLLOW, LATER, NEVER
from .terms import Proof, due


@dataclass(frozen=True, slots=True)
class Recount:
    """`before`: the last day as stored; `counted`: the count by the changed calendar; `last_day`: the one that holds,
    always one of the two."""

    before: date
    counted: Proof
    last_day: date

    @property
    def moves(self) -> bool:
        return self.last_day != self.before

    @property
    def differs(self) -> bool:
        """The two counts end on different days, whichever of them holds."""
        return self.counted.last_day != self.before


def binds_applicant(term: Term) -> bool:
    """Whether it is the applicant who has to act within the term: wherever it runs, the case waits on them."""
    return all(place_of(state).waits_on == Actor.APPLICANT for state in term.bounds)


def rule_of(term: Term) -> str:
    """One of RECOUNTS. A term that the order does not set stays as it was counted: its length may be another by now."""
    if not term.of_order:
        return NEVER
    return term.recount or (LATER if binds_applicant(term) else FOLLOW)


def recount(term: Term, rule: str, starts_at: datetime, before: date, calendar: WorkCalendar, today: date) -> Recount:
    """`rule`: of RECOUNTS. `before`: the stored last day. `today`: on which the calendar was changed.

    LATER: the later of the two days. FOLLOW: the day of the new count, but none that was over when the calendar was
    changed: nobody is late by a day that was not yet law. NEVER: the stored one.
    """
    counted = due(term, starts_at, calendar)
    return Recount(before, counted, _holding(rule, before, counted.last_day, today))


def _holding(rule: str, before: date, counted: date, today: date) -> date:
    if rule == LATER:
        return max(before, counted)
    if rule == FOLLOW:
        return counted if counted > before or counted >= today else before
    return before
