"""One backup, while the portal runs: stored files, the database as of one moment, then the files that came meanwhile.

A file never changes and is there before its row is, so whatever the database of that moment names has been copied;
what was removed meanwhile was copied before.
"""

from __future__ import annotations

import io
import tarfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from cases.evidence.backup import databank, shelf
from cases.evidence.backup.sealing import Digest, Sealing, configured, write_sealed
from cases.evidence.storage.verifying import PLACES
from cases.files.storing import ChangedError, open_verified
from cases.models.filefault import CHANGED, MISSING
from cases.models.row import in_chunks


@dataclass(slots=True)
class StoredCopies:
    """The stored files of a backup, as it grows."""

    shelf: Path
    sealing: Sealing
    names: set[str] = field(default_factory=set)
    """Copied, as "storage/name"."""
    faults: dict[str, str] = field(default_factory=dict)
    """Could not be copied, and why."""
    fresh: int = 0
    """No earlier backup had them."""

    def add_all(self) -> None:
        """Those that the database names now and that are not here yet."""
        faults: dict[str, str] = {}
        for place, model in PLACES.items():
            for row in in_chunks(model._default_manager.only("sha256", "name"), 1000):
                name = f"{place}/{row.name}"
                if name not in self.names:
                    if why := self._add(place, row.name, row.sha256):
                        faults[name] = why
                    else:
                        self.names.add(name)
        self.faults = faults

    def _add(self, place: str, name: str, sha256: str) -> str:
        """ "" once it is in the pool, else what is wrong with it in its storage."""
        target = shelf.in_pool(self.shelf, f"{place}/{name}", self.sealing.suffix)
        if target.exists():
            return ""
        try:
            stream = open_verified(name, sha256, place)
        except ChangedError:
            return CHANGED
        except FileNotFoundError:
            return MISSING
        with stream:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_sealed(stream, target, self.sealing)
        self.fresh += 1
        return ""


@dataclass(frozen=True, slots=True)
class BackupReport:
    place: Path
    manifest: shelf.Manifest
    fresh: int
    """Stored files that no earlier backup had."""
    removed: int
    """Old backups that went."""


def make_backup(folder: Path, now: datetime) -> BackupReport:
    """BackupError, or OSError where the disk is full: then nothing of it is left."""
    sealing = configured()
    copies = StoredCopies(folder, sealing)
    with shelf.begun(folder, now) as part:
        copies.add_all()
        database = _database(part / f"{shelf.DATABASE}{sealing.suffix}", sealing)
        copies.add_all()
        keys = write_sealed(_keys(), part / f"{shelf.KEYS}{sealing.suffix}", sealing)
        (part / shelf.NAMES).write_text("".join(f"{name}\n" for name in sorted(copies.names)))
        manifest = _manifest(now, sealing, database, keys, copies)
        manifest.write(part)
        place = shelf.place_of(part)
    return BackupReport(place, manifest, copies.fresh, shelf.prune(folder, settings.BACKUP_KEEP))


def _database(target: Path, sealing: Sealing) -> Digest:
    """A dump that turns out to be broken takes the whole backup with it."""
    with databank.dumped() as stream:
        return write_sealed(stream, target, sealing)


def _manifest(now: datetime, sealing: Sealing, database: Digest, keys: Digest, copies: StoredCopies) -> shelf.Manifest:
    faults = [f"{name} {why}" for name, why in sorted(copies.faults.items())]
    return shelf.Manifest(
        made_at=now.isoformat(),
        portal=settings.PUBLIC_URL,
        vendor=connection.vendor,
        sealed=sealing.tool,
        key=key_fingerprint(),
        database=database,
        keys=keys,
        files=len(copies.names),
        faults=faults,
    )


def key_fingerprint() -> str:
    """By which a restored installation sees whether its SECRET_KEY is the one of the backup; it tells nothing of it."""
    return salted_hmac("dnr.backup", "fingerprint", algorithm="sha256").hexdigest()[:16]


def _keys() -> io.BytesIO:
    """`settings.BACKUP_KEYS` as a tar, each by the name of its place: the last two parts of it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for path in settings.BACKUP_KEYS:
            if path.exists():
                archive.add(path, "/".join(path.parts[-2:]))
    packed.seek(0)
    return packed


def age_of_last(folder: Path, now: datetime) -> float | None:
    """Seconds since the last whole backup; None where there is none."""
    whole = shelf.backups(folder)
    return max(0.0, (now - shelf.moment_of(whole[-1])).total_seconds()) if whole else None
