"""CRLs (RFC 5280, 5): whether a certificate is in the list of its issuer, completed by the newest delta."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from cryptography import x509
from django.conf import settings

from cases.eds.pki.certificates import Certificate
from cases.eds.revocation import crlfiles
from cases.eds.revocation.crllist import Crl, value
from cases.eds.revocation.findings import RevocationFinding
from cases.net import fetch

log = structlog.get_logger(__name__)

SLACK = timedelta(hours=25)
"""How old the list, or its delta, may be at the moment of signing to say "not revoked". Within its nextUpdate a list is
the authority's word, but that may be half a year away (the test authority of НУЦ РК); a list made once a day is taken
in time with this, one made more rarely only together with its deltas, which НУЦ РК makes by the hour."""


def find(certificate: Certificate, issuer: Certificate, *, at: datetime, now: datetime) -> RevocationFinding | None:
    """What the stored lists say; nothing is downloaded. None: no list in force is stored (it is requested then)."""
    usable = (crlfiles.stored_list(url, issuer, now) for url in addresses(certificate, issuer))
    full = next((crl for crl in usable if _is_usable(crl, certificate, now) and crl and crl.base is None), None)
    if full is None:
        log.warning("no CRL of the issuer in force is held", issuer=issuer.signer.common_name)
        return None
    completing = (crlfiles.stored_list(url, issuer, now) for url in _points(certificate, x509.FreshestCRL))
    deltas = (crl for crl in completing if _is_usable(crl, certificate, now) and crl and crl.completes(full))
    return _finding(certificate, full, max(deltas, key=lambda crl: crl.this_update, default=None))


def _is_usable(crl: Crl | None, certificate: Certificate, now: datetime) -> bool:
    return crl is not None and crl.is_fresh(now) and crl.covers(certificate)


def _finding(certificate: Certificate, full: Crl, delta: Crl | None) -> RevocationFinding:
    """The delta overrides the full list: removeFromCRL lifts a hold (RFC 5280, 5.3.1)."""
    known_at = max(crl.this_update for crl in (full, delta) if crl)
    entry = delta.entry(certificate) if delta else None
    if entry and _reason(entry) == x509.ReasonFlags.remove_from_crl.value:
        return RevocationFinding("crl", known_at)
    entry = entry or full.entry(certificate)
    if entry is None:
        return RevocationFinding("crl", known_at)
    return RevocationFinding("crl", known_at, b"", entry.revocation_date_utc, _reason(entry))


def _reason(entry: x509.RevokedCertificate) -> str:
    reason = value(entry.extensions, x509.CRLReason)
    return reason.reason.value if reason else ""


def addresses(certificate: Certificate, issuer: Certificate) -> list[str]:
    """Where the issuer's list is: settings.EDS_CRLS (by the issuer's common name), else as the certificate says."""
    own = settings.EDS_CRLS.get(issuer.signer.common_name)
    return [own] if own else _points(certificate, x509.CRLDistributionPoints)


def _points(certificate: Certificate, kind: type[x509.CRLDistributionPoints | x509.FreshestCRL]) -> list[str]:
    """Only http(s): a certificate can not make us read our own files."""
    points = certificate.extension(kind) or ()
    names = (name.value for point in points for name in point.full_name or ())
    return [url for url in names if isinstance(url, str) and fetch.allowed(url)]
