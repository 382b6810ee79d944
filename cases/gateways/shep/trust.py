"""Whose signature is accepted: the configured counterparty's, with a certificate of a valid chain that is not
revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.eds import revocation
from cases.eds.base import EdsError
from cases.eds.pki import certificates, chain, oids
from cases.eds.pki.anchors import Anchors
from cases.eds.pki.certificates import Certificate
from cases.gateways.contract import Malformed


class Untrusted(Malformed):
    """A complete message that is not trusted. `code`: one word for what is wrong, the first of its text."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose signature is accepted: that of `fingerprints` or of `bin`; one of them is set and must match."""

    fingerprints: frozenset[str] = frozenset()
    """SHA-256 of the certificate's DER, hex."""
    bin: str = ""
    """In the subject of the certificate."""
    anchors: Anchors | None = None
    """None: those of the portal."""
    skew: timedelta = timedelta(minutes=5)
    """By how much the clocks may differ."""
    oldest: timedelta = timedelta(days=1)
    """The greatest age of a message."""
    stamped: bool = False
    """A signed wsu:Timestamp is required; where there is one it is checked in any case."""
    revocation: bool = True
    """Whether the certificate is checked for revocation."""

    def certificate(self, der: bytes, now: datetime) -> Certificate:
        """The signer's certificate, of which all but the signature itself is judged. Untrusted."""
        try:
            certificate = certificates.load(der)
            self._judge(certificate, now)
        except EdsError as error:
            raise Untrusted("certificate", error.code) from error
        return certificate

    def _judge(self, certificate: Certificate, now: datetime) -> None:
        # By the key's own number, for a GOST key that is damaged is still no RSA key.
        if certificate.signer.algorithm != oids.NAMES[oids.RSA] or certificate.key.algorithm != oids.RSA:
            raise Untrusted("gost", f"{certificate.signer.algorithm}: XML can be signed and checked here by RSA only")
        if not (certificate.signer.signs or certificate.signer.authenticates):
            raise Untrusted("certificate", "usage")
        listed = certificate.signer.fingerprint in self.fingerprints
        if not listed and not (self.bin and certificate.signer.bin == self.bin):
            raise Untrusted("stranger", "another than the configured counterparty has signed")
        path = chain.path(certificate, (), now, self.anchors)
        if self.revocation:
            revocation.ensure(revocation.status(certificate, path[1], at=now, now=now))

    def fresh(self, date: datetime, now: datetime) -> None:
        """A moment stated inside what was signed. Untrusted "clock"."""
        if date > now + self.skew:
            raise Untrusted("clock", "the message is dated in the future")
        if date < now - self.oldest - self.skew:
            raise Untrusted("clock", "the message is too old")
