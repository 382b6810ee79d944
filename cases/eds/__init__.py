"""Signatures on steps that the order wants signed (п. 4, 8, 10).

The means is a back end named by the setting EDS_SIGNER: a module with `NAME` and
`sign(sheet: str, user) -> str` (the signature's value). Without one, signed steps are refused.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings

from cases.errors import SignerMissingError
from cases.models import Case, Signature


def sheet(case: Case, step: str, user: Any, now: datetime) -> str:
    """What is signed, in canonical form: JSON (RFC 8259), keys sorted, no spaces, UTF-8; hashes are SHA-256 hex."""
    facts = {
        "case": case.number,
        "step": step,
        "edition": case.edition,
        "signer": user.full_name,
        "iin": case.person.iin if user.person_id else "",
        "at": now.isoformat(),
        "documents": {kind: d.blob_id for kind, d in sorted(case.dossier.documents.items())},
        "questionnaire": case.questionnaire.get("answers", {}),
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sign(case: Case, step: str, user: Any, now: datetime) -> Signature:
    """An unsaved Signature over the case's sheet. Raises SignerMissingError when no means is set up."""
    if not settings.EDS_SIGNER:
        raise SignerMissingError
    signer = import_module(settings.EDS_SIGNER)
    text = sheet(case, step, user, now)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Signature(
        case=case, step=step, user=user, signer=signer.NAME, sheet=text, sha256=digest,
        value=signer.sign(text, user), at=now,
    )  # fmt: skip
