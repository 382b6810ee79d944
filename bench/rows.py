"""Rows as the database driver gives and takes them; no ORM on the way."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

Row = list[Any]


def sqlite() -> bool:
    return connection.vendor == "sqlite"


def driver() -> Any:
    """A cursor of the driver itself, on Django's own connection."""
    connection.ensure_connection()
    return connection.connection.cursor()


def param() -> str:
    return "?" if sqlite() else "%s"


def as_id(value: UUID) -> Any:
    return value.hex if sqlite() else value


def as_moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def columns(model: type[models.Model]) -> list[str]:
    """All that may be written: what the database itself generates is left to it."""
    return [str(f.column) for f in model._meta.concrete_fields if not f.generated]


def key_of(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def insert_sql(model: type[models.Model]) -> str:
    names = columns(model)
    marks = ", ".join([param()] * len(names))
    return f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({marks})"


def fetch(model: type[models.Model], where: str, parameters: Sequence[Any]) -> list[Row]:
    cursor = driver()
    order = key_of(model)
    cursor.execute(
        f"SELECT {', '.join(columns(model))} FROM {model._meta.db_table} WHERE {where} ORDER BY {order}", parameters
    )
    return [[_writable(v) for v in row] for row in cursor.fetchall()]


def _writable(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def load(model: type[models.Model], rows: Iterable[Row]) -> None:
    """As many rows as fast as the driver can."""
    cursor = driver()
    if sqlite():
        cursor.executemany(insert_sql(model), rows)
        return
    with cursor.copy(f"COPY {model._meta.db_table} ({', '.join(columns(model))}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class transaction:
    """BEGIN and COMMIT as the driver is sent them."""

    def __enter__(self) -> Any:
        self.cursor = driver()
        self.cursor.execute("BEGIN IMMEDIATE" if sqlite() else "BEGIN")
        return self.cursor

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        self.cursor.execute("ROLLBACK" if kind else "COMMIT")
