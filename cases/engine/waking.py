"""Waking the queue worker for rows just written: one job for all that a step leaves behind, after its commit.

The rows are what counts; a job only says that somebody should look now. One that is lost, or a queue that is down,
costs a minute: the sweep finds the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import structlog
from django.db import transaction
from django_q.brokers import get_broker
from django_q.tasks import async_task

log = structlog.get_logger(__name__)

ENTRY = "cases.engine.effects.run_task"
"""By its name: what a job does is work of a layer above."""
BATCH = 50
"""Rows asked for in one job."""


def after_commit(effects: Sequence[UUID] = (), exchanges: Sequence[UUID] = ()) -> None:
    """Must be called inside the transaction that writes these rows of `Effect` and `Exchange`."""
    if not effects and not exchanges:
        return
    # robust: a queue that is down must not turn a committed step into an error page.
    # A function and no partial: Django names it in its log, and fails itself on what has no name.
    transaction.on_commit(lambda: _wake(effects, exchanges), robust=True)


def share(ids: Sequence[UUID], *, exchanges: bool = False) -> Sequence[UUID]:
    """Of many rows that are due, all but the first batch go to whichever workers are free, as jobs of a batch each.

    What is left to the caller: the first batch; or all of it, where the queue is away, or has jobs waiting (they may be
    those of a minute ago). A row is claimed by who runs it, so nothing is done twice.
    """
    mine, others = ids[:BATCH], ids[BATCH:]
    if not others:
        return mine
    try:
        if get_broker().queue_size():
            return ids
        _wake(*(([], others) if exchanges else (others, [])))
    except Exception as error:
        log.warning("nothing handed out", error=str(error)[:200])
        return ids
    log.info("handed out", rows=len(others), exchanges=exchanges)
    return mine


def _wake(effects: Sequence[UUID], exchanges: Sequence[UUID]) -> None:
    for some, others in _batches(effects, exchanges):
        async_task(ENTRY, [str(pk) for pk in some], [str(pk) for pk in others])


def _batches(effects: Sequence[UUID], exchanges: Sequence[UUID]) -> Iterator[tuple[Sequence[UUID], Sequence[UUID]]]:
    for start in range(0, max(len(effects), len(exchanges)), BATCH):
        yield effects[start : start + BATCH], exchanges[start : start + BATCH]
