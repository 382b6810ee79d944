"""Keys, certificates and signatures for the tests of ЭЦП: an authority in memory, made once a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cases.eds.base import Revocation, Status
from demo import cms as making
from demo.authority import Authority
from demo.pki import certificates, files, signing
from demo.pki.certificates import Holder
from demo.pki.issuers import Identity
from demo.pki.signing import GOST256, GOST512, RSA

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
IIN, OTHER_IIN = "900101300123", "910202400123"
BIN = "241000000301"
SHEET = "Ходатайство № 12, SHA-256 5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef\n".encode()
KINDS = (RSA, GOST512, GOST256)

PERSON = certificates.individual("Асанов", "Арман", IIN, "Болатулы", "arman@example.org")
HEAD = certificates.head("Серикова", "Дана", IIN, BIN, "Министерство", "Ерлановна")


@cache
def authority() -> Authority:
    return Authority.foreign("ТЕСТ TEST", KINDS)


@cache
def stranger() -> Authority:
    return Authority.foreign()


def publish(folder: Path) -> None:
    for level, authorities in (("root", authority().roots), ("issuing", authority().issuing)):
        for kind, ca in authorities.items():
            (folder / f"{kind}-{level}.pem").write_text(files.pem(ca.certificate))


@cache
def person(algorithm: str = RSA) -> Identity:
    return authority().issue(PERSON, algorithm=algorithm)


def issue(holder: Holder = PERSON, **how: Any) -> Identity:
    return authority().issue(holder, **how)


def sign(identity: Identity | None = None, content: bytes = SHEET, at: datetime = NOW, **how: Any) -> bytes:
    return making.sign(identity or person(), content, at, **how)


def good(certificate: Any, issuer: Any, *, at: datetime, now: datetime) -> Revocation:
    """A stand-in for `cases.eds.revocation.status` with which nothing is revoked."""
    return Revocation(Status.GOOD, "ocsp", now)


def foreign_key(algorithm: str = RSA) -> signing.PrivateKey:
    return stranger().shared_key(algorithm)
