"""The database itself refuses to change the record."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from cases.health import recorded as health
from cases.ledger import guards, jobs
from cases.models import Case, Event, Letter, ReadLog, SealedLeaf, WaitingLeaf
from tests import people
from tests.cases.ledger.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LATER = NOW.replace(hour=12)
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has neither accounts nor TRUNCATE")


def raw(model: Any) -> QuerySet[Any]:
    return QuerySet(model)


def read(case: Case) -> None:
    ReadLog.objects.create(case=case, user=people.officer(), what="case", at=NOW)


@pytest.fixture
def guarded(recorded: Case, settings: Any) -> Iterator[Case]:
    settings.LOG_GUARDS = True
    connection.check_constraints()  # what waits for the end of the transaction would hold up the triggers
    guards.install_guards()
    yield recorded
    connection.check_constraints()
    guards.remove_guards()


def test_rows_of_logs_are_neither_changed_nor_removed(guarded: Case) -> None:
    assert guards.missing() == [] and health.log_guards(NOW).value == 0
    for change in (
        lambda: raw(Event).filter(case=guarded).update(user_name="x"),
        lambda: raw(Event).filter(case=guarded)._raw_delete("default"),
        lambda: raw(SealedLeaf).filter(place=0).update(digest=b"x"),
        lambda: raw(Case.history.model).filter(id=guarded.pk).update(state="x"),  # type: ignore[attr-defined]
    ):
        with pytest.raises(DatabaseError, match="never changed nor removed"), transaction.atomic():
            change()


def test_the_portal_goes_on_behind_them(guarded: Case) -> None:
    raw(Letter).filter(pk=Letter.objects.all()[0].pk).update(rendered_at=NOW)
    read(guarded)
    assert "1 leaves sequenced" in jobs.sequence(LATER)


def test_they_go_for_migrations_and_only_where_there_are_some(guarded: Case) -> None:
    guards.remove_guards(plan=[])
    assert guards.missing() == []
    connection.check_constraints()
    guards.remove_guards(plan=["a migration"])
    assert guards.missing() == guards.tables() and health.log_guards(NOW).value == len(guards.tables())
    assert raw(Event).filter(case=guarded).update(user_name="x")


def test_a_single_guard_that_is_gone_is_noticed_and_comes_back(guarded: Case) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(guards._dropped("cases_event", "append_only_d_cases_event"))
    assert guards.missing() == ["cases_event"]
    guards.install_guards()
    assert guards.missing() == []


@on_postgresql
def test_a_table_is_not_emptied(guarded: Case) -> None:
    for table in ("cases_readlog", "cases_sealedleaf", "cases_case CASCADE"):
        refused = pytest.raises(DatabaseError, match="never changed nor removed")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table}")


@on_postgresql
def test_the_account_of_the_portal_reads_and_adds(guarded: Case) -> None:
    """Also where the guards are gone, which it cannot take away."""
    call_command("portal_rights", "dnr_portal_test", stdout=(out := StringIO()))
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE dnr_portal_test; {out.getvalue()}")
        cursor.execute("SET LOCAL ROLE dnr_portal_test")
        try:
            for refused in (
                "UPDATE cases_event SET user_name = 'x'",
                "DELETE FROM cases_sealedleaf",
                "TRUNCATE cases_waitingleaf",
                "DROP TRIGGER append_only_d_cases_event ON cases_event",
                "ALTER TABLE cases_event DISABLE TRIGGER ALL",
                "SET session_replication_role = replica",
                "CREATE OR REPLACE FUNCTION dnr_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
            ):
                with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
                    cursor.execute(refused)
            read(guarded)
            assert "1 leaves sequenced" in jobs.sequence(LATER)
            assert not WaitingLeaf.objects.exists()
        finally:
            cursor.execute("RESET ROLE")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has them")
def test_accounts_are_refused_where_there_are_none() -> None:
    with pytest.raises(CommandError, match="no accounts"):
        call_command("portal_rights", "x")
