"""Further databases beside the first: the portal as it was when it was smaller."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connection


def database_name() -> str:
    return str(connection.settings_dict["NAME"])


def use_database(database: str) -> None:
    """All that follows in this process happens in `database`."""
    if database_name() != database:
        connection.close()
        connection.settings_dict["NAME"] = database
    connection.ensure_connection()


@contextmanager
def copied(of: int) -> Iterator[str]:
    """A copy of the database as it is now, with `of` cases, gone afterwards; the first one is in use again then."""
    first = database_name()
    copy = _copy_file(first, f"{first}.{of}") if connection.vendor == "sqlite" else _copy_cluster(first, of)
    try:
        yield copy
    finally:
        use_database(first)
        if connection.vendor == "sqlite":
            _remove(copy)
        else:
            _elsewhere(f'DROP DATABASE IF EXISTS "{copy}"')


def _copy_file(first: str, copy: str) -> str:
    _remove(copy)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [copy])
    return copy


def _remove(path: str) -> None:
    for end in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.unlink(path + end)


def _copy_cluster(first: str, of: int) -> str:
    """PostgreSQL copies a database only while nobody is in it."""
    copy = f"{first}_{of}"
    _elsewhere(f'DROP DATABASE IF EXISTS "{copy}"', f'CREATE DATABASE "{copy}" TEMPLATE "{first}"')
    return copy


def _elsewhere(*statements: str) -> None:
    connection.close()
    parameters: dict[str, Any] = connection.get_connection_params() | {"dbname": "template1"}
    import psycopg

    with psycopg.connect(**parameters, autocommit=True) as other:
        for statement in statements:
            other.execute(statement.encode())
