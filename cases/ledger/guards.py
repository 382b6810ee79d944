"""Triggers of the database: what is written once is neither changed nor removed, whoever asks.

Where a rule of retention erases, a row goes whose leaf waits that says so: of a stranger the leaf shows by its code.

They hold off a slip and a stranger with the rights of the portal, not the owner of the tables, who can drop them: that
he did is what the log shows. A migration runs without them, as it may have to change what was written.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

from cases.ledger.erasures import ERASABLE
from cases.models import SealedLeaf, TreeNode
from cases.models.leafkinds import FACETS, all_kinds

FUNCTION = """
CREATE OR REPLACE FUNCTION dnr_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are never changed nor removed', TG_TABLE_NAME USING ERRCODE = '55000'; END $$;
CREATE OR REPLACE FUNCTION dnr_erased_by_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM cases_waitingleaf WHERE kind = TG_ARGV[0] AND ref = replace(OLD.id::text, '-', '')
             AND digest = decode(repeat('00', 32), 'hex')) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'rows of % are never changed nor removed', TG_TABLE_NAME USING ERRCODE = '55000';
END $$
"""


def tables() -> list[str]:
    logs: list[Any] = [SealedLeaf, TreeNode, apps.get_model("cases", "Checkpoint")]
    logs += [kind.model for kind in all_kinds().values() if kind.model._meta.model_name not in FACETS]
    return sorted({model._meta.db_table for model in logs})


def install_guards(**_signal: object) -> None:
    """After the migrations of this app; what is there already is not touched."""
    if not settings.LOG_GUARDS:
        return
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(FUNCTION)
        for table in missing():
            for event, name in _names(table).items():
                cursor.execute(_dropped(table, name))
                cursor.execute(_made(table, event, name))


def remove_guards(plan: object = True, **_signal: object) -> None:
    """Before migrations; where there are none to run, not for a moment."""
    if not plan:
        return
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table in there & set(tables()):
            for name in _names(table).values():
                cursor.execute(_dropped(table, name))


def missing() -> list[str]:
    """Tables that lack one of their guards."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            )
        there = set(cursor.fetchall())
    return [table for table in tables() if any((table, name) not in there for name in _names(table).values())]


def grants(role: str) -> list[str]:
    """What the owner of the tables grants to the account of the portal, of PostgreSQL: of logs to read and to add."""
    to, guarded = connection.ops.quote_name(role), set(tables())
    with connection.cursor() as cursor:
        there = sorted(connection.introspection.table_names(cursor))
    made = [f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}"]
    for table in there:
        rights = _rights(table) if table in guarded else "SELECT, INSERT, UPDATE, DELETE"
        made.append(f"GRANT {rights} ON {connection.ops.quote_name(table)} TO {to}")
    return [*made, f"GRANT USAGE ON SCHEMA public TO {to}", f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {to}"]


def _rights(table: str) -> str:
    return "SELECT, INSERT, DELETE" if _erasable(table) else "SELECT, INSERT"


def _erasable(table: str) -> str:
    """The kind of its rows, where a rule of retention may erase some."""
    kind = table.removeprefix("cases_")
    return kind if kind in ERASABLE else ""


def _names(table: str) -> dict[str, str]:
    """By what they refuse; SQLite has no TRUNCATE."""
    events = ("UPDATE", "DELETE") if connection.vendor == "sqlite" else ("UPDATE", "DELETE", "TRUNCATE")
    return {event: f"append_only_{event[0].lower()}_{table}"[:63] for event in events}


def _dropped(table: str, name: str) -> str:
    return f'DROP TRIGGER IF EXISTS "{name}"' + ("" if connection.vendor == "sqlite" else f' ON "{table}"')


def _made(table: str, event: str, name: str) -> str:
    begins = f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}"'
    kind = _erasable(table) if event == "DELETE" else ""
    if connection.vendor == "sqlite":
        leaf = f"SELECT 1 FROM cases_waitingleaf WHERE kind = '{kind}' AND ref = OLD.id AND digest = zeroblob(32)"
        when = f"WHEN NOT EXISTS ({leaf}) " if kind else ""
        return f"{begins} {when}BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed nor removed'); END"
    if kind:
        return f"{begins} FOR EACH ROW EXECUTE FUNCTION dnr_erased_by_rule('{kind}')"
    each = "STATEMENT" if event == "TRUNCATE" else "ROW"
    return f"{begins} FOR EACH {each} EXECUTE FUNCTION dnr_append_only()"
