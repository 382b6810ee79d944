"""The checks that ask what is not the database: the mail server, the disks, the authorities' files."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.mail import get_connection
from django.core.mail.backends import filebased, smtp

from cases.eds.pki import anchors as authorities
from cases.eds.pki import libgcrypt
from cases.eds.revocation import crlfiles
from cases.health import jobs
from cases.health.finding import Answer, HealthCheck, Measurement
from cases.net import clamd

PLACES = ("default", "documents", "originals")
"""Of settings.STORAGES: documents with the letters, and what people send as it came."""


def mail_server(now: datetime) -> Measurement:
    """Seconds until the mail server has let us in. Nothing is sent."""
    begun, server = time.monotonic(), get_connection()
    if isinstance(server, smtp.EmailBackend):
        server.timeout = min(server.timeout or settings.HEALTH_SECONDS, settings.HEALTH_SECONDS)
        server.open()
        server.close()
    elif isinstance(server, filebased.EmailBackend):
        _ensure_writable(Path(server.file_path))
    return Measurement(round(time.monotonic() - begun, 4), type(server).__module__.rpartition(".")[2])


def _ensure_writable(folder: Path) -> None:
    """Written, brought to the disk, and gone: a disk that is full or read only shows here alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as probe:
        probe.write(b"health\n" * 512)
        probe.flush()
        os.fsync(probe.fileno())


def storage(now: datetime) -> dict[str, Measurement]:
    """Seconds to write a few KB to each place, and to take them away again."""
    return {place: _written(storages[place]) for place in PLACES}


def _written(place: Storage) -> Measurement:
    begun = time.monotonic()
    if isinstance(place, FileSystemStorage):
        _ensure_writable(Path(place.location))
    else:
        place.delete(place.save(f"health/{uuid4().hex}", ContentFile(b"health\n")))
    return Measurement(round(time.monotonic() - begun, 4))


def cache(now: datetime) -> Measurement:
    """Seconds to write to the cache and to read it: pages go on without, and nobody would see that they have to."""
    begun, ours = time.monotonic(), caches["default"]
    probe = getattr(ours, "probe", None)
    if probe is not None:
        probe()
    return Measurement(round(time.monotonic() - begun, 4), type(ours).__name__)


def space(now: datetime) -> dict[str, Measurement]:
    """Bytes free where the portal writes; an object store has no end that it would tell."""
    folders: dict[str, Any] = {"var": settings.VAR}
    folders |= {name: p.location for name in PLACES if isinstance(p := storages[name], FileSystemStorage)}
    return {name: Measurement(shutil.disk_usage(_there(Path(folder))).free) for name, folder in folders.items()}


def _there(folder: Path) -> Path:
    """The folder, or that above it which exists: the first file makes the rest."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def antivirus(now: datetime) -> Answer:
    """Seconds until clamd has named its version; nothing where none is set."""
    if not settings.CLAMD_URL:
        return {}
    begun, version = time.monotonic(), clamd.version()
    return Measurement(round(time.monotonic() - begun, 4), version[:100])


def anchors(now: datetime) -> Measurement:
    """Days until the first of the authorities in force ends; nothing where no root is in force at all."""
    trusted = authorities.anchors()
    if not any(root.not_before <= now < root.not_after for root in trusted.roots):
        return Measurement(None, "no root in force")
    first = min(
        (certificate for certificate in trusted.roots | trusted.between if certificate.not_after > now),
        key=lambda certificate: certificate.not_after,
    )
    return Measurement((first.not_after - now).days, first.signer.common_name[:100])


def revocation_lists(now: datetime) -> Measurement:
    """Seconds since the list of revoked certificates was had that has waited longest."""
    ages = crlfiles.list_ages(now)
    return Measurement(round(max(ages, default=0.0)), f"{len(ages)} wanted")


def gost_library(now: datetime) -> Measurement:
    """1 where GOST signatures can not be checked: what libgcrypt answers is compared with what is known."""
    why = libgcrypt.fault()
    return Measurement(1, why) if why else Measurement(0, f"libgcrypt {libgcrypt.version()}")


CHECKS = (
    # Every minute: a mail server counts those who come and send nothing.
    HealthCheck("mail", "seconds", mail_server, "mail", every=60.0),
    HealthCheck("storage", "seconds", storage, "storage", every=30.0),
    HealthCheck("cache", "seconds", cache, "cache", every=30.0),
    HealthCheck("space", "bytes", space, "storage"),
    HealthCheck("antivirus", "seconds", antivirus, "antivirus", every=30.0),
    HealthCheck("anchors", "days", anchors, "files", every=60.0),
    HealthCheck("gost", "faults", gost_library, "files", every=60.0),
    *jobs.REPORTED,
    HealthCheck("crls", "seconds", revocation_lists, "files"),
)
