"""The queue of jobs in Redis (`QUEUE_URL`)."""

from __future__ import annotations

from functools import cache

import redis
from django.conf import settings
from django_q.brokers import redis_broker
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT, ANSWER = 2.0, 5.0
"""Seconds. A page waits for them after its commit. A worker's question waits one second at the server until there is a
job, so the second is longer."""


class RedisBroker(redis_broker.Redis):  # type: ignore[misc]
    """As django-q2 has it, but with limits of time: the client would wait for ever, and try again for seconds."""

    @staticmethod
    def get_connection(list_key: str | None = None) -> redis.Redis:
        return _connection(settings.QUEUE_URL)


@cache
def _connection(url: str) -> redis.Redis:
    """One pool a process: django-q2 asks for a connection with every job."""
    return redis.Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_connect_timeout=CONNECT, socket_timeout=ANSWER)
