"""A CRL, read and checked: RFC 5280, 5."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography import x509
from cryptography.x509.oid import ExtensionOID
from django.conf import settings

from cases.eds.pki import oids, tlv
from cases.eds.pki.certificates import Certificate

_CRITICAL = frozenset({ExtensionOID.DELTA_CRL_INDICATOR, ExtensionOID.ISSUING_DISTRIBUTION_POINT})
_E = TypeVar("_E", bound=x509.ExtensionType)


class BadList(Exception):
    """A CRL that is not one, not of this issuer or not genuine. The text is for the log."""


@dataclass(frozen=True, eq=False, slots=True)
class Crl:
    """A parsed list of revoked certificates."""

    entries: x509.CertificateRevocationList
    this_update: datetime
    next_update: datetime | None
    number: int | None
    """Of this list."""
    base: int | None
    """The number of the list that a delta completes; None for a full list."""
    scope: x509.IssuingDistributionPoint | None

    def entry(self, certificate: Certificate) -> x509.RevokedCertificate | None:
        return self.entries.get_revoked_certificate_by_serial_number(certificate.serial)

    def is_fresh(self, now: datetime) -> bool:
        """RFC 5280 wants nextUpdate in every list; one without could be served for ever."""
        if self.next_update is None:
            return False
        return self.this_update - timedelta(seconds=settings.EDS_CLOCK_SKEW) <= now <= self.next_update

    def covers(self, certificate: Certificate) -> bool:
        """RFC 5280, 6.3.3 (b) (2): lists in parts, and a part must not be taken for the whole."""
        scope = self.scope
        if scope is None:
            return True
        if scope.indirect_crl or scope.only_some_reasons or scope.only_contains_attribute_certs:
            return False
        if scope.only_contains_user_certs if certificate.is_authority else scope.only_contains_ca_certs:
            return False
        return not scope.full_name or bool({str(name.value) for name in scope.full_name} & set(_named(certificate)))

    def completes(self, full: Crl) -> bool:
        """Is this a delta that may complete `full` (RFC 5280, 5.2.4)?"""
        if self.base is None or self.number is None or full.number is None or self.scope != full.scope:
            return False
        return self.base <= full.number <= self.number


def read(raw: bytes, issuer: Certificate, *, genuine: bool = False) -> Crl:
    """A CRL of `issuer` in DER; `genuine` says that its signature was checked before. Raises BadList."""
    try:
        crl = _read(raw, issuer)
        if not genuine:
            _ensure_genuine(crl.entries, issuer)
        return crl
    except BadList:
        raise
    except Exception as error:
        # Whatever a library raises at bytes from the net, they are no list.
        raise BadList(f"not a CRL: {error}"[:200]) from error


def _read(raw: bytes, issuer: Certificate) -> Crl:
    entries = x509.load_der_x509_crl(raw)
    # The name as bytes: the library takes 66 octets, as an authority of НУЦ РК has, for a fault and says so each time.
    fields = tlv.inside(tlv.single(entries.tbs_certlist_bytes, tlv.SEQUENCE))
    if fields[0].tag != tlv.INTEGER or fields[2].raw != issuer.subject:
        raise BadList("of another issuer, or without a version")
    extensions = entries.extensions
    if any(extension.critical and extension.oid not in _CRITICAL for extension in extensions):
        raise BadList("an extension that is not known")
    number, base = value(extensions, x509.CRLNumber), value(extensions, x509.DeltaCRLIndicator)
    return Crl(
        entries,
        entries.last_update_utc,
        entries.next_update_utc,
        number.crl_number if number else None,
        base.crl_number if base else None,
        value(extensions, x509.IssuingDistributionPoint),
    )


def value(extensions: x509.Extensions, kind: type[_E]) -> _E | None:
    try:
        return extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _ensure_genuine(entries: x509.CertificateRevocationList, issuer: Certificate) -> None:
    usage = issuer.extension(x509.KeyUsage)
    if usage is not None and not usage.crl_sign:
        raise BadList("the issuer may not sign lists")
    algorithm, digest = oids.SIGNATURES.get(entries.signature_algorithm_oid.dotted_string, ("", ""))
    data, signature = entries.tbs_certlist_bytes, entries.signature
    if issuer.key.algorithm != algorithm or not issuer.key.verify(digest, data, signature):
        raise BadList("the signature does not fit")


def _named(certificate: Certificate) -> Iterator[str]:
    """Every address in the certificate for lists of its issuer."""
    for points in (certificate.extension(x509.CRLDistributionPoints), certificate.extension(x509.FreshestCRL)):
        for point in points or ():
            yield from (str(name.value) for name in point.full_name or ())
