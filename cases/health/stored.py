"""Whether stored files are still what was stored."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from cases.evidence.keeping import verifying
from cases.health.finding import Check, Reading


def files(now: datetime) -> Reading:
    """How many files are wrong: those that somebody has met, read again, and those of a few read at random."""
    found = verifying.verify(now, settings.DNR_FILES_SAMPLE)
    first = f", {found.faults[0].storage} {found.faults[0].sha256[:12]} {found.faults[0].what}" if found.faults else ""
    return Reading(len(found.faults), f"{found.read} read{first}")


# Each time some files are read whole: not with every question. A storage that hangs holds up nothing else.
CHECKS = (Check("files", "files", files, "stored", every=300.0),)
