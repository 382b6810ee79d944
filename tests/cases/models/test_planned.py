"""Statements that a connection keeps planned give what they gave before, as other values and other tables come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from cases.models import City, planned

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SQL = "SELECT code FROM cases_city WHERE code = %s"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans")


@pytest.fixture(autouse=True)
def _cities() -> Iterator[None]:
    City.objects.get_or_create(code="astana")
    yield
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")


def kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall() if "cases_city" in statement]


def asked(code: str = "astana") -> list[Any]:
    return planned.planned_rows(SQL, [code])


def test_each_run_finds_by_its_own_values() -> None:
    for _ in range(8):  # past psycopg's threshold, and the five runs after which the server has one plan for all
        assert asked() == [("astana",)] and asked("' OR 1=1 --") == [] == asked("%")


@on_postgresql
def test_what_runs_often_is_kept_planned_and_a_changed_table_is_no_fault() -> None:
    for _ in range(4):
        asked()
    assert len(kept()) == 1
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_city ADD COLUMN another text")
        assert asked() == [("astana",)]
        cursor.execute("ALTER TABLE cases_city DROP COLUMN another")
    assert asked() == [("astana",)]


@on_postgresql
def test_behind_a_pooler_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    for _ in range(4):
        assert asked() == [("astana",)]
    assert kept() == []


@on_postgresql
def test_the_connection_is_as_before() -> None:
    """Writes are sent several to a message, which the server binds no values to."""
    before = connection.connection.cursor_factory
    asked()
    assert connection.connection.cursor_factory is before
