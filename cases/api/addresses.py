"""From where a call came, seen past our own proxies."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest

Address = Any
"""ipaddress.IPv4Address or IPv6Address."""


def caller(request: HttpRequest) -> str | None:
    """The peer of the connection, or the last address of X-Forwarded-For that is none of API_TRUSTED_PROXIES.

    Read from the right: what stands further left was written by whoever is asking.
    """
    found = _parse(request.META.get("REMOTE_ADDR", ""))
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while found is not None and told and within(str(found), settings.API_TRUSTED_PROXIES):
        before = _parse(told.pop().strip())
        if before is None:
            break
        found = before
    return str(found) if found is not None else None


def within(address: str | None, networks: Iterable[str]) -> bool:
    found = _parse(address or "")
    return found is not None and any(found in ip_network(network) for network in networks)


def household(address: str | None) -> str:
    """One IPv4 address, or the /64 of an IPv6 one, of which a single customer owns them all; fit for a cache key."""
    found = _parse(address or "")
    shown = ip_network((found, 64), strict=False)[0] if isinstance(found, IPv6Address) else found
    return str(shown).replace(":", "-")


def _parse(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
