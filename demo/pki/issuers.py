"""Who certifies and who is certified: authorities one above the other, and keys with their certificates."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from demo.pki import certificates as x509
from demo.pki import signing
from demo.pki.certificates import Holder, Profile
from demo.pki.signing import PrivateKey

FOUNDED = datetime(2024, 1, 1, tzinfo=UTC)
LASTS = timedelta(days=25 * 366)
KINDS = {signing.RSA: "RSA", signing.GOST512: "GOST 512", signing.GOST256: "GOST 256"}


@dataclass(frozen=True, eq=False)
class Ca:
    """One certifying key."""

    subject: bytes
    key: PrivateKey
    chain: tuple[bytes, ...]
    """Its own certificate, then that of each authority above it, in DER."""

    @property
    def certificate(self) -> bytes:
        return self.chain[0]

    def certify(self, profile: Profile, spki: bytes) -> bytes:
        return x509.certificate(profile, spki, self.subject, self.key.spki, self.key)


@dataclass(frozen=True, eq=False)
class Identity:
    """A key with its certificate (DER): what a person has in the file that НУЦ РК gives. `chain`: as of `Ca`."""

    holder: Holder
    key: PrivateKey
    certificate: bytes
    serial: int
    issuer: Ca

    @property
    def algorithm(self) -> str:
        return self.key.algorithm

    @property
    def chain(self) -> tuple[bytes, ...]:
        return self.issuer.chain

    @property
    def key_id(self) -> bytes:
        return x509.key_id(self.key.spki)

    @cached_property
    def fingerprint(self) -> str:
        return sha256(self.certificate).hexdigest()


def established(title: str, key: PrivateKey, above: Ca | None = None, founded: datetime = FOUNDED, **faults: Any) -> Ca:
    """A new authority called `title`: a root, or under `above`. `faults`: fields of Profile set otherwise."""
    subject = x509.name((x509.COMMON_NAME, title), (x509.COUNTRY, "KZ"))
    profile = Profile(
        subject, founded, founded + LASTS, secrets.randbits(158), (), (x509.POLICY,), x509.ISSUES, basic=True
    )
    profile = replace(profile, **faults)
    signer = above or Ca(subject, key, ())
    return Ca(profile.subject, key, (signer.certify(profile, key.spki), *signer.chain))


def leaf_profile(holder: Holder, auth: bool, not_before: datetime, not_after: datetime) -> Profile:
    policy = (1 if x509.LEGAL in holder.roles else 3) + auth
    purpose, usage = (x509.AUTHENTICATION, x509.AUTHENTICATES) if auth else (x509.SIGNING, x509.SIGNS)
    return Profile(
        holder.subject,
        not_before,
        not_after,
        secrets.randbits(158),
        (purpose, *holder.roles),
        (f"{x509.POLICY}.{policy}",),
        usage,
    )


Pairs = tuple[dict[str, Ca], dict[str, Ca]]


def new_pairs(title: str, founded: datetime, kinds: tuple[str, ...] = tuple(KINDS)) -> Pairs:
    """(roots, issuing) by algorithm."""
    roots, issuing = {}, {}
    for kind in kinds:
        suffix = f"({KINDS[kind]}) {founded:%Y}"
        roots[kind] = established(f"{title} НЕГІЗГІ ОРТАЛЫҚ {suffix}", signing.new_key(kind), founded=founded)
        title_below = f"{title} ОРТАЛЫҚ {suffix}"
        issuing[kind] = established(title_below, signing.new_key(kind), roots[kind], founded=founded)
    return roots, issuing


def as_stored(pairs: Pairs) -> dict[str, Any]:
    return {
        level: {
            kind: {
                "subject": ca.subject.hex(),
                "key": ca.key.pem(),
                "chain": [certificate.hex() for certificate in ca.chain],
            }
            for kind, ca in authorities.items()
        }
        for level, authorities in zip(("roots", "issuing"), pairs, strict=True)
    }


def load(stored: dict[str, Any]) -> Ca:
    return Ca(
        bytes.fromhex(stored["subject"]), signing.load_key(stored["key"]), tuple(map(bytes.fromhex, stored["chain"]))
    )
