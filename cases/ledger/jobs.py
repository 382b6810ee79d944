"""What the worker does for the log: each minute the leaves that wait, each night a part of the record."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from cases.ledger import beginning, checkpoints, filing, sequencing, stamping, verifying
from cases.models import Checkpoint, LogFault

log = structlog.get_logger(__name__)

BEGINNING = 60.0
"""Seconds that one run gives to the rows of before; `manage.py sequence_log` does them all."""
LATELY = timedelta(days=3)


def sequence_job() -> str:
    return sequence(timezone.now(), BEGINNING)


def sequence(now: datetime, seconds: float = float("inf")) -> str:
    if not beginning.is_begun() and not beginning.begin(now, seconds):
        return "the log begins: not all rows have their leaf yet"
    done = sequencing.sequence(now)
    try:
        checkpoint = checkpoints.write(now)
    except checkpoints.ForkedError as error:
        return str(error)
    size = f"{checkpoint.size} leaves signed" if checkpoint else "nothing new to sign"
    if checkpoint is not None and settings.TSA_URL:
        size += ", time-stamped" if _stamp(checkpoint, now) else ", without a time-stamp"
    return f"{done.leaves} leaves sequenced, {done.forged} refused; {size}"


def _stamp(checkpoint: Checkpoint, now: datetime) -> bool:
    """A checkpoint that gets none goes without: the next one, which has all its leaves, comes in a minute."""
    try:
        filing.file_stamp(checkpoint, stamping.stamp(checkpoint.note.encode(), now))
    except (stamping.StampError, OSError) as error:
        log.warning("a checkpoint has no time-stamp", size=checkpoint.size, reason=str(error))
        return False
    return True


def verify_nightly(now: datetime) -> str:
    """What was written lately, and a sample of each table; the newest checkpoint goes out by mail."""
    lately = verifying.verify(now, verifying.Scope(since=now - LATELY))
    sample = verifying.verify(now, verifying.Scope(sample=settings.LOG_NIGHTLY))
    faults = LogFault.objects.count()
    filing.mail_out(Checkpoint.objects.order_by("-size", "-id").first(), faults)
    return f"{lately.rows + sample.rows} rows compared with the log, {faults} faults"
