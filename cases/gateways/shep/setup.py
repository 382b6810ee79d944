"""What settings.GATEWAYS says of one system that is joined through ШЭП, read and judged as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from django.core.exceptions import ImproperlyConfigured

from cases.eds.pki import anchors
from cases.gateways.shep.trust import Trust
from cases.gateways.shep.wsse import SigningKey
from cases.net import fetch

CHANNELS = ("", "sync", "async")
_NEEDED = ("url", "service_id", "sender_id", "password", "key")
_KNOWN = frozenset(
    {
        "transport",
        *_NEEDED,
        "certificate",
        "key_password",
        "channel",
        "route_id",
        "properties",
        "soap_action",
        "counterparty",
        "counterparty_bin",
        "anchors",
        "timestamp",
        "token",
        "own_correlation",
        "timeout",
        "max_bytes",
        "skew",
        "max_age",
        "revocation",
        "plain_http",
        "key_id",
        "secret",
        "again_hours",  # of the other transports and of the outbox
    }
)


@dataclass(frozen=True, slots=True)
class Setup:
    """How one system is reached through the bus."""

    system: str
    url: str
    services: Mapping[str, str]
    """serviceId by operation; "" for all others."""
    sender_id: str
    password: str = field(repr=False)
    signature: SigningKey = field(repr=False)
    trust: Trust = field(repr=False)
    channel: str = ""
    """With "" the operation's contract chooses."""
    route_id: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    soap_action: str = ""
    own_correlation: bool = True
    """The bus keeps the correlationId that we set; where it makes its own, `in_reply_to` alone links an answer to its
    request."""
    seconds: float = 30.0
    """For the whole of a call."""
    limit: int = 1024 * 1024
    """Bytes of a response."""

    def service(self, operation: str) -> str:
        return self.services.get(operation) or self.services.get("", "")


def read(system: str, block: Mapping[str, Any]) -> Setup:
    """ImproperlyConfigured says what is missing or wrong, and never what the secrets are."""
    _complain(system, block)
    service = block["service_id"]
    return Setup(
        system=system,
        url=block["url"],
        services=dict(service) if isinstance(service, Mapping) else {"": service},
        sender_id=block["sender_id"],
        password=block["password"],
        signature=_signature(system, block),
        trust=_trust(block),
        channel=block.get("channel", ""),
        route_id=block.get("route_id", ""),
        properties=dict(block.get("properties", {})),
        soap_action=block.get("soap_action", ""),
        own_correlation=block.get("own_correlation", True),
        seconds=float(block.get("timeout", 30.0)),
        limit=int(block.get("max_bytes", 1024 * 1024)),
    )


def _complain(system: str, block: Mapping[str, Any]) -> None:
    missing = [name for name in _NEEDED if not block.get(name)]
    unknown = sorted(set(block) - _KNOWN)
    wrong = [f"{name} is missing" for name in missing] + [f"{name} is not known" for name in unknown]
    if not (block.get("counterparty") or block.get("counterparty_bin")):
        wrong.append("counterparty or counterparty_bin must say whose answers are believed")
    if block.get("channel", "") not in CHANNELS:
        wrong.append('channel must be "sync", "async" or ""')
    if block.get("url") and not fetch.allowed(block["url"]):
        wrong.append("url can not be asked")
    elif not block.get("url", "https:").startswith("https:") and not block.get("plain_http"):
        wrong.append("url has to begin with https://, unless plain_http says that the network is closed")
    if wrong:
        raise ImproperlyConfigured(f"GATEWAYS[{system!r}]: {'; '.join(wrong)}")


def _trust(block: Mapping[str, Any]) -> Trust:
    folders = block.get("anchors")
    counterparty = block.get("counterparty", ())
    prints = [counterparty] if isinstance(counterparty, str) else counterparty
    return Trust(
        fingerprints=frozenset(value.replace(":", "").lower() for value in prints),
        bin=block.get("counterparty_bin", ""),
        anchors=anchors.anchors_with(map(Path, folders)) if folders else None,
        skew=timedelta(seconds=block.get("skew", 300)),
        oldest=timedelta(seconds=block.get("max_age", 86400)),
        stamped=block.get("timestamp", False),
        revocation=block.get("revocation", True),
    )


def _signature(system: str, block: Mapping[str, Any]) -> SigningKey:
    path = Path(block["key"])
    try:
        paths = (path, Path(block.get("certificate") or path), block.get("key_password", ""))
        key, certificate = _load(*paths, *(file.stat().st_mtime_ns for file in paths[:2]))
    except UnsupportedAlgorithm:
        key, certificate = None, None
    except (OSError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"GATEWAYS[{system!r}]: key: {type(error).__name__} in {path.name}") from error
    if not isinstance(key, RSAPrivateKey) or certificate is None:
        raise ImproperlyConfigured(
            f"GATEWAYS[{system!r}]: key: {path.name} is no RSA key; XML can be signed here by RSA only, not by GOST"
        )
    if certificate.public_key() != key.public_key():
        raise ImproperlyConfigured(f"GATEWAYS[{system!r}]: certificate: another key than {path.name}")
    lasts = timedelta(minutes=5) if block.get("timestamp") else None
    return SigningKey(key, certificate, lasts, block.get("token", "key_identifier") == "binary")


@lru_cache(maxsize=16)
def _load(key: Path, certificate: Path, password: str, *_changed: int) -> tuple[Any, x509.Certificate]:
    """Of a .p12 as НУЦ РК gives it, or of PEM. UnsupportedAlgorithm for a key of GOST."""
    secret = password.encode() or None
    if key.suffix in (".p12", ".pfx"):
        private, own, _others = pkcs12.load_key_and_certificates(key.read_bytes(), secret)
        if own is None:
            raise ValueError("no certificate")
        return private, own
    return load_pem_private_key(key.read_bytes(), secret), x509.load_pem_x509_certificate(certificate.read_bytes())
