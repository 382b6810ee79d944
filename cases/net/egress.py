"""The way out of an agency's network: its proxy for HTTP (settings.OUTBOUND_PROXY), and which hosts are called without
it.

See docs/decisions/egress.md.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ALWAYS_DIRECT = ("localhost", "127.0.0.0/8", "::1/128")
"""This machine: NCANode, the demo's stand-ins."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """The proxy for outgoing calls."""

    host: str
    port: int
    headers: dict[str, str]
    """By name: what the proxy requires of us."""


def proxy() -> Proxy | None:
    """ImproperlyConfigured where the setting is no http://[name:password@]host:port; it never shows the password."""
    text = str(settings.OUTBOUND_PROXY)
    if not text:
        return None
    try:
        parts = urlsplit(text)
        if parts.scheme == "http" and parts.hostname and parts.port:
            return Proxy(parts.hostname, parts.port, _authorization(parts.username, parts.password))
    except ValueError:  # its text quotes the setting
        pass
    raise ImproperlyConfigured("DNR_OUTBOUND_PROXY is http://host:port, or http://name:password@host:port")


def proxy_for(host: str) -> Proxy | None:
    """None: the host is called directly."""
    address = proxy()
    return None if address is None or _is_direct(host) else address


def _authorization(name: str | None, password: str | None) -> dict[str, str]:
    if name is None:
        return {}
    known = f"{unquote(name)}:{unquote(password or '')}".encode()
    return {"Proxy-Authorization": f"Basic {b64encode(known).decode()}"}


def _is_direct(host: str) -> bool:
    return any(
        _matches(host.lower().rstrip("."), pattern.lower()) for pattern in (*ALWAYS_DIRECT, *settings.OUTBOUND_DIRECT)
    )


def _matches(host: str, rule: str) -> bool:
    """A rule is a name, a domain with all below it (".gov.kz"), an address or a network."""
    if rule.startswith("."):
        return host == rule[1:] or host.endswith(rule)
    try:
        return ip_address(host) in ip_network(rule, strict=False)
    except ValueError:
        return host == rule
