"""What an authority has answered about a certificate, and what that proves for the moment of a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cases.eds.base import EdsError, Revocation, Status
from cases.law.calendar import ALMATY

NEVER_ISSUED = datetime(1970, 1, 1, tzinfo=UTC)
"""So a responder says that no certificate of this number was ever issued (RFC 6960, 2.2); that of НУЦ РК does it."""


@dataclass(frozen=True, slots=True)
class RevocationFinding:
    """What one source says about a certificate."""

    source: str
    """Either "ocsp" or "crl"."""
    known_at: datetime
    """When the state was known to be correct (thisUpdate)."""
    evidence: bytes = b""
    """DER of the response; empty for a list."""
    revoked_at: datetime | None = None
    """None where it is not revoked."""
    reason: str = ""
    """Of a revoked certificate, as RFC 5280, 5.3.1 names it."""


def judge(
    finding: RevocationFinding, *, ends: datetime, at: datetime, now: datetime, slack: timedelta
) -> Revocation | None:
    """What the finding proves for a signature of `at` by a certificate that ends at `ends`; None: nothing.

    "Not revoked" is proved up to `known_at` only: what is older than the signature by more than `slack` says nothing
    of the time between. Nor does it prove anything of a certificate that has ended, which an authority may forget
    (RFC 5280, 3.3; RFC 6960, 2.2). "Revoked" is proved by an answer of any age. A certificate on hold (certificateHold)
    counts as revoked for as long as the hold lasts; once it is lifted, the authority does not report it any more.
    """
    if finding.revoked_at is None:
        good = at - slack <= finding.known_at <= ends
        return Revocation(Status.GOOD, finding.source, now, finding.evidence) if good else None
    status = Status.REVOKED if finding.revoked_at <= at else Status.REVOKED_LATER
    return Revocation(status, finding.source, now, finding.evidence, finding.revoked_at, finding.reason)


def ensure(revocation: Revocation) -> Revocation:
    """The revocation, unless it makes the signature invalid: EdsError "revoked" or "never_issued",
    with the revocation as its fact `found`.
    """
    if revocation.status != Status.REVOKED:
        return revocation
    moment = revocation.revoked_at or revocation.at
    if moment == NEVER_ISSUED:
        raise EdsError("never_issued", found=revocation)
    raise EdsError("revoked", day=moment.astimezone(ALMATY).date() if moment else "?", found=revocation)
