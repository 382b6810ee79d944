"""A signature as it is stored: with all that a later day needs to judge it again."""

from __future__ import annotations

import base64
from datetime import datetime

from cases.eds.base import Revocation, Verified
from cases.eds.sheets import Sheet
from cases.models import Case, Signature, SignatureCheck, User

LONGEST = {field.name: field.max_length for field in Signature._meta.concrete_fields if field.max_length}


def rows(
    case: Case, step: str, user: User | None, verified: Verified, sheet: Sheet
) -> list[Signature | SignatureCheck]:
    """Unsaved: the signature, and the first result of the check of its certificate's revocation."""
    signer = verified.signer
    facts = {
        "signer": verified.backend,
        "way": verified.way,
        "purpose": verified.purpose.value,
        "sheet": sheet.text,
        "sha256": sheet.sha256,
        "value": base64.b64encode(verified.cms).decode(),
        "annex": sheet.annexes,
        "at": verified.at,
        "claimed_at": verified.claimed_at,
        "subject_name": signer.full_name,
        "iin": signer.iin,
        "bin": signer.bin,
        "organization": signer.organization,
        "serial": signer.serial,
        "issuer": signer.issuer,
        "algorithm": signer.algorithm,
        "not_before": signer.not_before,
        "not_after": signer.not_after,
        "revocation": verified.revocation.status.value,
    }
    # The certificate's words may be longer than our columns; the certificate itself stays whole in the CMS.
    cut = {k: v[: LONGEST[k]] if k in LONGEST and isinstance(v, str) else v for k, v in facts.items()}
    signature = Signature(case=case, step=step, user=user, **cut)
    return [signature, check(signature, verified.revocation, verified.at)]


def check(signature: Signature, revocation: Revocation, at: datetime) -> SignatureCheck:
    """Unsaved: what was learnt of the certificate at `at`."""
    return SignatureCheck(
        signature=signature,
        at=at,
        status=revocation.status.value,
        source=revocation.source,
        evidence=base64.b64encode(revocation.evidence).decode(),
        revoked_at=revocation.revoked_at,
        reason=revocation.reason[:60],
    )
