"""Whether stored files are still what was stored."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from cases.evidence.storage import verifying
from cases.health.finding import HealthCheck, Measurement


def files(now: datetime) -> Measurement:
    """How many files are wrong: those that somebody has met, read again, and those of a few read at random."""
    result = verifying.verify(now, settings.DNR_FILES_SAMPLE)
    worst = result.faults[0] if result.faults else None
    first = f", {worst.storage} {worst.sha256[:12]} {worst.what}" if worst else ""
    return Measurement(len(result.faults), f"{result.read} read{first}")


# Each time some files are read whole: not with every question. A storage that hangs holds up nothing else.
CHECKS = (HealthCheck("files", "files", files, "stored", every=300.0),)
