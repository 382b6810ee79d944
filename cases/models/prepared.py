"""Queries whose SQL is put together once.

Of a list on a page, and of the lock of a step, Django needs more time to put the statement together than the database
to answer it; but for its values it is the same each time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import randrange
from typing import Any, NamedTuple, get_type_hints
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import QuerySet
from django.db.models.query import ModelIterable

from cases.models import planned


def prepared(build: Callable[..., QuerySet[Any]]) -> Prepared:
    """Makes of a function that gives a query one that gives its rows.

    Its parameters are annotated as UUID, str or datetime, and are in the query as they are: compared with a column of
    their type. They are never None, which SQL compares in another way.
    """
    return Prepared(build, placeholders(build))


def placeholders(build: Callable[..., QuerySet[Any]]) -> list[Any]:
    """One for each parameter."""
    return [placeholder(kind) for name, kind in get_type_hints(build).items() if name != "return"]


def placeholder(kind: type) -> Any:
    """A value unlike any others of a query, by which its position is found."""
    return _MARKS[kind]()


_MARKS: dict[type, Callable[[], Any]] = {
    UUID: uuid4,
    str: lambda: uuid4().hex + "-",
    datetime: lambda: datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=randrange(10**12)),
}


class SqlStatement(NamedTuple):
    """As the database is sent it."""

    sql: str
    parameters: Sequence[Any]


class Compiled(NamedTuple):
    """A statement as compiled by Django."""

    compiler: Any
    sql: str
    parameters: Sequence[Any]
    """With the placeholders among them."""
    converters: Any
    """Of the columns, as Django's compiler has them."""


class Prepared:
    """A query of some values; see `prepared`. Gives the rows that it finds."""

    def __init__(self, build: Callable[..., QuerySet[Any]], marks: list[Any]) -> None:
        self._build, self._marks = build, marks

    def __call__(self, *values: UUID | str | datetime) -> list[Any]:
        if self.compiled is None:
            return []
        query: Any = Run(self, self.compiled, values)
        return list(ModelIterable(query))

    def statement(self, *values: UUID | str | datetime) -> SqlStatement | None:
        """To be a part of another one; None where no row can meet it."""
        if self.compiled is None:
            return None
        return SqlStatement(self.compiled.sql, self.put(values, self.compiled.parameters))

    @cached_property
    def compiled(self) -> Compiled | None:
        """None where no row can meet it, whatever the values."""
        compiler: Any = self._build(*self._marks).query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        columns = [row[0] for row in compiler.select[: compiler.col_count]]
        return Compiled(compiler, sql, parameters, compiler.get_converters(columns))

    def put(self, values: tuple[Any, ...], parameters: Sequence[Any]) -> list[Any]:
        """`parameters` with the values where the marks are."""
        replaced = {_adapted(mark): _adapted(value) for mark, value in zip(self._marks, values, strict=True)}
        return [replaced.get(p, p) if isinstance(p, UUID | str | datetime) else p for p in parameters]


class Run:
    """What Django's iterable needs of a queryset."""

    _known_related_objects: dict[Any, Any] = {}
    _hints: dict[str, Any] = {}

    def __init__(self, prepared: Prepared, compiled: Compiled, values: tuple[Any, ...]) -> None:
        self.db, self.query = DEFAULT_DB_ALIAS, self
        self._prepared, self._compiled, self._values = prepared, compiled, values

    def get_compiler(self, using: str) -> Any:
        compiler, sql, parameters, converters = self._compiled
        if compiler.query.select_for_update and not connections[using].in_atomic_block:
            raise transaction.TransactionManagementError("a row is locked in a transaction only")
        mine = copy(compiler)
        mine.connection = connections[using]  # each thread has its own
        mine.as_sql = lambda: (sql, self._prepared.put(self._values, parameters))
        mine.get_converters = lambda expressions: converters
        mine.execute_sql = lambda *args, **kwargs: [planned.planned_rows(*mine.as_sql())]
        return mine


def _adapted(value: object) -> Any:
    """As the fields hand it to the database."""
    database = connections[DEFAULT_DB_ALIAS]
    if isinstance(value, UUID):
        return value if database.features.has_native_uuid_field else value.hex
    return database.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
