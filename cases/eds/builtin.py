"""The back end that queries nobody but the responders of the authority: mathematics, path and revocation by
ourselves."""

from __future__ import annotations

from datetime import datetime

from cases.eds import revocation
from cases.eds.base import EdsError, Revocation
from cases.eds.cms import SignedMessage
from cases.eds.pki import chain
from cases.eds.pki.certificates import Certificate

NAME = "builtin"


def check(message: SignedMessage, now: datetime, at: datetime) -> Revocation:
    """`Backend.check`: EdsError "signature", "revoked", "never_issued", and those of `chain.path`."""
    return revocation.ensure(revocation_of(message, now, at))


def revocation_of(message: SignedMessage, now: datetime, at: datetime) -> Revocation:
    """`check` for callers that store the result: "revoked by then" is a result here, and no error."""
    issuer = check_offline(message, at)
    return revocation.status(message.certificate, issuer, at=at, now=now)


def check_offline(message: SignedMessage, at: datetime) -> Certificate:
    """Mathematics, path and days, all that needs no asking; returns who issued the signer's certificate."""
    certificate = message.certificate
    issuer = chain.path(certificate, message.extra, at)[1]
    if not certificate.key.verify(message.digest_oid, message.signed_attributes, message.signature):
        raise EdsError("signature")
    return issuer
