"""Triggers of the database: what is written once is neither changed nor removed, whoever asks.

They hold off a slip and a stranger with the rights of the portal, not the owner of the tables, who can drop them: that
he did is what the log shows. A migration runs without them, as it may have to change what was written.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from cases.models import SealedLeaf, TreeNode
from cases.models.leafkinds import FACETS, all_kinds

FUNCTION = """
CREATE OR REPLACE FUNCTION dnr_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are never changed nor removed', TG_TABLE_NAME USING ERRCODE = '55000'; END $$
"""


def tables() -> list[str]:
    logs: list[Any] = [SealedLeaf, TreeNode, apps.get_model("cases", "Checkpoint")]
    logs += [kind.model for kind in all_kinds().values() if kind.model._meta.model_name not in FACETS]
    return sorted({model._meta.db_table for model in logs})


def install_guards(**_signal: object) -> None:
    """After the migrations of this app; once or again is the same."""
    if not settings.LOG_GUARDS:
        return
    with connection.cursor() as cursor:
        for statement in _made():
            cursor.execute(statement)


def remove_guards(**_signal: object) -> None:
    """Before migrations."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in there & set(tables()):
            for name in _names(table):
                on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing() -> list[str]:
    """Tables that should be guarded and are not."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'append_only%'")
        else:
            cursor.execute(
                "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE t.tgname LIKE 'append_only%%' AND t.tgenabled <> 'D'"
            )
        guarded = {name for (name,) in cursor.fetchall()}
    return [table for table in tables() if table not in guarded]


def _names(table: str) -> list[str]:
    return [f"append_only_{what}_{table}"[:63] for what in ("u", "d", "t")]


def _made() -> list[str]:
    made = [] if connection.vendor == "sqlite" else [FUNCTION]
    for table in tables():
        for name, event in zip(_names(table), ("UPDATE", "DELETE", "TRUNCATE"), strict=True):
            if connection.vendor != "sqlite":
                each = "STATEMENT" if event == "TRUNCATE" else "ROW"
                made.append(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
                made.append(
                    f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
                    f"FOR EACH {each} EXECUTE FUNCTION dnr_append_only()"
                )
            elif event != "TRUNCATE":
                made.append(
                    f'CREATE TRIGGER IF NOT EXISTS "{name}" BEFORE {event} ON "{table}" '
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed nor removed'); END"
                )
    return made
