"""Whether a certificate was revoked: OCSP, CRL, and what an answer proves for the moment of a signature."""

from cases.eds.revocation.asking import SOURCES, again_at, proved, refresh_job, status
from cases.eds.revocation.findings import ensure

__all__ = ["SOURCES", "again_at", "ensure", "proved", "refresh_job", "status"]
