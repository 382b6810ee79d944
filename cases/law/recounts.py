"""A running term, counted again after the working calendar was changed. Pure functions; interpretation 18."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from .actors import Actor
from .calendar import WorkCalendar
from .places import place_of
from .regulations import Term
from .regulations.parts import FOLLOW, LATER
from .terms import Proof, due


@dataclass(frozen=True, slots=True)
class Recount:
    """Both counts of one term, where a changed calendar ends it on another day."""

    before: date
    """The last day as stored."""
    counted: Proof
    """The count by the changed calendar."""
    last_day: date
    """The day that holds, always one of the two."""

    @property
    def moves(self) -> bool:
        return self.last_day != self.before

    @property
    def differs(self) -> bool:
        """The two counts end on different days, whichever of them holds."""
        return self.counted.last_day != self.before


def binds_applicant(term: Term) -> bool:
    """Whether it is the applicant who acts within the term: wherever it runs, the case waits on them; or the case waits
    on an official, and the days are the applicant's (`reminds`)."""
    return term.reminds or all(place_of(state).waits_on == Actor.APPLICANT for state in term.bounds)


def with_counted_length(term: Term, days: Sequence[Mapping[str, Any]]) -> Term:
    """With the length with which it was counted, by its proof (`Proof.to_json`): where the order sets none, that of the
    reference data may be another by now."""
    length = sum(bool(day["counted"]) for day in days)
    return replace(term, length=length) if length and not term.of_order else term


def rule_of(term: Term) -> str:
    """One of RECOUNTS."""
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
