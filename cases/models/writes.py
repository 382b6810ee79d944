"""Statements of one transaction of which nobody waits for the outcome of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import nullcontext
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models.sql import InsertQuery, UpdateQuery

from cases.models import leaves
from cases.models.leafkinds import kinds_of

BATCH = 500
"""Rows of one statement."""


class PendingWrite(NamedTuple):
    """A statement that is sent with others."""

    sql: str
    parameters: Sequence[Any]
    rows: int | None = None
    """How many rows it has to touch, None where that does not matter."""
    otherwise: Callable[[], Exception] = AssertionError
    """The error where it touches another number."""


class Writes:
    """Inserts and updates that are sent together, in the order in which they were added.

    To PostgreSQL they go as one message: a step writes some seven tables, and half of the time of such a statement is
    the way there and back. Nothing that was added may be read before `send`.
    """

    def __init__(self) -> None:
        self._waiting: list[PendingWrite] = []
        self._leaves: list[leaves.Leaf] = []

    def insert(self, rows: Sequence[models.Model]) -> None:
        """New rows of one table, whose keys are made in Python."""
        if not rows:
            return
        if kinds_of(type(rows[0])):
            leaves.plain_defaults(rows)
            self._leaves += leaves.leaves_of(rows)
        database = connections[DEFAULT_DB_ALIAS]  # itself: `connection` looks it up for each value
        fields = [field for field in rows[0]._meta.concrete_fields if not field.generated]
        size = min(BATCH, database.ops.bulk_batch_size(fields, list(rows)))
        for start in range(0, len(rows), size):
            query = InsertQuery(type(rows[0]))
            query.insert_values(fields, list(rows[start : start + size]))
            self._waiting += [
                PendingWrite(*statement) for statement in query.get_compiler(connection=database).as_sql()
            ]
        for row in rows:
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS

    def update(
        self,
        rows: models.QuerySet[Any],
        changes: dict[str, Any],
        number: int | None = None,
        otherwise: Callable[[], Exception] = AssertionError,
    ) -> None:
        """`number` of rows that have to be there; where they are not, `send` raises what `otherwise` gives."""
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        sql, parameters = query.get_compiler(connection=connections[DEFAULT_DB_ALIAS]).as_sql()
        self._waiting.append(PendingWrite(sql, parameters, number, otherwise))

    def log_rows(self, rows: Sequence[models.Model], only: Collection[str]) -> None:
        """Rows in the log of which an update changes the columns `only`: they hold the new values already."""
        self._leaves += leaves.leaves_of(rows, only)

    def send(self) -> None:
        """Raises what the database and `otherwise` of an update raise."""
        waiting = self._waiting + [PendingWrite(*statement) for statement in leaves.statements(self._leaves)]
        self._waiting, self._leaves = [], []
        if not waiting:
            return
        for statement, touched in zip(waiting, self._sent(waiting), strict=True):
            if statement.rows is not None and touched != statement.rows:
                raise statement.otherwise()

    @staticmethod
    def _sent(waiting: Sequence[PendingWrite]) -> Iterator[int]:
        """The number of rows that each has touched."""
        if not _together():
            yield from Writes._singly(waiting)
            return
        with connection.cursor() as cursor:
            cursor.execute("; ".join(s.sql for s in waiting), [value for s in waiting for value in s.parameters])
            for _statement in waiting:
                yield cursor.rowcount
                cursor.nextset()

    @staticmethod
    def _singly(waiting: Sequence[PendingWrite]) -> Iterator[int]:
        """All or none: several in one message are a transaction of themselves."""
        alone = len(waiting) == 1 or connection.in_atomic_block
        with nullcontext() if alone else transaction.atomic(), connection.cursor() as cursor:
            for statement in waiting:
                cursor.execute(statement.sql, statement.parameters)
                yield cursor.rowcount


def _together() -> bool:
    """Where values are put in by the driver, one message may have several statements."""
    features: Any = connection.features
    return connection.vendor == "postgresql" and not features.uses_server_side_binding
