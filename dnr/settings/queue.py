"""The queue of jobs. Tasks lie in the database, so a task is written with the step that asks for it, or not at all."""

from dnr.settings.base import env

# Longest run of one task, seconds.
TASK_TIMEOUT = env.int("DNR_TASK_TIMEOUT", default=120)

Q_CLUSTER = {
    "name": "dnr",
    "orm": "default",
    "workers": env.int("DNR_WORKERS", default=2),
    "timeout": TASK_TIMEOUT,
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
