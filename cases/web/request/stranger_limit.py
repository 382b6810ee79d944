"""What all strangers together may try in a minute, from however many addresses.

The pace of each address (`egov.accounts.flood`, `cases.api.middleware`) does not bound a thousand of them, and each
attempt leaves rows. The job that keeps those tables short comes every five minutes (`dnr.strangers`): between two runs
they grow by no more than five times STRANGERS_A_MINUTE attempts.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from cases.health import requests
from cases.web.request import callers

ALL = "strangers"


def too_many(door: str, now: datetime) -> bool:
    """Counts an attempt; True, and counted as refused, when there were too many in this minute. `door`: for the metric
    alone, "password" or "api"."""
    if callers.count(ALL, now) <= settings.STRANGERS_A_MINUTE:
        return False
    requests.refused_stranger(door)
    return True


def is_full(now: datetime) -> bool:
    """Whether attempts are being refused in this minute."""
    return callers.so_far(ALL, now) > settings.STRANGERS_A_MINUTE


def forgive(now: datetime) -> None:
    """The attempt was a good one."""
    callers.uncount(ALL, now)
