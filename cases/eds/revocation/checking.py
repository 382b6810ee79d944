"""Whether a certificate was revoked: queries one source after the other until one returns a proof.

No answer is no permission: a source that is silent, too old, not genuine or not about this certificate is passed over,
and what nobody answers stays `Status.UNCHECKED`, to be queried again (settings.EDS_UNCHECKED: does the step wait?)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from cases.eds.base import EdsError, Revocation, Status
from cases.eds.pki.certificates import Certificate
from cases.eds.revocation import crl, crlfiles, ocsp
from cases.eds.revocation.findings import judge

log = structlog.get_logger(__name__)

SOURCES = {"ocsp": (ocsp.find, ocsp.slack), "crl": (crl.find, lambda: crl.SLACK)}
"""What settings.EDS_REVOCATION names, each with how old its "not revoked" may be; others by dotted path, fresh."""


def status(certificate: Certificate, issuer: Certificate, *, at: datetime, now: datetime) -> Revocation:
    """What is known at `now` of a certificate with which was signed at `at`; the chain to `issuer` is anchored.

    Never raises for what authorities answer or do not answer: see `ensure` for refusing what is revoked.
    """
    for source in settings.EDS_REVOCATION:
        find, slack = SOURCES[source] if source in SOURCES else (import_string(source), timedelta)
        finding = find(certificate, issuer, at=at, now=now)
        known = finding and judge(finding, ends=certificate.not_after, at=at, now=now, slack=slack())
        if known:
            return known
    return Revocation(Status.UNCHECKED, "", now)


def proved(evidence: bytes, certificate: Certificate, issuer: Certificate, *, at: datetime) -> Revocation:
    """What an OCSP response stored with a signature proves on any later day, without a query.

    Its signature and its subject are checked again; its age is judged against `at` alone.
    """
    try:
        finding = ocsp.read(evidence, certificate, issuer).finding
    except (ocsp.NoAnswer, EdsError):
        return Revocation(Status.UNCHECKED, "", at)
    queried_at = finding.known_at
    state = judge(finding, ends=certificate.not_after, at=at, now=queried_at, slack=ocsp.slack())
    return state or Revocation(Status.UNCHECKED, "", queried_at)


def recheck_at(revocation: Revocation, at: datetime) -> datetime | None:
    """When a signature of `at` should be queried again; None when what is known is final.

    A list is about its own day only, so what it says is confirmed by one that is younger than the signature.
    """
    if revocation.status == Status.UNCHECKED:
        return (revocation.at or at) + timedelta(minutes=1)
    confirmed = revocation.at is not None and revocation.at >= at + crl.SLACK
    return at + crl.SLACK if revocation.status == Status.GOOD and revocation.source == "crl" and not confirmed else None


def refresh_job() -> str:
    """Entry of the schedule, every five minutes: fetches the CRLs that are wanted (each at most every 30 minutes)."""
    report = crlfiles.refresh(timezone.now())
    log.info("lists of revoked certificates", **asdict(report))
    return str(report)
