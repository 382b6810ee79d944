"""Whether the database holds what it held before, without reading it: a mark that each write changes, and that a
rollback puts back. On SQLite by triggers of the connection itself, which no other sees; on PostgreSQL by triggers that
set a value of the session, and so lock nothing. Who asks is in a transaction, beside which nobody writes."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

EVENTS = ("INSERT", "UPDATE", "DELETE")
STANDS = """
SELECT mark, (SELECT COUNT(*) FROM temp.sqlite_master), (SELECT data_version FROM pragma_data_version) FROM touched
"""
"""The last is another number when another connection has committed something."""


def watch(**_signal: Any) -> None:
    """To be called when a connection opens, and when its tables have been made; a server's threads are left alone."""
    if connection.vendor != "sqlite" or threading.current_thread() is not threading.main_thread():
        return
    raw = connection.connection
    there = {name for (name,) in raw.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    if not there.issuperset(tables()):
        return
    raw.execute("CREATE TEMP TABLE IF NOT EXISTS touched AS SELECT random() AS mark")
    for name, event in ((name, event) for name in tables() for event in EVENTS):
        raw.execute(f"""
            CREATE TEMP TRIGGER IF NOT EXISTS "touched {name} {event}" AFTER {event} ON main."{name}"
            BEGIN UPDATE touched SET mark = random(); END
        """)


@cache
def tables() -> frozenset[str]:
    models: Iterable[Any] = apps.get_app_config("cases").get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models)


FUNCTION = """
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM set_config('dnr.touched', gen_random_uuid()::text, false); RETURN NULL; END $$
"""
TRIGGER = """
CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{}"
FOR EACH STATEMENT EXECUTE FUNCTION touched()
"""
STANDS_THERE = "SELECT pg_backend_pid(), current_setting('dnr.touched', true) WHERE to_regproc('touched') IS NOT NULL"


def install() -> None:
    """In a database of PostgreSQL, which every copy of it has then."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for name in sorted(tables()):
            cursor.execute(TRIGGER.format(name))


def mark() -> Hashable:
    """Equal to an earlier one only where all tables hold the same rows. None: it cannot be told."""
    return _mark_of_sqlite() if connection.vendor == "sqlite" else _mark_of_postgresql()


def _mark_of_postgresql() -> Hashable:
    with connection.cursor() as cursor:
        cursor.execute(STANDS_THERE)
        stands: Hashable = cursor.fetchone()
    return stands


def _mark_of_sqlite() -> Hashable:
    raw = connection.connection
    if raw is None or not raw.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'touched'").fetchone():
        return None
    stands = raw.execute(STANDS).fetchone()
    return (id(raw), *stands) if stands[1] == 1 + len(EVENTS) * len(tables()) else None
