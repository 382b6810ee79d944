"""Who answers OCSP for an authority: the certificate in the answer (RFC 6960, 4.2.2.2).

Read by ourselves, for `cryptography` refuses one of НУЦ РК: the RSA responder of its test environment (2022) writes
id-pkix-ocsp-nocheck with nothing in it instead of NULL. Nothing of the kind is let through in a person's certificate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.eds.base import EdsError
from cases.eds.pki import keys, tlv
from cases.eds.pki.certificates import Certificate

_KEY_USAGE, _PURPOSES, _OCSP_SIGNING = "2.5.29.15", "2.5.29.37", "1.3.6.1.5.5.7.3.9"
_DIGITAL_SIGNATURE = 0x80
_EXTENSIONS = 0xA3


@dataclass(frozen=True, slots=True)
class Delegate:
    """A responder's certificate, as far as the check of an OCSP response needs it."""

    issuer: bytes
    """DER of the name."""
    subject: bytes
    """DER of the name."""
    not_before: datetime
    not_after: datetime
    spki: bytes
    """DER of the SubjectPublicKeyInfo."""
    answers: bool
    """Whether its key usages allow it to sign OCSP responses."""
    tbs: bytes
    """DER of what the issuer signed."""
    signed_with: tlv.Item
    signature: bytes

    def may_answer_for(self, issuer: Certificate, at: datetime) -> bool:
        """Certified for it by this very authority, and in force `at`. EdsError for algorithms that are not known.

        Whether it is revoked itself cannot be queried without end: НУЦ РК marks it with id-pkix-ocsp-nocheck (RFC 6960,
        4.2.2.2.1) and gives it for a year; where the mark is missing it is trusted too.
        """
        if not self.answers or not self.not_before <= at <= self.not_after or self.issuer != issuer.subject:
            return False
        algorithm, digest = keys.signature_algorithm(self.signed_with)
        return issuer.key.algorithm == algorithm and issuer.key.verify(digest, self.tbs, self.signature)


def read(der: bytes) -> Delegate:
    """EdsError "malformed"."""
    tbs, algorithm, signature = _exactly(tlv.inside(tlv.single(der, tlv.SEQUENCE)), 3)
    fields = tlv.inside(tbs)
    # Version 3, and the algorithm named outside is the one under the signature (RFC 5280, 4.1.1.2).
    if len(fields) < 8 or fields[0].raw != b"\xa0\x03\x02\x01\x02" or fields[2].raw != algorithm.raw:
        raise EdsError("malformed")
    begins, ends = (tlv.time(moment) for moment in _exactly(tlv.inside(fields[4]), 2))
    extensions = _extensions(fields[-1])
    return Delegate(
        fields[3].raw,
        fields[5].raw,
        begins,
        ends,
        fields[6].raw,
        _answers(extensions),
        tbs.raw,
        algorithm,
        tlv.bits(signature),
    )


def _exactly(items: list[tlv.Item], number: int) -> list[tlv.Item]:
    if len(items) != number:
        raise EdsError("malformed")
    return items


def _extensions(item: tlv.Item) -> dict[str, bytes]:
    """OID → value. Each once (RFC 5280, 4.2)."""
    values: dict[str, bytes] = {}
    for extension in tlv.inside(tlv.single(tlv.body(item, _EXTENSIONS), tlv.SEQUENCE)):
        parts = tlv.inside(extension)
        oid = tlv.oid(tlv.body(parts[0], tlv.OID)) if parts else ""
        if not 2 <= len(parts) <= 3 or oid in values:
            raise EdsError("malformed")
        values[oid] = tlv.body(parts[-1], tlv.OCTETS)
    return values


def _answers(extensions: dict[str, bytes]) -> bool:
    purposes = extensions.get(_PURPOSES)
    if purposes is None:
        return False
    named = {tlv.oid(tlv.body(purpose, tlv.OID)) for purpose in tlv.inside(tlv.single(purposes, tlv.SEQUENCE))}
    return _OCSP_SIGNING in named and _may_sign(extensions.get(_KEY_USAGE))


def _may_sign(usage: bytes | None) -> bool:
    if usage is None:
        return True
    bits = tlv.body(tlv.single(usage, tlv.BITS), tlv.BITS)
    return len(bits) > 1 and bool(bits[1] & _DIGITAL_SIGNATURE)
