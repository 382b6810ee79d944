"""Whether the stored files are still what was stored: each is read whole and hashed (documents, originals, letters)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

import structlog
from django.core.files.storage import Storage, storages

from cases.files.storing import DOCUMENTS, ORIGINALS, PATH, file_digest, open_stored
from cases.models import Blob, FileFault, Original
from cases.models.blob import StoredFile
from cases.models.filefault import CHANGED, MISSING
from cases.models.row import in_chunks

log = structlog.get_logger(__name__)

PLACES: dict[str, type[StoredFile]] = {DOCUMENTS: Blob, ORIGINALS: Original}
"""Storage → the table of the files there; letters are blobs too."""


@dataclass(slots=True)
class VerificationReport:
    """What a check of the stored files found."""

    read: int = 0
    """How many files were checked."""
    faults: list[FileFault] = field(default_factory=list)
    """What is wrong at present."""
    strangers: list[str] | None = None
    """As "storage/name": files that no row refers to; None where none were looked for."""

    def to_json(self) -> dict[str, Any]:
        named = [{"storage": f.storage, "name": f.name, "sha256": f.sha256, "fault": f.what} for f in self.faults]
        return {"read": self.read, "faults": named, "unreferenced": self.strangers}


def verify(now: datetime, sample: int | None = None) -> VerificationReport:
    """All files, or `sample` of each storage and those known to be wrong. Faults are noted, healed ones forgotten.
    StorageAwayError stops it: of a file that cannot be asked for nothing is noted."""
    verified = VerificationReport()
    for place, row in chain(_known(), *(_rows(place, sample) for place in PLACES)):
        what = state_of(place, row)
        verified.read += 1
        if what:
            _add(verified, record_fault(place, row, what, now))
        else:
            FileFault.objects.filter(storage=place, name=row.name).delete()
    if sample is None:
        verified.strangers = sorted(_strangers())
    return verified


def _add(verified: VerificationReport, fault: FileFault) -> None:
    if fault.pk not in {known.pk for known in verified.faults}:
        verified.faults.append(fault)


def state_of(place: str, row: StoredFile) -> str:
    """ "" when the bytes have the checksum of the row, else "changed" or "missing"."""
    try:
        with open_stored(row.name, place) as opened:
            return "" if file_digest(opened) == row.sha256 else CHANGED
    except OSError:
        return MISSING


def record_fault(place: str, row: StoredFile, what: str, now: datetime) -> FileFault:
    log.error("stored file is wrong", storage=place, file=row.name, fault=what)
    facts = {"sha256": row.sha256, "what": what}
    fault_row, _made = FileFault.objects.update_or_create(
        storage=place, name=row.name, defaults=facts, create_defaults=facts | {"found_at": now}
    )
    return fault_row


def _known() -> Iterator[tuple[str, StoredFile]]:
    """Those noted before; one whose row is gone needs no file any more."""
    for fault in list(FileFault.objects.order_by("id")):
        row = PLACES[fault.storage]._default_manager.filter(pk=fault.sha256).first()
        if row is None:
            fault.delete()
        else:
            yield fault.storage, row


def _rows(place: str, sample: int | None) -> Iterator[tuple[str, StoredFile]]:
    """By the key, which is as good as random: a sample begins somewhere and goes round the end."""
    rows = PLACES[place]._default_manager.order_by("pk")
    if sample is None:
        yield from ((place, row) for row in in_chunks(rows, 1000))
        return
    start = secrets.token_hex(32)
    chosen = list(rows.filter(pk__gte=start)[:sample])
    chosen += rows.filter(pk__lt=start)[: sample - len(chosen)]
    yield from ((place, row) for row in chosen)


def _strangers() -> Iterator[str]:
    """Of an upload that was broken off, or put there by hand: for information, nothing is taken away."""
    for place, model in PLACES.items():
        for name in _names(storages[place], ""):
            if not (PATH.fullmatch(name) and model._default_manager.filter(name=name).exists()):
                yield f"{place}/{name}"


def _names(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}".lstrip("/") for name in names)
    for inner in folders:
        yield from _names(storage, f"{folder}/{inner}".lstrip("/"))
