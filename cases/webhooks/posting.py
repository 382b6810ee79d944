"""A POST to an address that a stranger has named: never into our own network, never anywhere it leads on to."""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import certifi
import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError

NAT64 = ip_network("64:ff9b::/96")
READ = 1024
"""Bytes of the answer that are read and thrown away; nobody asks for more."""


class PostError(Exception):
    """It did not arrive, or was not taken; `status` of HTTP, where there was one."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status, always 2xx. Raises PostError. The name is resolved once, and that address is connected to: a name
    that leads elsewhere a moment later leads nowhere."""
    scheme, host, port, path = split(url)
    pool = _pool(scheme, host, port, _address(scheme, host, port))
    shown = f"[{host}]" if ":" in host else host
    named = headers | {"Host": shown if port in (80, 443) else f"{shown}:{port}", "User-Agent": "DNR"}
    try:
        with pool:
            response = pool.urlopen(
                "POST", path, body, named, retries=False, redirect=False, preload_content=False, decode_content=False
            )
            response.read(READ)
            response.close()
    except (HTTPError, OSError, ValueError) as error:
        raise PostError(f"{type(error).__name__}") from error
    if not 200 <= response.status < 300:
        raise PostError(f"answered {response.status}", response.status)
    return int(response.status)


def split(url: str) -> tuple[str, str, int, str]:
    """(scheme, host, port, path with query). Raises PostError for what is no plain http or https address."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise PostError("the address is malformed") from error
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.password:
        raise PostError("the address is none of https")
    return parts.scheme, parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _address(scheme: str, host: str, port: int) -> str:
    """Where the name leads. One address that is not allowed spoils them all."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise PostError("the name is not known") from error
    if not found or not all(allowed(scheme, address) for address in found):
        raise PostError("the address is not allowed")
    return found[0]


def allowed(scheme: str, text: str) -> bool:
    """https to the public net, and either into API_WEBHOOK_NETWORKS."""
    address = _bare(text)
    if any(address in ip_network(network) for network in settings.API_WEBHOOK_NETWORKS):
        return True
    return scheme == "https" and bool(address.is_global) and not address.is_multicast


def _bare(text: str) -> Any:
    """The IPv4 address inside an IPv6 one that is only its wrapping (mapped, 6to4, NAT64), or the address itself."""
    found = ip_address(text.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found in NAT64:
            return ip_address(int(found) & 0xFFFFFFFF)
        return found.ipv4_mapped or found.sixtofour or found
    return found


def _pool(scheme: str, host: str, port: int, address: str) -> Any:
    timeout = urllib3.Timeout(connect=settings.API_WEBHOOK_TIMEOUT, read=settings.API_WEBHOOK_TIMEOUT)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=timeout, maxsize=1, cert_reqs="CERT_REQUIRED", ca_certs=certifi.where(),
        server_hostname=host, assert_hostname=host,
    )  # fmt: skip
