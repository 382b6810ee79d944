"""Whether stored files are still what was stored, and how old the last copy of all is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from cases.evidence.backup.making import age_of_last
from cases.evidence.storage import scanning, verifying
from cases.health.finding import Answer, HealthCheck, Measurement
from cases.models import Original
from cases.models.blob import SCAN_FAILED

CAP = 1000
"""No check counts further."""


def files(now: datetime) -> Measurement:
    """How many files are wrong: those that somebody has met, read again, and those of a few read at random."""
    result = verifying.verify(now, settings.DNR_FILES_SAMPLE)
    worst = result.faults[0] if result.faults else None
    first = f", {worst.storage} {worst.sha256[:12]} {worst.what}" if worst else ""
    return Measurement(len(result.faults), f"{result.read} read{first}")


def scans(now: datetime) -> Answer:
    """Files that people sent of which the scan failed; nothing where no antivirus is set. Nobody can open them."""
    if not settings.CLAMD_URL:
        return {}
    unknown = Original.objects.filter(scan__in=scanning.UNKNOWN).values("pk")[:CAP].count()
    failed = Original.objects.filter(scan=SCAN_FAILED).values("pk")[:CAP].count()
    return Measurement(failed, f"{unknown} not scanned yet")


def backup(now: datetime) -> Answer:
    """Seconds since the last whole backup; nothing is measured where none is made by schedule."""
    if not settings.BACKUP_DIR:
        return {}
    return Measurement(age_of_last(Path(settings.BACKUP_DIR), now), "no whole backup, where there is no number")


# Each time some files are read whole: not with every question. A storage that hangs holds up nothing else.
CHECKS = (
    HealthCheck("files", "files", files, "stored", every=300.0),
    HealthCheck("scans", "files", scans, "stored"),
    # Another host's folder may hang.
    HealthCheck("backup", "seconds", backup, "backup", every=60.0),
)
