"""How many letters one address may ask about: a code has 60 random bits, and nobody shall try them by the million."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from cases.web.common import address, moment

A_MINUTE = 60
"""Look-ups of one address in one minute of the clock."""

View = Callable[..., HttpResponseBase]


def paced(view: View) -> View:
    """Refuses (429) what one address asks beyond A_MINUTE."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _count(request) > A_MINUTE:
            wait = 60 - moment(request).second
            page = "egov/front/_verify_slow.html" if request.htmx else "egov/front/verify_slow.html"  # type: ignore[attr-defined]
            response = render(request, page, {"wait": wait, "section": "verify"}, status=429)
            response["Retry-After"] = str(wait)
            return response
        return view(request, *args, **kwargs)

    return guarded


def _count(request: HttpRequest) -> int:
    """Counted by the minute itself, so that it does not matter how long the cache keeps a number."""
    key = f"verify.{whose(address(request))}.{int(moment(request).timestamp()) // 60}"
    cache.add(key, 0, 120)
    try:
        return int(cache.incr(key))
    except ValueError:  # thrown out between the two: the count begins anew
        return 1


def whose(sent_from: str | None) -> str:
    """One household: an IPv4 address, or the /64 of an IPv6 one, of which a single customer owns them all."""
    try:
        found = ip_address(sent_from or "")
    except ValueError:
        return "unknown"
    return str(ip_network((found, 64), strict=False)[0]) if isinstance(found, IPv6Address) else str(found)
