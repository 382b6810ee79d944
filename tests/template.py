"""An SQLite database after all migrations, kept between runs in var/test/: making it anew takes longer than most runs.

Its name holds a digest of the migrations, so a changed one makes another. `migrate` runs over the copy all the same,
and finds nothing to do. PostgreSQL has a cluster of its own each time: there the first worker migrates, for all.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import IO, Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from dnr.settings.base import VAR
from tests import touched

FOLDER = VAR / "test"


_lock: list[IO[str]] = []


def lay() -> bool:
    """Put a copy where the test database belongs. False where there is no template yet: then `keep` has to follow.

    Several workers begin at once: the first makes the template, the others wait here until it is kept.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    _lock.append((FOLDER / "template.lock").open("w"))
    fcntl.flock(_lock[0], fcntl.LOCK_EX)
    if not _path().exists():
        return False
    remove()
    shutil.copyfile(_path(), _database())
    _lock.pop().close()
    return True


def keep() -> None:
    """The database as it stands becomes the template; those of other migrations go."""
    begun = _path().with_suffix(".new")
    begun.unlink(missing_ok=True)
    with closing(sqlite3.connect(begun)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    for old in FOLDER.glob("template-*.sqlite3"):
        old.unlink()
    begun.rename(_path())
    _lock.pop().close()


def remove() -> None:
    """The test database, from this run or one that was killed."""
    for suffix in ("", "-wal", "-shm"):
        _database().with_name(_database().name + suffix).unlink(missing_ok=True)


def _database() -> Path:
    return Path(connection.settings_dict["TEST"]["NAME"])


LOCK = 7231
"""Of PostgreSQL's advisory locks: who holds it makes the template."""


def serve() -> None:
    """The same on PostgreSQL: the test database, which is still to be made, will be a copy of a migrated one."""
    base: Any = connection
    with base._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template-%%'")
        there = {name for (name,) in cursor.fetchall()}
        if _path().stem not in there:
            for old in there:
                cursor.execute(f'DROP DATABASE "{old}"')
            cursor.execute('CREATE DATABASE "template-begun"')
            _migrate("template-begun")
            cursor.execute(f'ALTER DATABASE "template-begun" RENAME TO "{_path().stem}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = _path().stem


def _migrate(database: str) -> None:
    base: Any = connection
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], database
    try:
        call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
        touched.install()
    finally:
        base.close()
        base.close_pool()
        connection.settings_dict["NAME"] = name


@cache
def _path() -> Path:
    digest = hashlib.sha256(f"{django.VERSION} {sqlite3.sqlite_version}".encode())
    for app in apps.get_app_configs():
        for migration in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"\n{app.label} {migration.name}\n".encode() + migration.read_bytes())
    return FOLDER / f"template-{digest.hexdigest()[:16]}.sqlite3"
