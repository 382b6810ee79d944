"""Days of goals beside the terms (`Goal`), counted again by a changed calendar, as any term of a body is
(interpretation 18)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.engine.people.notices import heads_of_act
from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.goal import Goal
from cases.law import recounts
from cases.law.calendar import WorkCalendar
from cases.law.recounts import Recount
from cases.law.regulations.parts import FOLLOW
from cases.law.terms import end_of, goal_term
from cases.models import Ruling
from cases.models.ruling import WAITING

RULINGS = Goal(
    _("confirmation of a ruling"),
    lambda: Ruling.objects.filter(WAITING).select_related("by"),
    "at",
    lambda law: law.ruling_confirmed,
    lambda row: heads_of_act(row.act, row.case.city_id, row.by),
)


def all_goals() -> list[Goal]:
    return [RULINGS, *(goal for programme in PROGRAMMES.values() for goal in programme.goals)]


def changed_goals(first: date, last: date, calendar: WorkCalendar, today: date) -> Iterator[tuple[Goal, Any, Recount]]:
    """Rows that wait and whose count reaches one of the changed days, from `first` to `last`, where it now ends on
    another day."""
    begun = end_of(last - timedelta(days=1))
    for goal in all_goals():
        reached = goal.rows().filter(due_on__gte=first, **{f"{goal.since}__lt": begun})
        for row in reached.select_related("case").order_by("due_on", "id"):
            length = goal.length(row.case.law)
            if length is not None:
                since: datetime = getattr(row, goal.since)
                counted = recounts.recount(goal_term(length), FOLLOW, since, row.due_on, calendar, today)
                if counted.differs:
                    yield goal, row, counted


def move_goals(rows: list[tuple[Goal, Any, Recount]], today: date) -> None:
    """Write the new days; what was late is late no more. Must be called in the transaction of the change."""
    for _goal, row, counted in rows:
        row.due_on = counted.last_day
        if row.due_on >= today:
            row.overdue_at = None
    for model in {type(row) for _goal, row, _counted in rows}:
        same = [row for _goal, row, _counted in rows if isinstance(row, model)]
        model.objects.bulk_update(same, ["due_on", "overdue_at"], batch_size=100)
