"""The signature under a step: over which sheet it has to be, and that the revocation of its certificate is checked
later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from cases.eds import sheets
from cases.eds.base import Verified
from cases.eds.revocation import recheck_at
from cases.eds.sheets import Sheet
from cases.engine import writing
from cases.engine.steps import Step
from cases.engine.steps.facts import StepFacts
from cases.engine.writing import audit
from cases.models import Case, Signature, User
from cases.outbox.writing import enqueue


class SignedSheet(NamedTuple):
    signature: Verified
    sheet: Sheet


def ensure_signed(
    case: Case, step: Step, user: User | None, now: datetime, verified: Verified | None, facts: StepFacts
) -> SignedSheet | None:
    """The signature and the sheet it was made over, for a step that needs one. Raises EdsError."""
    if not sheets.needed(step):
        return None
    assert user is not None  # neither the clock nor a system signs
    data = audit.as_json(facts.as_dict())
    sheet = sheets.ensure(lambda at, lang: sheets.sheet(case, step, user, at, data, lang), step, user, now, verified)
    assert verified is not None  # `ensure` refuses a missing one
    return SignedSheet(verified, sheet)


def schedule_revocation_check(
    signed: SignedSheet, rows: Sequence[writing.Rows], now: datetime, request_id: str
) -> None:
    """The status of the certificate is not final yet: it is checked again later."""
    due = recheck_at(signed.signature.revocation, now)
    if due:
        refs = [("revocation", row.pk) for by_model in rows for row in by_model.get(Signature, ())]
        enqueue(now, refs, due, request_id=request_id)
