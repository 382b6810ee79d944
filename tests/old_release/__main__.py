"""Run as a program; see the package."""

from __future__ import annotations

import gzip
import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dnr.settings.test")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from cases.programmes.nomad.states import State  # noqa: E402
from tests import old_release, people  # noqa: E402
from tests.cases.engine import ways  # noqa: E402
from tests.cases.programmes.complaint.complaining import filed  # noqa: E402

STATES = (State.CARD_ISSUED, State.REWORK, State.MINISTRY_REVIEW, State.FINAL_HEARING, State.INTERVIEW)


def make() -> None:
    """Cases of today's steps, in the tables that the older release had."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    people.reference()
    for state in STATES:
        people.case_in(state)
    filed(people.case_in(State.FINAL_REFUSED))
    ways.take(people.case_in(State.LAPSED), "record_ruling")
    old_release.step_by_step(old_release.LEAF)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'cases\\_%'")
        tables = {name: _table(cursor, name) for (name,) in sorted(cursor.fetchall())}
    kept = {name: table for name, table in tables.items() if table["copy"]}
    old_release.ROWS.write_bytes(gzip.compress(json.dumps(kept, ensure_ascii=False).encode(), mtime=0))
    print(f"{len(kept)} tables, {old_release.ROWS.stat().st_size} bytes")


def _table(cursor: object, name: str) -> old_release.Table:
    columns = old_release.columns_of(cursor, name)
    return {"columns": columns, "copy": "".join(f"{row}\n" for row in old_release.copied(cursor, name, columns))}


def check() -> None:
    lost = old_release.lost()
    print(*lost, sep="\n")
    print(f"{old_release.read()} rows read")
    sys.exit(bool(lost))


make() if "--make" in sys.argv else check()
