"""The folder of the backups.

files/documents/ab/cd/<sha256>.pdf[.gpg]   each stored file once, whichever backups have it: it never changes
20261130T013000Z/                          one backup, whole: it gets this name last
    manifest.json  files.txt  database[.gpg]  keys.tar[.gpg]
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases.evidence.backup.sealing import BackupError, Digest

FORMAT = 1
STAMP = "%Y%m%dT%H%M%SZ"
STAMPED = re.compile(r"\d{8}T\d{6}Z")
PART = ".part-"
"""How the name of what is not whole begins."""
POOL, MANIFEST, NAMES, DATABASE, KEYS = "files", "manifest.json", "files.txt", "database", "keys.tar"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; never sealed, and names nobody."""

    made_at: str
    portal: str
    vendor: str
    """The kind of database, which it can be restored into."""
    sealed: str
    """The tool that opens it; "" where none is needed."""
    key: str
    """A fingerprint of SECRET_KEY."""
    database: Digest
    keys: Digest
    files: int
    faults: list[str] = field(default_factory=list)
    """Stored files that could not be copied: as "storage/name missing" or "… changed"."""
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=1) + "\n")


def manifest_of(folder: Path) -> Manifest:
    """BackupError where there is none, or one of another format."""
    try:
        facts: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        if facts["format"] != FORMAT:
            raise BackupError(f"{folder} is of format {facts['format']}; this release reads {FORMAT}.")
        digests = {name: Digest(**facts[name]) for name in ("database", "keys")}
        return Manifest(**facts | digests)
    except FileNotFoundError as error:
        raise BackupError(f"{folder} is no backup: it has no {MANIFEST}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder / MANIFEST} cannot be read: {error}") from error


def names_of(folder: Path) -> list[str]:
    """The stored files of a backup, as "storage/name"."""
    return (folder / NAMES).read_text().split()


def backups(shelf: Path) -> list[Path]:
    """Whole ones, the oldest first."""
    if not shelf.is_dir():
        return []
    return sorted(path for path in shelf.iterdir() if STAMPED.fullmatch(path.name) and (path / MANIFEST).exists())


def moment_of(backup: Path) -> datetime:
    return datetime.strptime(backup.name, STAMP).replace(tzinfo=UTC)


def place_of(part: Path) -> Path:
    """Where a backup that is being made will be, once it is whole."""
    return part.with_name(part.name.removeprefix(PART))


def in_pool(shelf: Path, name: str, suffix: str) -> Path:
    return shelf / POOL / f"{name}{suffix}"


@contextmanager
def begun(shelf: Path, now: datetime) -> Iterator[Path]:
    """The folder of a new backup: it has its name once all went well, else it is gone. One at a time."""
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (shelf / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"Another backup into {shelf} is being made.") from error
        _sweep(shelf)
        part = shelf / f"{PART}{now.astimezone(UTC).strftime(STAMP)}"
        try:
            part.mkdir(mode=0o700)
            yield part
            _sync(part)
            part.rename(place_of(part))
            _sync(shelf)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def _sync(folder: Path) -> None:
    for path in [*(each for each in folder.iterdir() if each.is_file()), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(shelf: Path) -> None:
    """What a backup that was killed has left. Nobody else is at work: the lock is ours."""
    for path in [*shelf.glob(f"{PART}*"), *(shelf / POOL).glob(f"*/*/*/{PART}*")]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def prune(shelf: Path, keep: int) -> int:
    """Old backups go, and files that none of the others has: how many backups went."""
    old = backups(shelf)[: -max(keep, 1)]
    for backup in old:
        # First out of the list: half of a backup must not look like one.
        shutil.rmtree(backup.rename(shelf / f"{PART}{backup.name}"))
    kept = set[str]()
    for backup in backups(shelf):
        suffix = f".{tool}" if (tool := manifest_of(backup).sealed) else ""
        kept |= {f"{name}{suffix}" for name in names_of(backup)}
    pool = shelf / POOL
    for path in pool.glob("*/*/*/*"):
        if path.relative_to(pool).as_posix() not in kept:
            path.unlink()
    return len(old)
