"""The way of an agency's database to this release: one that holds cases of an older release is migrated as an agency
does it, and has to keep what it held.

    python tools/postgres.py -- .venv/bin/python -m tests.old_release           migrates one, and says what was lost
    python tools/postgres.py -- .venv/bin/python -m tests.old_release --make    makes `rows.json.gz` anew
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

LEAF = "0045_rulings_name_their_act"
"""The last migration before the tables of the workload, the search, the reviews and the registries."""
ROWS = Path(__file__).with_name("rows.json.gz")

Table = dict[str, Any]
"""`columns`: names; `copy`: the rows as COPY writes them."""

CHANGED: dict[str, set[str]] = {}
"""By table, columns whose values a migration is meant to change."""


def step_by_step(leaf: str) -> None:
    """Brings the tables to this step, as they were before all were made at once for a new installation."""
    executor = MigrationExecutor(connection)
    executor.loader.replace_migrations = False  # type: ignore[attr-defined]  # as of `squashmigrations`
    executor.loader.build_graph()
    executor.migrate([("cases", leaf)])


@cache
def held() -> dict[str, Table]:
    """What the older release held, by table."""
    tables: dict[str, Table] = json.loads(gzip.decompress(ROWS.read_bytes()))
    return tables


def lost() -> list[str]:
    """A database of the older release with its rows is migrated: what was not kept."""
    step_by_step(LEAF)
    _fill()
    call_command("migrate", verbosity=1, interactive=False)
    return [fault for name, table in held().items() for fault in _lost(name, table)]


def _fill() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in held().items():
            columns = ", ".join(f'"{column}"' for column in table["columns"])
            with cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
                copy.write(table["copy"])


def _lost(name: str, table: Table) -> Iterator[str]:
    """Columns that are gone, and rows that are gone or are others."""
    with connection.cursor() as cursor:
        there = {column.name for column in connection.introspection.get_table_description(cursor, name)}
        yield from (f"{name}.{column} is gone" for column in table["columns"] if column not in there)
        columns = [column for column in table["columns"] if column in there - CHANGED.get(name, set())]
        now = set(copied(cursor, name, columns))
    places = [table["columns"].index(column) for column in columns]
    before = [row.split("\t") for row in table["copy"].splitlines()]
    rows = {"\t".join(row[place] for place in places) for row in before}
    yield from (f"{name}: {row[:200]}" for row in sorted(rows - now))


def copied(cursor: Any, name: str, columns: list[str]) -> list[str]:
    """The rows of a table as COPY writes them."""
    chosen = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f'COPY (SELECT {chosen} FROM "{name}") TO STDOUT') as copy:
        return b"".join(copy).decode().splitlines()


def columns_of(cursor: Any, name: str) -> list[str]:
    """Those that hold what was written, and nothing that the database makes of them."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [name],
    )
    return [column for (column,) in cursor.fetchall()]


def read() -> int:
    """How many rows of the old tables today's models read, each of them whole."""
    models = [model for model in apps.get_app_config("cases").get_models() if model._meta.db_table in held()]
    return sum(len(list(model._base_manager.all())) for model in models)
