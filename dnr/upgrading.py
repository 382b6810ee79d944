"""What stands between this code and the database and settings it is about to run with: `manage.py upgrade_check`.

Asked with the new release in place, before its `prepare`, while the release before still runs.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations import operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration

from cases.evidence.backup.making import age_of_last

DAY = 24 * 3600.0
LEAVES_OLD_CODE_BEHIND = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)
"""After these the release before asks for what is no longer there."""

PINNED = re.compile(r"^([\w.-]+)(?:\[.*\])?==([^\s;\\]+)(?:\s*;\s*(.+?))?\s*\\?$", re.MULTILINE)
NAMED = re.compile(r"`((?:DNR_)[A-Z0-9_]+(?:<[A-Z]+>[A-Z0-9_]*)?)`")


class Weight(StrEnum):
    GOOD = "ok"
    WARN = "warn"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class UpgradeNote:
    weight: Weight
    text: str


def notes(now: datetime, environ: Mapping[str, str]) -> Iterator[UpgradeNote]:
    """Everything that is looked at, well or not."""
    yield from _migrations()
    yield from _packages()
    yield from _variables(environ)
    yield from _backup(now)
    yield from _room()


def pending() -> list[Migration]:
    executor = MigrationExecutor(connection)
    return [migration for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _migrations() -> Iterator[UpgradeNote]:
    waiting = pending()
    if not waiting:
        yield UpgradeNote(Weight.GOOD, "The tables are those of this release.")
        return
    names = ", ".join(f"{migration.app_label}.{migration.name}" for migration in waiting)
    yield UpgradeNote(Weight.GOOD, f"{len(waiting)} migrations are to be made: {names}.")
    behind = sorted({f"{migration.app_label}.{migration.name}" for migration in waiting if breaks_old_code(migration)})
    if behind and connection.introspection.table_names():
        words = "take away what the release before reads: stop its web and worker before `prepare`."
        yield UpgradeNote(Weight.WARN, f"{', '.join(behind)} {words}")
    else:
        yield UpgradeNote(Weight.GOOD, "The release before may go on while they are made.")


def breaks_old_code(migration: Migration) -> bool:
    return any(isinstance(operation, LEAVES_OLD_CODE_BEHIND) for operation in migration.operations)


def _packages() -> Iterator[UpgradeNote]:
    """That of requirements.txt with the environment, whose marks for other platforms are left aside."""
    other = []
    for name, version, mark in PINNED.findall((settings.BASE_DIR / "requirements.txt").read_text()):
        if mark:
            continue
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "none"
        if installed != version:
            other.append(f"{name} {installed}, wanted {version}")
    if other:
        yield UpgradeNote(Weight.STOP, f"Run tools/setup.sh production: {'; '.join(other)}.")
    else:
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        yield UpgradeNote(Weight.GOOD, f"The packages are those of requirements.txt, on Python {python}.")


def known_variables(page: Path) -> list[re.Pattern[str]]:
    """Of docs/settings.md, which is drawn from the code; a part such as <SYSTEM> stands for any word."""
    names = NAMED.findall(page.read_text("utf-8"))
    return [re.compile(re.sub(r"<[A-Z]+>", "[A-Z0-9_]+", name)) for name in names]


def unknown_variables(names: Iterable[str], page: Path) -> list[str]:
    known = known_variables(page)
    return sorted(n for n in names if n.startswith("DNR_") and not any(pattern.fullmatch(n) for pattern in known))


def _variables(environ: Mapping[str, str]) -> Iterator[UpgradeNote]:
    unknown = unknown_variables(environ, settings.BASE_DIR / "docs/settings.md")
    if unknown:
        words = "are read by nothing in this release: misspelt, or gone (CHANGELOG.md)."
        yield UpgradeNote(Weight.WARN, f"{', '.join(unknown)} {words}")
    else:
        yield UpgradeNote(Weight.GOOD, "Every DNR_ variable that is set is one that this release reads.")


def _backup(now: datetime) -> Iterator[UpgradeNote]:
    if not settings.BACKUP_DIR:
        words = "DNR_BACKUP_DIR is not set: see to a backup of database, files and keys by other means."
        yield UpgradeNote(Weight.WARN, words)
        return
    age = age_of_last(Path(settings.BACKUP_DIR), now)
    if age is None or age > DAY:
        yield UpgradeNote(Weight.STOP, "There is no backup of the last 24 hours: run `manage.py backup` first.")
    else:
        yield UpgradeNote(Weight.GOOD, f"The last backup is {age / 3600:.1f} hours old.")


def _room() -> Iterator[UpgradeNote]:
    """A migration may write a table a second time."""
    needed, free = 2 * _database_bytes(), shutil.disk_usage(settings.VAR).free
    words = f"{free / 1e9:.1f} GB are free where the portal writes; the database has {needed / 2e9:.1f} GB."
    yield UpgradeNote(Weight.WARN if free < needed else Weight.GOOD, words)


def _database_bytes() -> int:
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        return path.stat().st_size if path.exists() else 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
