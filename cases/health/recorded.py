"""Whether the log that proves the record whole goes on, and what was found by it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from cases.health.finding import HealthCheck, Measurement
from cases.health.rows import CAP, LANE, age
from cases.ledger import guards
from cases.models import Checkpoint, LogFault, WaitingLeaf
from cases.models.ledgerrows import COUNTED


def log_faults(now: datetime) -> Measurement:
    """Faults of the record that the last verifications have left."""
    faults = LogFault.objects.exclude(what=COUNTED)
    worst = faults.order_by("id").first()
    return Measurement(faults.order_by()[:CAP].count(), f"{worst.kind} {worst.what}" if worst else "")


def counted_twice(now: datetime) -> Measurement:
    """Running terms of which the second count of the last night has another last day."""
    faults = LogFault.objects.filter(what=COUNTED)
    worst = faults.order_by("id").first()
    return Measurement(faults.order_by()[:CAP].count(), worst.detail if worst else "")


def log_waits(now: datetime) -> Measurement:
    """Seconds since the last checkpoint, where leaves wait for the next."""
    last = Checkpoint.objects.order_by("-size", "-id").values_list("at", flat=True).first()
    waits = last is not None and WaitingLeaf.objects.exists()
    return Measurement(age(now, last) if waits else 0, "" if last else "no checkpoint yet")


def log_guards(now: datetime) -> Measurement:
    """Tables whose triggers against changes are missing."""
    open_tables = guards.missing() if settings.LOG_GUARDS else []
    return Measurement(len(open_tables), ", ".join(open_tables)[:200])


CHECKS = (
    HealthCheck("log", "rows", log_faults, LANE),
    HealthCheck("counted_twice", "terms", counted_twice, LANE),
    HealthCheck("log_waits", "seconds", log_waits, LANE),
    HealthCheck("log_guards", "tables", log_guards, LANE),
)
