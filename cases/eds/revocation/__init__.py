"""Whether a certificate was revoked: OCSP, CRL, and what an answer proves for the moment of a signature.

An address out of a certificate is used only after the certificate's chain was anchored (RFC 6960, 6; SSRF). The
answers are signed themselves, so plain http, which НУЦ РК uses, is as good as https.
"""

from cases.eds.revocation.checking import SOURCES, proved, recheck_at, refresh_job, status
from cases.eds.revocation.findings import ensure

__all__ = ["SOURCES", "ensure", "proved", "recheck_at", "refresh_job", "status"]
