"""A circuit breaker per system, in the database, so that all workers see one: who does not answer is left in peace.

Closed: requests go. After FAILURES in a row open: none goes until `retry_at`. Then half-open: one request goes, and its
outcome closes or opens again, for longer each time. No row yet is closed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import Breaker

FAILURES = 5
WAITS = (1, 2, 5, 10, 30)
"""Minutes for which it stays open: the first time, the second …; the last from then on."""
TRIAL = timedelta(minutes=5)
"""Time for the one that tries. Should its worker die, another may try after it."""
OFTEN = timedelta(minutes=1)
"""How often a success is written down when nothing else changes: a row that each delivery writes is a queue."""


def blocked_systems(now: datetime) -> QuerySet[Breaker, str]:
    """The systems to which nothing is sent at this moment: a subquery for the exchanges that may be sent."""
    rows = Breaker.objects.exclude(state=Breaker.CLOSED).filter(retry_at__gt=now)
    return rows.values_list("system", flat=True)


def blocked_until(system: str, now: datetime) -> datetime | None:
    """None: ask. Else the moment before which not. Of all who come when it is half-open, one is let through."""
    row = Breaker.objects.filter(system=system).first()
    if row is None or row.state == Breaker.CLOSED:
        return None
    until = row.retry_at or now
    if until > now:
        return until
    mine = Breaker.objects.filter(pk=row.pk, retry_at=row.retry_at).exclude(state=Breaker.CLOSED)
    if mine.update(**{"state": Breaker.HALF_OPEN, "retry_at": now + TRIAL}):
        return None
    return now + TRIAL


def record_success(system: str, now: datetime) -> None:
    """The system is up, whatever it answered."""
    news = ~Q(state=Breaker.CLOSED) | Q(failures__gt=0) | Q(last_ok_at__isnull=True) | Q(last_ok_at__lte=now - OFTEN)
    fresh = {"state": Breaker.CLOSED, "failures": 0, "last_ok_at": now, "opened_at": None, "retry_at": None}
    rows = Breaker.objects.filter(system=system)
    if not rows.filter(news).update(**fresh) and not rows.exists():
        _begin(system)
        rows.update(**fresh)


def record_failure(system: str, error: str, now: datetime) -> None:
    """One more failure; enough of them in a row open it.

    Of many who were under way when it opened none counts: they are one and the same failure, and add no wait.
    """
    rows = Breaker.objects.filter(system=system)
    if not rows.exists():
        _begin(system)
    with transaction.atomic():
        row = rows.select_for_update().get()
        if row.state == Breaker.OPEN:
            return
        row.failures, row.last_error = row.failures + 1, error[:300]
        if row.failures >= FAILURES:
            wait = timedelta(minutes=WAITS[min(row.failures - FAILURES, len(WAITS) - 1)])
            row.state, row.opened_at, row.retry_at = Breaker.OPEN, row.opened_at or now, now + wait
        row.save(update_fields=["failures", "last_error", "state", "opened_at", "retry_at"])


def _begin(system: str) -> None:
    Breaker.objects.bulk_create([Breaker(system=system)], ignore_conflicts=True)
