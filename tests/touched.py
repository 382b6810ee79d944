"""Which tables hold what they held before, without reading them: a mark of each, which every write changes, and which a
rollback puts back. On SQLite by triggers of the connection itself, which no other sees; on PostgreSQL by triggers that
set a value of the session, and so lock nothing. Who asks is in a transaction, beside which nobody writes."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from itertools import product
from typing import Any

from django.apps import apps
from django.db import connection

EVENTS = ("INSERT", "UPDATE", "DELETE")
STANDS = "SELECT (SELECT COUNT(*) FROM temp.sqlite_master), (SELECT data_version FROM pragma_data_version)"
"""The last is another number when another connection has committed something."""


def watch(**_signal: Any) -> None:
    """To be called when a connection opens, and when its tables have been made; a server's threads are left alone."""
    if connection.vendor != "sqlite" or threading.current_thread() is not threading.main_thread():
        return
    raw = connection.connection
    there = {name for (name,) in raw.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")}
    if not there.issuperset(tables()):
        return
    raw.execute("CREATE TEMP TABLE IF NOT EXISTS touched (number INTEGER PRIMARY KEY, mark INTEGER NOT NULL)")
    raw.executemany("INSERT OR IGNORE INTO touched VALUES (?, random())", [(n,) for n in range(len(tables()))])
    for (number, name), event in product(enumerate(tables()), EVENTS):
        raw.execute(f"""
            CREATE TEMP TRIGGER IF NOT EXISTS "touched {name} {event}" AFTER {event} ON main."{name}"
            BEGIN UPDATE touched SET mark = random() WHERE number = {number}; END
        """)


@cache
def tables() -> tuple[str, ...]:
    models: Iterable[Any] = apps.get_app_config("cases").get_models(include_auto_created=True)
    return tuple(sorted({model._meta.db_table for model in models}))


FUNCTION = """
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM set_config('touched.' || TG_TABLE_NAME, gen_random_uuid()::text, false); RETURN NULL; END $$
"""
TRIGGER = """
CREATE TRIGGER touched AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{}"
FOR EACH STATEMENT EXECUTE FUNCTION touched()
"""
STANDS_THERE = "SELECT {} WHERE to_regproc('touched') IS NOT NULL"


def install() -> None:
    """In a database of PostgreSQL, which every copy of it has then."""
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for name in tables():
            cursor.execute(TRIGGER.format(name))


Marks = Mapping[str, Hashable]
"""By table; equal to an earlier one only where the table holds the same rows."""


def marks() -> Marks | None:
    """None: it cannot be told."""
    return _marks_of_sqlite() if connection.vendor == "sqlite" else _marks_of_postgresql()


def _marks_of_postgresql() -> Marks | None:
    values = ", ".join(f"current_setting('touched.{name}', true)" for name in tables())
    with connection.cursor() as cursor:
        cursor.execute(STANDS_THERE.format(f"pg_backend_pid(), {values}"))
        row = cursor.fetchone()
    return None if row is None else {name: (row[0], value) for name, value in zip(tables(), row[1:], strict=True)}


def _marks_of_sqlite() -> Marks | None:
    raw = connection.connection
    if raw is None or not raw.execute("SELECT 1 FROM temp.sqlite_master WHERE name = 'touched'").fetchone():
        return None
    watched, others = raw.execute(STANDS).fetchone()
    if watched != 1 + len(EVENTS) * len(tables()):
        return None
    rows = raw.execute("SELECT mark FROM touched ORDER BY number")
    return {name: (id(raw), others, mark) for name, (mark,) in zip(tables(), rows, strict=True)}
