"""A row is with one worker at a time: who claims it writes his token into it, and it is not due for the others until
the lease ends. A worker that dies leaves the row due again; one that outlives its lease writes nothing over another.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, QuerySet

from cases.models import Effect, Exchange

LENGTH = timedelta(minutes=5)
"""Longer than any attempt may take: the timeout of a system (`GATEWAYS`), of the mail server, of a webhook."""


def claim(row: QuerySet[Any], now: datetime, **changes: object) -> UUID | None:
    """The token of the lease; None when the row is not there any more as `row` describes it.

    One statement that commits by itself: of two workers the second finds the condition false.
    """
    token = uuid4()
    claimed = row.update(lease=token, next_at=now + LENGTH, attempts=F("attempts") + 1, **changes)
    return token if claimed else None


def renew(dead: QuerySet[Any], now: datetime) -> None:
    """Given-up rows begin once more: due at once, with all their attempts."""
    dead.update(**{"state": "pending", "attempts": 0, "next_at": now, "lease": None})


def finish(row: Effect | Exchange, token: UUID, changes: dict[str, Any]) -> bool:
    """Write what became of it and end the lease. False, and nothing written, when somebody else has claimed it
    since."""
    mine: QuerySet[Any] = type(row)._default_manager.filter(pk=row.pk, lease=token)
    return bool(mine.update(**{"lease": None} | changes))
