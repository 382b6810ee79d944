"""The database from which figures are read: the alias "reports", where there is one, or the portal's own."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

REPORTS = "reports"

_AGE = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
            ELSE EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp()) END
"""
"""NULL: no replica. One that has replayed all it has received is not behind, however long nothing has happened."""


def alias() -> str:
    return REPORTS if REPORTS in settings.DATABASES else DEFAULT_DB_ALIAS


def replica_lag(using: str) -> timedelta | None:
    """How far a replica of PostgreSQL is behind; None where it is none, or does not say."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(_AGE)
        seconds = cursor.fetchone()[0]
    return None if seconds is None else timedelta(seconds=float(seconds))
