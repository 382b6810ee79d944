"""The database as one stream of bytes: an SQLite file, or what pg_dump writes; each of one moment, while others write.

pg_dump and pg_restore have to be those of the server's version or newer, and speak with the server itself.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from cases.evidence.backup.sealing import BackupError, last_line


@contextmanager
def dumped() -> Iterator[IO[bytes]]:
    """Read it to the end: only then is it known that the dump is whole. BackupError where it is not."""
    with _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql() as stream:
        yield stream


@contextmanager
def _of_sqlite() -> Iterator[IO[bytes]]:
    """Copied page by page in a single read transaction, into the portal's own folder, then read from there."""
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".backup-") as folder:
        copy = Path(folder, "copy")
        source = f"{Path(connection.settings_dict['NAME']).absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as ours, closing(sqlite3.connect(copy)) as theirs:
            ours.backup(theirs)
            theirs.execute("PRAGMA journal_mode=DELETE")
        with copy.open("rb") as stream:
            yield stream


@contextmanager
def _of_postgresql() -> Iterator[IO[bytes]]:
    command, environment = _client("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
    with tempfile.TemporaryFile() as words:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=words)
        assert process.stdout
        try:
            with process.stdout as stream:
                yield stream
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait():
            raise BackupError(f"pg_dump: {last_line(words)}")


def _client(program: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """The command and its environment, which holds the password: arguments are seen by everybody on the host."""
    if not shutil.which(program):
        raise BackupError(f"{program} is not installed: it comes with the client of PostgreSQL.")
    database_settings = settings.BACKUP_DATABASE or connection.settings_dict
    arguments, environment = DatabaseClient.settings_to_cmd_args_env(database_settings, [])
    *where, database = arguments[1:]
    return [program, *options, *where, "--dbname", database], os.environ | (environment or {})


def load_dump(dump: Path) -> None:
    """Into a database without tables, all of it or nothing; BackupError where it cannot be."""
    connection.close()
    if connection.vendor == "sqlite":
        _into_sqlite(dump)
        return
    # The comment of an extension that a superuser has made is not ours to write.
    options = ("--no-owner", "--no-privileges", "--no-comments", "--single-transaction", "--exit-on-error")
    command, environment = _client("pg_restore", *options)
    done = subprocess.run([*command, str(dump)], env=environment, capture_output=True)
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise BackupError(f"pg_restore: {' '.join(lines)[:600]}")


def _into_sqlite(dump: Path) -> None:
    with closing(sqlite3.connect(f"{dump.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        fault = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if fault != "ok":
        raise BackupError(f"The copy of the database is damaged: {fault}")
    target = Path(connection.settings_dict["NAME"])
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    dump.chmod(0o600)
    shutil.move(dump, target)


def is_used() -> bool:
    """Whether there is any table: the way back is into a new database alone."""
    return bool(connection.introspection.table_names())
