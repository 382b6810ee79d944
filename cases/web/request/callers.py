"""Who is calling, as far as the connection shows: from where, seen past our own proxies, and how often.

Calls are counted by the clock's minute (or whatever is named). The counts are in the cache; one of files may lose some
under load, so a limit is then a little higher than set.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

Address = Any
"""ipaddress.IPv4Address or IPv6Address."""


def address(request: HttpRequest) -> str | None:
    """The peer of the connection, or the last address of X-Forwarded-For that is none of TRUSTED_PROXIES.

    Read from the right: what is further left was written by the caller. None: the peer has no address.
    """
    peer = _parse(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while peer is not None and forwarded and within(str(peer), settings.TRUSTED_PROXIES):
        before = _parse(forwarded.pop().strip())
        if before is None:
            break
        peer = before
    return str(peer) if peer is not None else None


def account(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail that a password was tried with, for axes: however it is written, it is one account to the database.

    Upper first, as the database compares: "ı" and "i" are two small letters of one capital.
    """
    typed = (credentials or request.POST).get("username") or ""
    return str(typed).upper().lower()


def within(sent_from: str | None, networks: Iterable[str]) -> bool:
    """False for what has no address, as a Unix socket."""
    ip = _parse(sent_from or "")
    return ip is not None and any(ip in ip_network(network, strict=False) for network in networks)


def household(request: HttpRequest) -> str | None:
    """One IPv4 address, or the /64 of an IPv6 one, of which a single customer owns them all. None as of `address`."""
    ip = _parse(address(request) or "")
    if isinstance(ip, IPv6Address):
        ip = ip_network((ip, 64), strict=False)[0]
    return str(ip) if ip is not None else None


def count(what: str, now: datetime, seconds: int = 60) -> int:
    """Counts one more, and says how many there were in this minute."""
    key = _key(what, now, seconds)
    cache.add(key, 0, 2 * seconds)
    try:
        return int(cache.incr(key))
    except ValueError:  # thrown out between the two: the count begins again
        return 1


def so_far(what: str, now: datetime, seconds: int = 60) -> int:
    """How many were counted in this minute, without one more."""
    return int(cache.get(_key(what, now, seconds), 0))


def uncount(what: str, now: datetime, seconds: int = 60) -> None:
    """One that was counted was none to be counted after all."""
    with suppress(ValueError):
        cache.decr(_key(what, now, seconds))


def seconds_left(now: datetime) -> int:
    """Seconds until the next minute."""
    return 60 - now.second


def _key(what: str, now: datetime, seconds: int) -> str:
    """By the minute itself, so that it does not matter how long the cache keeps a number."""
    return f"calls.{what}.{int(now.timestamp()) // seconds}"


def _parse(text: str) -> Address | None:
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
