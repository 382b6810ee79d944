"""The way back: stored files, then the database, all of it or nothing, then the keys. Only into an installation that
nobody has used."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from cases.evidence.backup import databank, shelf
from cases.evidence.backup.making import key_fingerprint
from cases.evidence.backup.sealing import BackupError, Sealing, opened_plain, write_sealed
from cases.evidence.storage.verifying import PLACES
from cases.files.storing import ChangedError, put_back

KEY = "secret_key"
"""The one that a new installation makes for itself, below DNR_VAR, and that the restored one takes the place of."""


@dataclass(slots=True)
class RestoreReport:
    manifest: shelf.Manifest
    files: int = 0
    faults: list[str] = field(default_factory=list)
    """Stored files that the backup should have and has not, or not as they were."""
    keys: Path | None = None
    """The folder with what was kept besides the database, for a person to put in place."""
    other_key: bool = False
    """This installation runs with another SECRET_KEY than the backup's."""


def restore_backup(backup: Path, identity: str) -> RestoreReport:
    """BackupError where it cannot be: then the database is as it was, without tables."""
    manifest = shelf.manifest_of(backup)
    _refuse(manifest)
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix=".restore-") as folder:
        # First, so that a wrong key shows before an hour of files.
        database = _plain(backup, shelf.DATABASE, manifest, Path(folder), identity)
        keys = _plain(backup, shelf.KEYS, manifest, Path(folder), identity)
        report = RestoreReport(manifest)
        _files(backup, report, identity)
        databank.load_dump(database)
        report.keys = _unpack(keys)
    _log_keys_in_place(report.keys)
    report.other_key = not _key_in_place(report.keys) and key_fingerprint() != manifest.key
    return report


def _refuse(manifest: shelf.Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise BackupError(f"The backup is of {manifest.vendor}; DATABASE_URL names {connection.vendor}.")
    if databank.is_used():
        raise BackupError("The database has tables: a backup is restored into a new one alone. Nothing was changed.")


def _plain(backup: Path, name: str, manifest: shelf.Manifest, folder: Path, identity: str) -> Path:
    """A part of the backup, unsealed into `folder` and compared with what the manifest says of it."""
    sealed = backup / f"{name}{Sealing(manifest.sealed).suffix}"
    try:
        with opened_plain(sealed, manifest.sealed, identity) as stream:
            digest = write_sealed(stream, folder / name, Sealing())
    except FileNotFoundError as error:
        raise BackupError(f"{sealed} is missing.") from error
    if digest != (manifest.database if name == shelf.DATABASE else manifest.keys):
        raise BackupError(f"{sealed} is not what was written: its checksum differs. Nothing was restored.")
    return folder / name


def _files(backup: Path, report: RestoreReport, identity: str) -> None:
    """Each by its name, which is its checksum; a file that is wrong stops no other."""
    manifest = report.manifest
    for name in shelf.names_of(backup):
        path = shelf.in_pool(backup.parent, name, Sealing(manifest.sealed).suffix)
        place, _, stored = name.partition("/")
        try:
            if place not in PLACES:
                raise ChangedError(name)
            with opened_plain(path, manifest.sealed, identity) as stream:
                data = stream.read()
            put_back(stored, place, data)
            report.files += 1
        except FileNotFoundError:
            report.faults.append(f"{name} is missing in the backup")
        except (ChangedError, BackupError) as error:
            report.faults.append(f"{name} is damaged in the backup: {error}")


def _unpack(keys: Path) -> Path:
    """Below DNR_VAR, for the owner alone. By hand: what makes `extractall` safe is younger than Debian 12's Python."""
    folder: Path = settings.VAR / "restored"
    with tarfile.open(keys) as archive:
        for member in archive:
            target, content = folder / member.name, archive.extractfile(member)
            if content is None or not target.resolve().is_relative_to(folder.resolve()):
                continue
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.write_bytes(content.read())
            target.chmod(0o600)
    return folder


def _key_in_place(folder: Path) -> bool:
    """Puts the restored SECRET_KEY where this installation made one for itself; False where it has another from its
    environment."""
    kept = next(iter(sorted(folder.glob(f"*/{KEY}"))), None)
    ours: Path = settings.VAR / KEY
    if kept is None or not ours.exists() or ours.read_text() != settings.SECRET_KEY:
        return False
    ours.write_text(kept.read_text())
    return True


def _log_keys_in_place(folder: Path) -> None:
    """What signs the checkpoints, where this installation has made none of its own: without it none is verified."""
    place = Path(settings.LOG_KEYS)
    kept = next(iter(sorted(folder.glob(f"*/{place.name}"))), None)
    if kept is None or (place.exists() and any(place.iterdir())):
        return
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in kept.iterdir():
        shutil.copy2(path, place / path.name)
