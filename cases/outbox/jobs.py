"""Rows handed to the workers of the queue: one job for all that a step leaves behind, after its commit.

The rows are what counts; a job only makes a worker look now. One that is lost, or a queue that is down,
costs a minute: the sweep finds the rows (`draining`).
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.tasks import async_task

from cases.outbox import worker

log = structlog.get_logger(__name__)

ENTRY = f"{worker.run_job.__module__}.{worker.run_job.__name__}"
"""By its name, as django-q2 keeps it: a job that waits must not break when the code is replaced."""
BATCH = 50
"""Rows of each kind in one job."""


def after_commit(effects: Sequence[UUID] = (), exchanges: Sequence[UUID] = ()) -> None:
    """Must be called inside the transaction that writes these rows of `Effect` and `Exchange`."""
    if not effects and not exchanges:
        return
    if in_this_database():
        # A row like the others: no worker sees it before the commit, and it costs no transaction of its own.
        _now(effects, exchanges)
        return
    # robust: a queue that is down must not turn a committed step into an error page.
    # A function and no partial: Django names it in its log, and fails itself on what has no name.
    transaction.on_commit(lambda: hand_out(effects, exchanges), robust=True)


def in_this_database() -> bool:
    return Conf.BROKER_CLASS is None and Conf.ORM == DEFAULT_DB_ALIAS


def _now(effects: Sequence[UUID], exchanges: Sequence[UUID]) -> None:
    try:
        hand_out(effects, exchanges)
    except DatabaseError:
        raise  # the transaction is lost with it
    except Exception as error:
        log.warning("nothing handed out", error=str(error)[:200])


def hand_out(effects: Sequence[UUID] = (), exchanges: Sequence[UUID] = ()) -> None:
    """As many jobs as there are batches, for whichever workers are free."""
    for start in range(0, max(len(effects), len(exchanges)), BATCH):
        batches = (rows[start : start + BATCH] for rows in (effects, exchanges))
        async_task(ENTRY, *([str(pk) for pk in batch] for batch in batches))


def share(effects: Sequence[UUID] = (), exchanges: Sequence[UUID] = ()) -> tuple[Sequence[UUID], Sequence[UUID]]:
    """Of many rows that are due all but the first batches are handed out. Gives what is left to the caller: the first
    batches; or all of it, where the queue is away, or so many jobs wait already that they may be those of a minute
    ago. A row is claimed by the worker that runs it, so nothing is done twice.
    """
    others = effects[BATCH:], exchanges[BATCH:]
    if not any(others):
        return effects, exchanges
    try:
        if get_broker().queue_size() * BATCH >= max(map(len, others)):
            return effects, exchanges
        hand_out(*others)
    except Exception as error:
        log.warning("nothing handed out", error=str(error)[:200])
        return effects, exchanges
    log.info("handed out", effects=len(others[0]), exchanges=len(others[1]))
    return effects[:BATCH], exchanges[:BATCH]
