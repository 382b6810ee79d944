"""Whether the zone data are new enough: all of Kazakhstan is at UTC+5 since 1 March 2024, the capital was at +6 before.

Data older than 2024a count every legal day an hour off; Python has its own (the package `tzdata`), PostgreSQL another.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection

from cases.health.finding import HealthCheck, Measurement
from cases.health.rows import LANE

HOUR = timedelta(hours=1)
KNOWN = {datetime(2024, 2, 29, 12, tzinfo=UTC): 6.0, datetime(2024, 3, 2, 12, tzinfo=UTC): 5.0}
"""Moments before and after the change, and the hours by which local time is ahead."""


def python_off() -> float:
    """The hours by which Python is wrong, at the worst of the known moments."""
    try:
        zone = ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        return 24.0
    return max(abs((at.astimezone(zone).utcoffset() or HOUR) / HOUR - hours) for at, hours in KNOWN.items())


def database_off() -> float | None:
    """The same of PostgreSQL; None where the database has no zone data of its own (SQLite)."""
    if connection.vendor != "postgresql":
        return None
    ahead = "EXTRACT(EPOCH FROM (%s::timestamptz AT TIME ZONE %s) - (%s::timestamptz AT TIME ZONE 'UTC')) / 3600"
    parameters = [value for at in KNOWN for value in (at, settings.TIME_ZONE, at)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([ahead] * len(KNOWN))}", parameters)
        hours = cursor.fetchone()
    return max(abs(float(hour) - known) for hour, known in zip(hours, KNOWN.values(), strict=True))


def zone(now: datetime) -> dict[str, Measurement]:
    """Hours by which local time is wrong."""
    off = {"python": python_off(), "database": database_off()}
    return {where: Measurement(hours, settings.TIME_ZONE) for where, hours in off.items() if hours is not None}


CHECKS = (HealthCheck("zone", "hours", zone, LANE),)
