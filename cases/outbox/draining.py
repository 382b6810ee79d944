"""What is due and was not done by a job of its own is done by the sweep, and shared with the other workers.

Each gives the number of rows done here.
"""

from __future__ import annotations

import time
from datetime import datetime

from cases.outbox import effects, exchanges, jobs, worker

EFFECTS, EXCHANGES = 5000, 2000
"""Rows looked at in one go."""
ROUNDS = 20


def drain_effects(now: datetime) -> int:
    due = list(effects.due(now).values_list("pk", flat=True)[:EFFECTS])
    mine, _none = jobs.share(effects=due)
    return worker.run_effects(mine, now, time.monotonic() + worker.PATIENCE)


def drain_exchanges(now: datetime) -> int:
    exchanges.release(now)
    done, end = 0, time.monotonic() + worker.PATIENCE
    for _round in range(ROUNDS):  # what waited for the earlier of its case is free after it
        due = list(exchanges.due(now).values_list("pk", flat=True)[:EXCHANGES])
        _none, mine = jobs.share(exchanges=due)
        step = worker.run_exchanges(mine, now, end)
        done += step
        if not step or len(mine) < len(due):
            break
    return done
