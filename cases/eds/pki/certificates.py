"""A certificate, read once: RFC 5280 and the profiles of НУЦ РК.

`cryptography` reads the whole strictly and gives the extensions; it does not know the GOST keys and their algorithm,
so those, and the names as bytes, are taken from the same DER by `cases.eds.pki.tlv`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from threading import Lock
from typing import TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtensionOID as Extension

from cases.eds.base import EdsError, Signer
from cases.eds.pki import keys, tlv
from cases.eds.pki.keys import Key
from cases.eds.pki.subjects import signer

LARGEST = 16 * 1024
"""Bytes. НУЦ РК makes certificates of some 1.5 KB; what a stranger sends that is larger is not parsed at all."""

_CACHED = 1024
_UNDERSTOOD = frozenset(
    {
        Extension.BASIC_CONSTRAINTS,
        Extension.KEY_USAGE,
        Extension.EXTENDED_KEY_USAGE,
        Extension.CERTIFICATE_POLICIES,
        Extension.SUBJECT_KEY_IDENTIFIER,
        Extension.AUTHORITY_KEY_IDENTIFIER,
        Extension.CRL_DISTRIBUTION_POINTS,
        Extension.FRESHEST_CRL,
        Extension.AUTHORITY_INFORMATION_ACCESS,
        Extension.SUBJECT_ALTERNATIVE_NAME,
    }
)
_quiet = Lock()
_E = TypeVar("_E", bound=x509.ExtensionType)


@dataclass(frozen=True, eq=False)
class Certificate:
    """A parsed certificate. Two are equal if their bytes are."""

    der: bytes
    loaded: x509.Certificate
    extensions: x509.Extensions
    signer: Signer
    serial: int
    issuer: bytes
    """DER of the name."""
    subject: bytes
    """DER of the name."""
    spki: bytes
    """DER of the public key's SubjectPublicKeyInfo."""
    tbs: bytes
    """DER of what the issuer signed."""
    signed_with: tlv.Item
    """The AlgorithmIdentifier of the signature: OIDs of the key and of the digest."""
    signature: bytes

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Certificate) and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.signer.fingerprint)

    @cached_property
    def key(self) -> Key:
        """EdsError "gost_2004", "algorithm", "point"."""
        return keys.read(self.spki)

    @property
    def not_before(self) -> datetime:
        return self.signer.not_before

    @property
    def not_after(self) -> datetime:
        return self.signer.not_after

    @cached_property
    def is_authority(self) -> bool:
        basic = self.extension(x509.BasicConstraints)
        return bool(basic and basic.ca)

    @cached_property
    def may_certify(self) -> bool:
        """An authority whose key may sign certificates (RFC 5280, 4.2.1.3 and 4.2.1.9)."""
        usage = self.extension(x509.KeyUsage)
        return self.is_authority and bool(usage and usage.key_cert_sign)

    @cached_property
    def path_length(self) -> int | None:
        basic = self.extension(x509.BasicConstraints)
        return basic.path_length if basic else None

    @cached_property
    def key_id(self) -> bytes:
        own = self.extension(x509.SubjectKeyIdentifier)
        return own.digest if own else b""

    @cached_property
    def is_understood(self) -> bool:
        """No critical extension that this portal does not know (RFC 5280, 4.2)."""
        return all(extension.oid in _UNDERSTOOD for extension in self.extensions if extension.critical)

    def extension(self, kind: type[_E]) -> _E | None:
        try:
            return self.extensions.get_extension_for_class(kind).value
        except x509.ExtensionNotFound:
            return None

    def names(self, issuer: Certificate) -> bool:
        """Does this certificate say that `issuer` issued it: by name, and by key where it names one?"""
        identifier = self.extension(x509.AuthorityKeyIdentifier)
        if self.issuer != issuer.subject:
            return False
        if identifier is None:
            return True
        fits = not identifier.key_identifier or not issuer.key_id or identifier.key_identifier == issuer.key_id
        return fits and identifier.authority_cert_serial_number in (None, issuer.serial)

    def is_signed_by(self, issuer: Certificate) -> bool:
        """The signature alone. EdsError "gost_2004", "algorithm", "point"."""
        return _is_signed_by(self, issuer)

    def digest(self, oid: str) -> bytes:
        """Of the whole DER, as SigningCertificateV2 has it."""
        return _digest(oid, self.der)


@lru_cache(maxsize=_CACHED)
def _digest(oid: str, der: bytes) -> bytes:
    return keys.digest(oid, der)


@lru_cache(maxsize=_CACHED)
def _is_signed_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Cached: the authorities' own certificates come again with every signer."""
    algorithm, digest = keys.signature_algorithm(certificate.signed_with)
    return issuer.key.algorithm == algorithm and issuer.key.verify(digest, certificate.tbs, certificate.signature)


@lru_cache(maxsize=_CACHED)
def load(der: bytes) -> Certificate:
    """A certificate in DER. EdsError "malformed"; its key and algorithm are judged when they are used."""
    if len(der) > LARGEST:
        raise EdsError("malformed")
    whole = tlv.inside(tlv.single(der, tlv.SEQUENCE))
    if len(whole) != 3:
        raise EdsError("malformed")
    fields = tlv.inside(whole[0])
    # RFC 5280, 4.1.1.2: the algorithm named outside and the one under the signature are the same. Version 3 only.
    if len(fields) < 7 or fields[0].raw != b"\xa0\x03\x02\x01\x02" or fields[2].raw != whole[1].raw:
        raise EdsError("malformed")
    read, extensions, who = _read(der, fields[6].raw)
    return Certificate(
        der,
        read,
        extensions,
        who,
        _serial(fields[1]),
        fields[3].raw,
        fields[5].raw,
        fields[6].raw,
        whole[0].raw,
        whole[1],
        tlv.bits(whole[2]),
    )


def _serial(item: tlv.Item) -> int:
    number = tlv.integer(item)
    if number <= 0:
        raise EdsError("malformed")
    return number


def _read(der: bytes, spki: bytes) -> tuple[x509.Certificate, x509.Extensions, Signer]:
    """What a library says of bytes a stranger sent: whatever it raises, the certificate is not one.

    It warns of names longer than X.520 allows (the root of НУЦ РК itself has one, 66 bytes) and of much else; whom
    the chain vouches for need not fear warnings. Python's warning filters are shared, hence the lock.
    """
    with _quiet, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            read = x509.load_der_x509_certificate(der)
            extensions = read.extensions
            return read, extensions, signer(read, extensions, keys.algorithm_name(spki))
        except Exception as error:
            raise EdsError("malformed") from error
