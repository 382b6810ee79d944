"""Statements that PostgreSQL keeps parsed and planned for as long as a connection lasts.

Of a queue's counts and its list the server needs longer to plan them than to run them. Django's cursor puts the values
into the text, so that each run is a new statement; here they travel beside it (psycopg, "server-side binding"), and
psycopg prepares what a connection has run several times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def planned_rows(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of a reading statement. `parameters`: as the fields hand them to the database.

    Where nothing may be kept (SQLite, DNR_PREPARED_STATEMENTS=off) it is sent as any other.
    """
    with _cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _cursor() -> Any:
    database: Any = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    raw = database.connection
    if getattr(raw, "prepare_threshold", None) is None:
        return database.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    usual, raw.cursor_factory = raw.cursor_factory, ServerBindingCursor
    try:
        return database.cursor()
    finally:
        raw.cursor_factory = usual
