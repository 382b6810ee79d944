"""The queue of jobs: in the database, or in a Redis of `QUEUE_URL`.

A job only says that somebody should look now: what has to be done is in rows written with the step, and the sweep
finds within a minute what a lost job was to do. So Redis may forget, and costs nothing but that minute.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from dnr.settings.base import env

#: `redis://…`, `rediss://…` (TLS) or `unix://…`: jobs wait in Redis (decisions/jobs.md). [in the database]
QUEUE_URL = env.str("QUEUE_URL", default="")
if QUEUE_URL and QUEUE_URL.partition("://")[0] not in ("redis", "rediss", "unix"):
    raise ImproperlyConfigured("QUEUE_URL begins with redis://, rediss:// or unix://")

#: Longest run of one job, seconds.
TASK_TIMEOUT = env.int("DNR_TASK_TIMEOUT", default=120)

Q_CLUSTER: dict[str, Any] = {
    "name": "dnr",
    # Its table is there, and in the admin, wherever jobs wait; a broker of our own goes before it.
    "orm": "default",
    "broker_class": "dnr.queue.RedisBroker" if QUEUE_URL else None,
    #: Queue workers of a host.
    "workers": env.int("DNR_WORKERS", default=2),
    "timeout": TASK_TIMEOUT,
    #: Seconds after which a job counts as lost and is given out again. [3 × `DNR_TASK_TIMEOUT`]
    # After this a task counts as lost and is given out again. It covers the wait in a worker's hand too (`bulk`), or a
    # task would run twice while it is still running.
    "retry": env.int("DNR_TASK_RETRY", default=TASK_TIMEOUT * 3),
    # By default a failing task comes back for ever. What must not be lost has its own row and is found by the sweep.
    "max_attempts": 3,
    "ack_failures": True,
    # Keep every result: trimming them is a query a task. `dnr.schedule.prune` clears up once a day.
    "save_limit": 0,
    "bulk": 10,
    # After an outage a schedule runs once, not once for every run missed: the sweep does it all in one.
    "catch_up": False,
    "poll": 0.5,
    "recycle": 500,
    "label": "Jobs",
}
