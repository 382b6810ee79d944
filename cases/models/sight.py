"""Cases as far as somebody may see them, the statement prepared for each role."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cases.law.actors import Role
from cases.models.prepared import Prepared, mark, marks_of
from cases.models.user import User

_OWN = {Role.APPLICANT: "person_id", Role.OFFICER: "city_id", Role.CLERK: "city_id"}
"""What of a user his scope asks for (`queries.scope`); a test holds the two against each other."""


class Sight:
    """`build`: a query of cases, whoever asks; its parameters as for `prepared`. `most`: rows that are read."""

    def __init__(self, build: Callable[..., QuerySet[Any]], most: int | None = None) -> None:
        self._build, self._most, self._of = build, most, cache(self._prepare)

    def __call__(self, user: User | None, *values: Any) -> list[Any]:
        """`user` None: the clock or a system, which see all."""
        if user is None:
            return self._of(None)(*values)
        own = getattr(user, _OWN[Role(user.role)]) if user.role in _OWN else ""
        if own is None or not user.is_active:  # seldom, and of another shape
            return list(self._seen(values, user))
        return self._of(user.role)(*values, *([own] if own else []))

    def _seen(self, values: tuple[Any, ...], user: User | None) -> QuerySet[Any]:
        rows: Any = self._build(*values)
        return (rows.visible_to(user) if user is not None else rows)[: self._most]  # type: ignore[no-any-return]

    def _prepare(self, role: str | None) -> Prepared:
        marks = marks_of(self._build)
        if role is None or role not in _OWN:
            user = User(role=role) if role is not None else None
            return Prepared(lambda *values: self._seen(values, user), marks)
        name = _OWN[Role(role)]
        own = mark(UUID if role == Role.APPLICANT else str)
        return Prepared(lambda *values: self._seen(values[:-1], User(role=role, **{name: values[-1]})), [*marks, own])
