"""What the demo's authority knows of its certificates, read from its folder: no request goes over a wire.

A demo plays in the past, where no responder answers and no list was made. `find` is a source of
`cases.eds.revocation` (settings.EDS_REVOCATION), and it speaks for the demo's own authority alone.
"""

from __future__ import annotations

from datetime import datetime

from cases.eds.pki.certificates import Certificate
from cases.eds.revocation.findings import RevocationFinding
from demo.authority import authority


def find(certificate: Certificate, issuer: Certificate, *, at: datetime, now: datetime) -> RevocationFinding | None:
    """The register's word as of `now`; None for a certificate of any other authority."""
    known = authority()
    if issuer.der not in {ca.certificate for ca in known.issuing.values()}:
        return None
    revoked = known.revoked().get(certificate.serial)
    if revoked is None or revoked.at > now:
        return RevocationFinding("register", now)
    return RevocationFinding("register", now, b"", revoked.at, revoked.reason)
