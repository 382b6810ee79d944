"""Effects, written in the transaction that causes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cases.models import Effect
from cases.outbox import jobs

EffectRef = tuple[str, UUID]
"""A kind of `Effect.KINDS` and its subject."""


def enqueue(now: datetime, wanted: Sequence[EffectRef], due: datetime | None = None, *, request_id: str = "") -> None:
    """Must be called inside the transaction that causes them.

    `due`: not before that moment, when the sweep finds them; None wakes the worker at once. `request_id`: of the
    request that caused them; the worker's log lines carry it.
    """
    written = write(now, wanted, due or now, request_id)
    if due is None:
        jobs.after_commit(effects=written)


def write(now: datetime, wanted: Sequence[EffectRef], due: datetime, request_id: str) -> list[UUID]:
    """The rows alone, in one statement; nobody is woken."""
    made = rows(now, wanted, due, request_id)
    if made:
        Effect.objects.bulk_create(made, batch_size=500)
    return [row.pk for row in made]


def rows(now: datetime, wanted: Sequence[EffectRef], due: datetime, request_id: str) -> list[Effect]:
    """Not yet written."""
    facts = {"next_at": due, "created_at": now, "request_id": request_id}
    return [Effect(kind=kind, ref=ref, **facts) for kind, ref in wanted]
