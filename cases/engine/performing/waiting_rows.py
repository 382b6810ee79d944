"""What corrections and drafted acts that wait for another official have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from django.utils.functional import Promise

from cases.engine.people.notices import desk_of, people_of
from cases.engine.steps import STEPS
from cases.engine.steps.errors import StaleError, WrongActorError
from cases.engine.writing import audit
from cases.engine.writing.locking import lock
from cases.law.actors import OFFICIALS, Actor
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Case, DraftedAct, User, WaitingCorrection

Row = TypeVar("Row", WaitingCorrection, DraftedAct)

OFFICIALS_AND_CLERK = frozenset({*(role.value for role in OFFICIALS.values()), Actor.CLERK.value})
"""Actors of steps that another official may have to confirm."""


def colleagues(user: User, case: Case) -> list[User]:
    """Who else of the same desk can confirm what `user` has entered."""
    return [person for person in people_of(desk_of(user.role, case.city_id)) if person.pk != user.pk]


def row_of(waiting: Iterable[Row], pk: UUID, over: Promise) -> Row:
    """The one of them with this key. Raises NotNowError, with `over` as its reason."""
    row = next((row for row in waiting if row.pk == pk), None)
    if row is None:
        raise NotNowError(over)
    return row


def lock_row(case: UUID, user: User, version: int | None, find: Callable[[Case], Row]) -> tuple[Case, Row]:
    """The case, locked, and the row that waits there, for `user` to put it aside. Within a transaction.

    Raises NotFoundError, WrongActorError, StaleError, and what `find` raises.
    """
    locked = lock([case], user)
    if not locked:
        raise NotFoundError
    row = find(locked[0])
    if user.role != STEPS[row.step].by:
        raise WrongActorError(STEPS[row.step])
    if version is not None and version != locked[0].version:
        raise StaleError(STEPS[row.step], audit.last_event(locked[0]), user)
    return locked[0], row
