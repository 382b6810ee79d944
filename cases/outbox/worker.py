"""What a worker does with the rows that it received, within the time of one job."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cases.outbox import effects, exchanges

PATIENCE = 60.0
"""Seconds that one job gives to its rows, well below the queue's own limit: a mail server that hangs for the length of
its timeout at every mail must not get the worker killed, and the sweep with it."""


def run_job(effect_ids: Sequence[str], exchange_ids: Sequence[str] = ()) -> int:
    """Entry of a job. Letters and mails (milliseconds each) go first, then the outside systems. How many were done."""
    now, end = timezone.now(), time.monotonic() + PATIENCE
    done = run_effects([UUID(pk) for pk in effect_ids], now, end)
    return done + run_exchanges([UUID(pk) for pk in exchange_ids], now, end)


def run_effects(ids: Sequence[UUID], now: datetime, end: float) -> int:
    """`end`: on the monotonic clock. What does not fit into the time stays due for the next sweep."""
    done = 0
    for effect in effects.read(ids, now) if ids else ():
        if time.monotonic() > end:
            break
        done += effects.run(effect, now)
    return done


def run_exchanges(ids: Sequence[UUID], now: datetime, end: float) -> int:
    done = 0
    for pk in ids:
        if time.monotonic() > end:
            break
        done += exchanges.run(pk, now)
    return done
