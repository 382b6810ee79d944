"""The database of the statistics: named by a setting, read, never written."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from cases.models import DaySum
from cases.reports import source
from dnr.routing import ReportsRouter
from dnr.settings import base


def test_without_a_setting_it_is_the_portals_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REPORTS_DATABASE_URL", raising=False)
    assert base.reports_database() is None
    assert source.alias() == "default"


def test_with_a_setting_it_is_an_alias_that_refuses_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTS_DATABASE_URL", "postgres://u:p@replica/n")
    known = base.reports_database()
    assert known and known["HOST"] == "replica"
    assert known["OPTIONS"]["options"] == "-c default_transaction_read_only=on"
    monkeypatch.setenv("REPORTS_DATABASE_URL", "sqlite:////tmp/copy.sqlite3")
    known = base.reports_database()
    assert known and known["OPTIONS"]["init_command"].endswith("PRAGMA query_only=ON;")
    monkeypatch.setitem(settings.DATABASES, "reports", known)
    assert source.alias() == "reports"


def test_no_table_is_made_and_no_row_written_there() -> None:
    router = ReportsRouter()
    assert settings.DATABASE_ROUTERS == ["dnr.routing.ReportsRouter"]
    assert router.allow_migrate("reports", "cases") is False and router.allow_migrate("default", "cases") is None
    assert router.db_for_write(DaySum) == "default"


@pytest.mark.database
@pytest.mark.django_db
def test_a_database_that_is_no_replica_is_not_behind() -> None:
    assert source.replica_lag(connection.alias) is None
