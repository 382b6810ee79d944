"""What waits on whom: lists, their counts, and the buttons of a case. All of it derived from the steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import TextChoices
from django.utils.functional import Promise

from cases.engine.lists.term_steps import OVERDUE, bounds
from cases.engine.people import delegations, owners, signers
from cases.engine.performing import second_officials
from cases.engine.programmes import PROGRAMMES
from cases.engine.steps import STEPS, Step, steps_from
from cases.engine.steps.conditions import OUTSIDE, ineligible, unmet, ways_out
from cases.law.actors import Actor
from cases.law.places import PLACES, Places
from cases.models import Case, User, planned
from cases.models.case import NEVER
from cases.models.prepared import SqlStatement

CAP = 100
"""Counts stop here: "99+" says as much as the true number and costs the same at any size."""


def capped(count: int) -> str:
    """“99+” from CAP on: nobody counts further."""
    return f"{CAP - 1}+" if count >= CAP else str(count)


@dataclass(frozen=True, slots=True)
class Button:
    """A step that this user may take."""

    step: Step
    reasons: tuple[str | Promise, ...] = ()
    """Why the button is blocked; empty when it is not."""
    outside: bool = False
    """What outside systems have answered is among the reasons."""
    ways: tuple[Step, ...] = ()
    """Steps that the user may take now, by which the reasons fall away."""

    @property
    def blocked(self) -> bool:
        return bool(self.reasons)


def buttons(case: Case, user: User, now: datetime) -> list[Button]:
    """The user's steps from the state of the case, in declaration order, blocked ones with their reasons."""
    mine = [s for s in steps_from(case.state) if s.by == user.role and not s.beside and is_possible(case, s, now)]
    owned = owners.blocking(case, user, now)
    reasons = {step.name: (*owned, *_reasons(case, step, user, now)) for step in mine}
    free = {step.name: step for step in mine if not reasons[step.name]}
    return [_button(case, step, reasons[step.name], free, now) for step in mine]


def is_anothers(case: Case, button: Button, user: User) -> bool:
    """Whether it is blocked since the step is that of another body, which the page of the case need not say."""
    return button.blocked and bool(ineligible(case, (who for who in button.step.persons if not who.shown), user))


def _button(
    case: Case, step: Step, reasons: tuple[str | Promise, ...], free: Mapping[str, Step], now: datetime
) -> Button:
    names = ways_out(case, step.requires, now) if reasons else []
    return Button(step, reasons, OUTSIDE in names, tuple(free[name] for name in names if name in free))


def _reasons(case: Case, step: Step, user: User, now: datetime) -> tuple[str | Promise, ...]:
    return (
        *second_officials.blocking(case, step),
        *delegations.blocking(step, user, now),
        *signers.blocking(step, user),
        *unmet(case, step.requires, now),
        *ineligible(case, step.persons, user),
    )


def is_possible(case: Case, step: Step, now: datetime) -> bool:
    """Whether the step is possible in such a case at all, whatever still prevents it."""
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


def work_of(actor: Actor, programme: str = "") -> tuple[TextChoices, ...]:
    """The states that wait on this desk, of one programme or of all."""
    return _places(programme).of(actor)


def _places(programme: str) -> Places:
    return PROGRAMMES[programme].places if programme else PLACES


def city_of(user: User) -> str | None:
    """The city whose cases wait on this user; None: those that wait on the role anywhere."""
    return user.city_id if user.role in (Actor.OFFICER, Actor.CLERK, Actor.HEAD) else None


def counts(
    user: User,
    now: datetime,
    programme: str = "",
    steps: Iterable[str] = (OVERDUE,),
    beside: Mapping[str, SqlStatement | None] | None = None,
    headed: str = "",
) -> dict[str, int]:
    """How many cases are in each of the user's tabs, and at each of these steps of a term; CAP at most. One
    statement, in which the rows of others are counted too: `beside`, by their names. `headed`: as of DeskUser."""
    actor = Actor(headed or user.role)
    parts = [_counted("state = v.column1", [], user, programme, [[s.value] for s in tabs_of(actor, programme)])]
    at_step = "waits_on = %s AND queue_at > v.column2 AND queue_at <= v.column3"
    parameters: list[Any] = [actor.value]
    if programme and _is_shared(actor):
        at_step, parameters = f"{at_step} AND programme = %s", [*parameters, programme]
    parts.append(_counted(at_step, parameters, user, programme, [[step, *_between(step, now)] for step in steps]))
    for name, other in (beside or {}).items():
        if other is not None:
            parts.append(SqlStatement(f"SELECT %s, COUNT(*) FROM ({other.sql}) AS few", [name, *other.parameters]))
    return read_counts([part for part in parts if part is not None])


def _is_shared(actor: Actor) -> bool:
    """Whether cases of more than one programme wait on this actor."""
    return sum(bool(programme.places.of(actor)) for programme in PROGRAMMES.values()) > 1


def _between(step: str, now: datetime) -> list[datetime]:
    after, until = bounds(step, now)
    return [after or datetime.min.replace(tzinfo=UTC), until or NEVER]


def _counted(
    where: str, parameters: list[Any], user: User, programme: str, rows: list[list[Any]]
) -> SqlStatement | None:
    """For each of `rows`, v in the statement, the cases that meet `where`, counted no further than CAP: planned once,
    however many they are."""
    if not rows:
        return None
    where, parameters = (
        (f"{where} AND city_id = %s", [*parameters, city])
        if (city := city_of(user))
        else (f"{where} AND city_id IS NULL", parameters)
    )
    if user.body and programme:  # of one body: another of the same city, or of none, has a head of its own
        where, parameters = f"{where} AND body = %s", [*parameters, user.body]
    # In the order of the indexes: where the planner takes few rows for many it would read the whole table else.
    few = f"SELECT 1 FROM cases_case WHERE {where} ORDER BY city_id, queue_at LIMIT {CAP}"
    values = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in rows)
    sql = f"SELECT v.column1, (SELECT COUNT(*) FROM ({few}) AS few) FROM (VALUES {values}) AS v"
    return SqlStatement(sql, [*parameters, *(value for row in rows for value in row)])


def read_counts(parts: list[SqlStatement]) -> dict[str, int]:
    """Numbers by name, from statements that each return such rows."""
    if not parts:
        return {}
    adapt = connection.ops.adapt_datetimefield_value
    parameters = [value for part in parts for value in part.parameters]
    sql = " UNION ALL ".join(part.sql for part in parts)
    return dict(
        planned.planned_rows(sql, [adapt(value) if isinstance(value, datetime) else value for value in parameters])
    )
