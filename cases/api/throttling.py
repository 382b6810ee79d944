"""How much one may ask: a known client its own rate, a stranger's address a small one. Counted by the clock's minute.

The counts lie in the cache. A cache of files may lose some under load, so the limit is then a little higher than said.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from cases.api.access import Caller
from cases.api.addresses import caller, household
from cases.web.common import moment


class ClientRate(BaseThrottle):
    """`ApiClient.rate` calls a minute, of all its keys and addresses together."""

    def allow_request(self, request: Request, view: Any) -> bool:
        found = request.auth
        if not isinstance(found, Caller):
            return True
        self.now = moment(request._request)
        return count(f"client.{found.client.pk.hex}", self.now) <= found.client.rate

    def wait(self) -> float:
        return left(self.now)


def stranger(request: HttpRequest) -> str:
    return f"stranger.{household(caller(request))}"


def count(whose: str, now: datetime) -> int:
    """Counts one more, and says how many there were in this minute."""
    key = f"api.{whose}.{int(now.timestamp()) // 60}"
    cache.add(key, 0, 120)
    try:
        return int(cache.incr(key))
    except ValueError:  # thrown out between the two: the count begins anew
        return 1


def left(now: datetime) -> float:
    """Seconds until the next minute."""
    return 60 - now.second
