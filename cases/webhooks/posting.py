"""A POST to an address that a stranger has named: never into our own network, never anywhere it leads on to."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

from cases.net import fetch

NAT64 = ip_network("64:ff9b::/96")
GLOBAL6 = ip_network("2000::/3")
"""All of IPv6 that is assigned to the public net. What lies beside it (IPv4 wrapped in old and local ways, site-local
addresses) Python takes for global as well."""


class PostError(Exception):
    """It did not arrive, or was not taken; `status` of HTTP, where there was one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status, always 2xx. Raises PostError."""
    named, seconds = headers | {"User-Agent": "DNR"}, settings.API_WEBHOOK_TIMEOUT
    try:
        status = fetch.notify(url, body, named, seconds=seconds, allows=allowed)
    except fetch.Unreachable as error:
        raise PostError(str(error)) from error
    if not 200 <= status < 300:
        raise PostError(f"answered {status}", status)
    return status


def allowed(scheme: str, text: str) -> bool:
    """https to the public net, and either into API_WEBHOOK_NETWORKS."""
    address = _bare(text)
    if any(address in ip_network(network) for network in settings.API_WEBHOOK_NETWORKS):
        return True
    public = address.is_global and not address.is_multicast and (address.version == 4 or address in GLOBAL6)
    return scheme == "https" and bool(public)


def _bare(text: str) -> Any:
    """The IPv4 address inside an IPv6 one that is only its wrapping (mapped, 6to4, NAT64), or the address itself."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return ip_address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address
