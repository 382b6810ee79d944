"""How long jobs wait for a worker, and whether there is one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Min
from django_q.brokers import get_broker
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from django_q.status import Stat

from cases.health.finding import HealthCheck, Measurement
from cases.health.rows import LANE, age


def queue(now: datetime) -> Measurement:
    """Seconds the oldest job waits. From Redis a worker takes all there are into its hands: there it is the time for
    which nobody has come at all, and what waits in a worker shows in the ages of the outbox and the exchanges."""
    return Measurement(age(now, _in_redis() if settings.QUEUE_URL else _in_database(now)))


def _in_database(now: datetime) -> datetime | None:
    """A job in hand is locked into the future, and not counted."""
    oldest: datetime | None = OrmQ.objects.filter(lock__lte=now).aggregate(oldest=Min("lock"))["oldest"]
    return oldest


def _in_redis() -> datetime | None:
    """The head of the list is taken next, so it waits longest."""
    broker: Any = get_broker()
    packed = broker.connection.lindex(broker.list_key, 0)
    return SignedPackage.loads(packed)["started"] if packed else None


def workers(now: datetime) -> Measurement:
    """Clusters of workers that have reported in the last seconds, on all hosts that share this cache."""
    return Measurement(len(Stat.get_all()))


# A Redis that hangs must not hold up what queries the database.
CHECKS = (HealthCheck("queue", "seconds", queue, "redis" if settings.QUEUE_URL else LANE),)
# They report to the cache, or to Redis.
REPORTED = (HealthCheck("workers", "clusters", workers, "redis" if settings.QUEUE_URL else "cache"),)
