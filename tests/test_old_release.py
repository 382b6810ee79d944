"""An agency's database of an older release, with cases in it, comes to this release with all that it held."""

from __future__ import annotations

import json

import pytest
from django.db import connection

from cases.models import Case
from tests import old_release

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ON_THE_WAY = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'template-%'"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the database of tests comes that way on PostgreSQL")
def test_nothing_was_lost_on_the_way() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ON_THE_WAY)
        ((came,),) = cursor.fetchall()
    found = json.loads(came)
    assert found["lost"] == [] and found["read"] > 500
    cases = old_release.held()["cases_case"]
    assert len(cases["copy"].splitlines()) >= 7 and len(cases["columns"]) < len(Case._meta.concrete_fields)
