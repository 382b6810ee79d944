"""What waits on whom: lists, their counts, and the buttons of a case. All of it derived from the steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.functional import Promise

from cases.engine.lists.term_steps import OVERDUE, bounds
from cases.engine.people import delegations, owners
from cases.engine.performing import second_officials
from cases.engine.programmes import PROGRAMMES
from cases.engine.steps import STEPS, Step, steps_from
from cases.engine.steps.conditions import ineligible, unmet
from cases.law.actors import Actor
from cases.law.places import PLACES, Places
from cases.models import Case, User

CAP = 100
"""Counts stop here: "99+" says as much as the true number and costs the same at any size."""


def capped(count: int) -> str:
    """“99+” from CAP on: nobody counts further."""
    return f"{CAP - 1}+" if count >= CAP else str(count)


@dataclass(frozen=True, slots=True)
class Button:
    """A step open to this user; with `reasons` it is blocked, and they say why."""

    step: Step
    reasons: tuple[str | Promise, ...] = ()

    @property
    def blocked(self) -> bool:
        return bool(self.reasons)


def buttons(case: Case, user: User, now: datetime) -> list[Button]:
    """The user's steps from where the case stands, in declaration order, blocked ones with their reasons."""
    mine = [s for s in steps_from(case.state) if s.by == user.role and not s.beside and has_place(case, s, now)]
    owned = owners.blocking(case, user, now)
    return [Button(step, (*owned, *_reasons(case, step, user, now))) for step in mine]


def _reasons(case: Case, step: Step, user: User, now: datetime) -> tuple[str | Promise, ...]:
    return (
        *second_officials.blocking(case, step),
        *delegations.blocking(step, user, now),
        *unmet(case, step.requires, now),
        *ineligible(case, step.persons, user),
    )


def has_place(case: Case, step: Step, now: datetime) -> bool:
    """Whether the step belongs to the way of such a case at all, whatever still hinders it."""
    return not unmet(case, (need for need in step.requires if not need.shown), now)


def expected_by(actor: Actor, programme: str = "") -> tuple[TextChoices, ...]:
    """States that wait on the applicant but end by a step of `actor`: the people expected to appear."""
    places = _places(programme)
    states = {
        s
        for step in STEPS.values()
        if step.by == actor
        for s in step.sources
        if PLACES[s].waits_on not in (actor, None) and not step.optional
    }
    return tuple(s for s in places if s in states)


def tabs_of(actor: Actor, programme: str = "") -> tuple[TextChoices, ...]:
    """The states that a desk has a tab for, of one programme or of all."""
    return _places(programme).of(actor) + expected_by(actor, programme)


def _places(programme: str) -> Places:
    return PROGRAMMES[programme].places if programme else PLACES


def city_of(user: User) -> str | None:
    """The city whose cases wait on this user; None: those that wait on the role anywhere."""
    return user.city_id if user.role in (Actor.OFFICER, Actor.CLERK, Actor.HEAD) else None


def counts(user: User, now: datetime, programme: str = "", steps: Iterable[str] = (OVERDUE,)) -> dict[str, int]:
    """How many cases stand in each of the user's tabs, and at each of these steps of a term; CAP at most. One
    statement."""
    actor, city = Actor(user.role), city_of(user)
    wanted: list[tuple[str, str, list[Any]]] = [
        (state.value, "state = %s", [state.value]) for state in tabs_of(actor, programme)
    ]
    wanted += [(step, *_at_step(step, actor, now, programme)) for step in steps]
    if user.body and programme:  # of one body: another of the same city, or of none, has a head of its own
        wanted = [(key, f"{clause} AND body = %s", [*params, user.body]) for key, clause, params in wanted]
    return capped_counts([(key, *_in_city(clause, params, city)) for key, clause, params in wanted])


def _at_step(step: str, actor: Actor, now: datetime, programme: str) -> tuple[str, list[Any]]:
    after, until = bounds(step, now)
    parts: list[tuple[str, Any]] = [("waits_on = %s", actor.value)]
    parts += [("queue_at > %s", after)] if after else []
    parts += [("queue_at <= %s", until)] if until else []
    parts += [("programme = %s", programme)] if programme and len(PROGRAMMES) > 1 else []
    return " AND ".join(clause for clause, _value in parts), [value for _clause, value in parts]


def _in_city(clause: str, params: list[Any], city: str | None) -> tuple[str, list[Any]]:
    return (f"{clause} AND city_id = %s", [*params, city]) if city else (f"{clause} AND city_id IS NULL", params)


def capped_counts(wanted: Iterable[tuple[str, str, list[Any]]]) -> dict[str, int]:
    """Rows of cases_case under each (key, clause, parameters), counted no further than CAP."""
    parts, parameters = [], []
    for key, clause, params in wanted:
        # In the order of the indexes: where the planner takes few rows for many it would read the whole table else.
        few = f"SELECT 1 FROM cases_case WHERE {clause} ORDER BY city_id, queue_at LIMIT {CAP}"
        parts.append(f"SELECT %s, COUNT(*) FROM ({few}) AS few")
        parameters += [key, *params]
    with connection.cursor() as cursor:
        adapt = connection.ops.adapt_datetimefield_value
        cursor.execute(" UNION ALL ".join(parts), [adapt(p) if isinstance(p, datetime) else p for p in parameters])
        return dict(cursor.fetchall())
