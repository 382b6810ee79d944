"""What is remembered of a sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.eds.base import Verified
from cases.models import SignIn, User

RENEW = timedelta(days=30)
"""So long before the end the person is warned: a new ЭЦП takes a visit."""


@dataclass(frozen=True, slots=True)
class SignInCertificate:
    """The certificate of a sign-in; times are aware."""

    name: str
    serial: str
    until: datetime
    status: str
    """Of `cases.eds.base.Status`."""

    @classmethod
    def of(cls, verified: Verified) -> SignInCertificate:
        signer = verified.signer
        return cls(signer.full_name[:300], signer.serial[:64], signer.not_after, verified.revocation.status.value)

    def ends_soon(self, now: datetime) -> bool:
        return self.until - now <= RENEW


def record(
    user: User, now: datetime, way: str, address: str | None, certificate: SignInCertificate | None = None
) -> SignIn:
    row = SignIn(user=user, at=now, way=way, address=address or None)
    if certificate is not None:
        row.certificate_name, row.certificate_serial = certificate.name, certificate.serial
        row.certificate_until, row.certificate_status = certificate.until, certificate.status
    row.save(force_insert=True)
    return row


def last_certificate(user: User) -> SignInCertificate | None:
    """The one this user signed in with last; None where it was never an ЭЦП."""
    row = SignIn.objects.filter(user=user, certificate_until__isnull=False).order_by("-id").first()
    if row is None or row.certificate_until is None:
        return None
    return SignInCertificate(
        row.certificate_name, row.certificate_serial, row.certificate_until, row.certificate_status
    )
