"""How long a row waits after each failed attempt, in minutes; after the last it is given up (state "dead")."""

from __future__ import annotations

from datetime import datetime, timedelta

EFFECTS = (1, 5, 15, 60, 180, 360, 720, 1440)
EXCHANGES = (1, 2, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720)
"""While the breaker of a system is open nothing is attempted, and none of these is used up."""


def next_at(minutes: tuple[float, ...], attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failed attempts, the last of them at `now`; None: not any more."""
    left = minutes[attempts - 1 :]
    return now + timedelta(minutes=left[0]) if left else None


def of_an_answer(since: datetime, now: datetime) -> datetime:
    """When to apply an answer again that came at `since` and could not be applied: after as long as it has waited."""
    return now + min(max(now - since, timedelta(minutes=1)), timedelta(hours=12))
