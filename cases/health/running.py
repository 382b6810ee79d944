"""Runs the checks within a time, whatever hangs.

Each lane is a thread of its own, with a connection of its own to the database: the thread of a request can not be
called back from a server that has stopped answering in the middle of a statement. A lane that still hangs from the
last time is not begun again, so that a dead server costs one thread and one connection, not one a question.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import structlog
from django.conf import settings
from django.db import connection, connections, transaction

from cases.health import jobs, outside, recorded, rows, stored, zone
from cases.health.finding import Finding, HealthCheck, HealthStatus, failed, judge_all, worst

log = structlog.get_logger(__name__)

CHECKS: tuple[HealthCheck, ...] = (
    *rows.CHECKS,
    *recorded.CHECKS,
    *zone.CHECKS,
    *jobs.CHECKS,
    *outside.CHECKS,
    *stored.CHECKS,
)
READY = HealthCheck("migrations", "apps", rows.migrations, "ready")
"""In a lane of its own: a slow check of the others must not take the portal out of the balancer."""

_busy: dict[str, threading.Thread] = {}
_reused: dict[str, tuple[float, list[Finding]]] = {}


@dataclass(frozen=True, slots=True)
class HealthReport:
    at: datetime
    findings: list[Finding]

    @property
    def status(self) -> HealthStatus:
        return worst(self.findings)

    def to_json(self) -> dict[str, object]:
        checks = [finding.to_json() for finding in self.findings]
        return {"status": self.status.value, "at": self.at.isoformat(), "checks": checks}


class Asker:
    """Runs a set of checks, one caller at a time; who comes meanwhile, or soon after, gets the same report."""

    def __init__(self, checks: Sequence[HealthCheck], seconds: str) -> None:
        """`seconds`: the name of the setting that bounds the whole."""
        self.checks, self._seconds = checks, seconds
        self._lock = threading.Lock()
        self._last: tuple[float, HealthReport] | None = None

    def report(self, now: datetime) -> HealthReport:
        with self._lock:
            if self._last is None or time.monotonic() >= self._last[0]:
                report = HealthReport(now, run_checks(self.checks, now, getattr(settings, self._seconds)))
                self._last = time.monotonic() + settings.HEALTH_FRESH, report
            return self._last[1]

    def forget(self) -> None:
        self._last = None


full = Asker(CHECKS, "HEALTH_SECONDS")
ready = Asker((READY,), "HEALTH_READY_SECONDS")


def run_checks(checks: Sequence[HealthCheck], now: datetime, seconds: float) -> list[Finding]:
    """The findings of all checks, in their order, after at most `seconds`."""
    results: dict[str, list[Finding]] = {}
    begun = time.monotonic()
    threads = [
        thread
        for lane, those in groupby(sorted(checks, key=lambda check: check.lane), key=lambda check: check.lane)
        if (thread := _begin(lane, list(those), now, results, seconds))
    ]
    for thread in threads:
        thread.join(max(0.0, begun + seconds - time.monotonic()))
    took = time.monotonic() - begun
    return [finding for check in checks for finding in results.get(check.name, failed(check, "TimeoutError", took))]


def _begin(
    lane: str, checks: list[HealthCheck], now: datetime, results: dict[str, list[Finding]], seconds: float
) -> threading.Thread | None:
    """None when the lane still hangs; its checks then have no result, and count as too late."""
    if lane in _busy and _busy[lane].is_alive():
        return None
    # The context goes along: what is logged there carries the id of this request.
    args = (_go, checks, now, results, seconds)
    thread = threading.Thread(target=copy_context().run, args=args, name=f"health {lane}", daemon=True)
    _busy[lane] = thread
    thread.start()
    return thread


def _go(checks: list[HealthCheck], now: datetime, results: dict[str, list[Finding]], seconds: float) -> None:
    try:
        for check in checks:
            results[check.name] = _outcome(check, now, seconds)
    finally:
        connections.close_all()


def _outcome(check: HealthCheck, now: datetime, seconds: float) -> list[Finding]:
    """An exception is a fault of what was checked, named by its type: the text could hold anything."""
    until, previous = _reused.get(check.name, (0.0, []))
    begun = time.monotonic()
    if begun < until:
        return previous
    try:
        with _limited(check.lane, seconds):
            answer = check.ask(now)
        findings = judge_all(check, answer, time.monotonic() - begun)
    except Exception as error:
        log.warning("health check failed", check=check.name, error=f"{type(error).__name__}: {error}"[:300])
        findings = failed(check, type(error).__name__, time.monotonic() - begun)
    if check.every:
        _reused[check.name] = time.monotonic() + check.every, findings
    return findings


@contextmanager
def _limited(lane: str, seconds: float) -> Iterator[None]:
    """One slow statement is stopped by PostgreSQL itself, so that the checks behind it have their turn.

    For this transaction alone: with pgbouncer a SET of the session would fall to somebody else.
    """
    if lane != rows.LANE or connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000 / 2)}")
        yield


def forget() -> None:
    """Ask again at the next question (between tests)."""
    _reused.clear()
    full.forget()
    ready.forget()
