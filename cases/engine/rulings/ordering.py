"""An order to act: the body leaves something undone; its head, or the higher body, names the day by which it is done.

A programme declares one step with these facts, taken beside that of the complaint; the term that it starts ends on the
day named, and when the case leaves its place.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from cases.engine.programmes import programme_of
from cases.engine.steps import Act, Step
from cases.engine.steps.facts import StepFacts, fact, frozen
from cases.law.calendar import local_day
from cases.law.terms import due
from cases.models import Case, Deadline
from cases.models.serviceterm import with_current_length
from cases.models.workcalendar import work_calendar


@frozen
class OrderFacts(StepFacts):
    """What is recorded when an overdue act is ordered."""

    complaint: str = fact(_("On the complaint"))
    """The number of the complaint on which it was ordered."""
    until: date = fact(_("To be done by"), "day")
    """The last day."""


def step_of(case: Case) -> Step | None:
    """The step by which this case gets such an order, in whatever state; None where its programme has none."""
    return next((step for step in programme_of(case).steps.values() if step.facts is OrderFacts), None)


def ordering_step(term: Deadline) -> Step | None:
    """That step, while what `term` requires is still to be done; None when nothing is left to order."""
    step = step_of(term.case) if term.state == Deadline.RUNNING else None
    return step if step and term.case.state in step.sources else None


def latest_day(case: Case, now: datetime) -> date | None:
    """The last day that may be named, by the length that the edition has for the term; None where it has none."""
    step = step_of(case)
    if step is None:
        return None
    return due(with_current_length(case.law.terms[step.starts[0]]), now, work_calendar()).last_day


def apply_order(case: Case, act: Act, facts: OrderFacts) -> None:
    assert act.step is not None and local_day(act.now) < facts.until  # demanded of the complaint's facts
    for term in act.step.starts:
        act.end_on(term, facts.until)
