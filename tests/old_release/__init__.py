"""The way of an agency's database to this release: one that holds cases of an older release is migrated, and keeps
what it held. Each run on PostgreSQL makes its database that way (`tests.template`).

`rows.json.gz` was made by `python tools/postgres.py -- .venv/bin/python -m tests.old_release`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction

LEAF = "0045_rulings_name_their_act"
"""The last migration before the tables of the workload, the search, the reviews and the registries."""
ROWS = Path(__file__).with_name("rows.json.gz")

Table = dict[str, Any]
"""`columns`: names; `copy`: the rows as COPY writes them."""

CHANGED: dict[str, set[str]] = {}
"""By table, columns whose values a migration is meant to change."""


@cache
def held() -> dict[str, Table]:
    """What the older release held, by table."""
    tables: dict[str, Table] = json.loads(gzip.decompress(ROWS.read_bytes()))
    return tables


def fill() -> None:
    """A database of the older release, with its rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in held().items():
            columns = ", ".join(f'"{column}"' for column in table["columns"])
            with cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
                copy.write(table["copy"])


def lost() -> list[str]:
    """What the migrations have not kept: tables and columns that are gone, rows that are gone or are others."""
    return [fault for name, table in held().items() for fault in _lost(name, table)]


def _lost(name: str, table: Table) -> Iterator[str]:
    with connection.cursor() as cursor:
        there = {column.name for column in connection.introspection.get_table_description(cursor, name)}
        gone = [column for column in table["columns"] if column not in there]
        yield from (f"{name}.{column} is gone" for column in gone)
        columns = [column for column in table["columns"] if column in there - CHANGED.get(name, set())]
        now = set(_copied(cursor, name, columns))
    places = [table["columns"].index(column) for column in columns]
    before = [row.split("\t") for row in table["copy"].splitlines()]
    rows = {"\t".join(row[place] for place in places) for row in before}
    yield from (f"{name}: {row[:200]}" for row in sorted(rows - now))


def _copied(cursor: Any, name: str, columns: list[str]) -> list[str]:
    chosen = ", ".join(f'"{column}"' for column in columns)
    with cursor.copy(f'COPY (SELECT {chosen} FROM "{name}") TO STDOUT') as copy:
        return b"".join(copy).decode().splitlines()


def read() -> int:
    """How many rows today's models read of it, each of them whole."""
    from django.apps import apps

    models = [model for model in apps.get_app_config("cases").get_models() if model._meta.db_table in held()]
    return sum(len(list(model._base_manager.all())) for model in models)
