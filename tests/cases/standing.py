"""One case in each state: brought there by steps once a process, and from then on copied row by row."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from cases.models import Case, Counter, WaitingLeaf
from cases.programmes.nomad.states import State
from tests import people

Rows = dict[str, list[dict[str, Any]]]

_made: dict[State, UUID] = {}
_rows: Rows = {}


def every_case() -> dict[State, Case]:
    """Must be called inside a transaction that is rolled back. Costs seconds the first time, little after that."""
    people.reference()
    if _made:
        _write(_rows)
    else:
        before = _read()
        _made.update({state: people.case_in(state).pk for state in State})
        _rows.update({t: [r for r in rows if r not in before[t]] for t, rows in _read().items()})
    cases = Case.objects.select_related("person__user", "city", "slot").in_bulk(_made.values())
    return {state: cases[pk] for state, pk in _made.items()}


def _read() -> Rows:
    """All rows as the driver gives them, without a key that the database itself would give."""
    tables: Rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("cases").get_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            made = {field.column for field in model._meta.fields if field.generated}  # by the database itself
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            tables[table] = [{name: value for name, value in row.items() if name not in made} for row in rows]
    for model in (Counter, WaitingLeaf):
        for row in tables[model._meta.db_table]:
            del row["id"]
    return tables


def _write(rows: Rows) -> None:
    """Foreign keys are deferred to the end of the transaction, so that the order of tables does not matter."""
    with connection.cursor() as cursor:
        for table, added in rows.items():
            if added:
                names = ", ".join(f'"{name}"' for name in added[0])
                marks = ", ".join(["%s"] * len(added[0]))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [list(r.values()) for r in added])
