"""Cases as far as somebody may see them, the statement prepared for each shape of its conditions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models.prepared import Prepared, SqlStatement, placeholder, placeholders
from cases.models.queries import scope
from cases.models.user import User


def of_visible_case(user: User, programme: str = "") -> Exists:
    """Of a row that belongs to a case: the user may see the case. Asked of each row by the key of its case: as
    `case__in=…` the database may read all cases that the user sees before the first row."""
    from cases.models.case import Case

    return Exists(Case.objects.visible_to(user, programme).filter(pk=OuterRef("case")))


class Visible:
    """`build`: a query of cases, the same for every user; its parameters as for `prepared`. `most`: rows that are
    read."""

    def __init__(self, build: Callable[..., QuerySet[Any]], most: int | None = None) -> None:
        self._build, self._most, self._prepared = build, most, dict[Hashable, Prepared]()

    def __call__(self, user: User | None, *values: Any, programme: str = "") -> list[Any]:
        """`user` None: the clock or a system, which see all. `programme`: as for `queries.scope`."""
        prepared, own = self._of(user, programme)
        return prepared(*values, *own)

    def statement(self, user: User | None, *values: Any, programme: str = "") -> SqlStatement | None:
        """As `Prepared.statement`."""
        prepared, own = self._of(user, programme)
        return prepared.statement(*values, *own)

    def _of(self, user: User | None, programme: str) -> tuple[Prepared, list[Any]]:
        limits, own = scope(user, programme) if user is not None else Q(), list[Any]()
        shape = _shape(limits, own)
        if shape not in self._prepared:
            self._prepared[shape] = self._prepare(limits, own)
        return self._prepared[shape], own

    def _prepare(self, limits: Q, own: list[Any]) -> Prepared:
        marks = placeholders(self._build)

        def query(*values: object) -> QuerySet[Any]:
            rows = self._build(*values[: len(marks)])
            return rows.filter(_filled(limits, iter(values[len(marks) :])))[: self._most]

        return Prepared(query, [*marks, *(placeholder(type(value)) for value in own)])


def _is_parameter(value: object) -> bool:
    """A word, a key or a moment of the user's own. All else makes another statement: None, an empty list."""
    return type(value) in (str, UUID, datetime)


def _shape(limits: Q, own: list[Any]) -> Hashable:
    """All that makes the statement; what is put into it is added to `own`."""
    parts = list[Hashable]()
    for child in limits.children:
        if isinstance(child, Q):
            parts.append(_shape(child, own))
        elif isinstance(child, tuple):
            name, value = child
            own += [value] if _is_parameter(value) else []
            parts.append((name, type(value) if _is_parameter(value) else repr(value)))
        else:
            parts.append(child)  # an expression
    return (limits.connector, limits.negated, *parts)


def _filled(limits: Q, values: Iterator[Any]) -> Q:
    """The same with other values, in the same order."""
    children = [
        _filled(child, values)
        if isinstance(child, Q)
        else (child[0], next(values))
        if isinstance(child, tuple) and _is_parameter(child[1])
        else child
        for child in limits.children
    ]
    return Q.create(children, limits.connector, limits.negated)
