"""What comes in is applied by the programme of the case that it is about (`Programme.answers`)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cases.engine.programmes.programme import PROGRAMMES
from cases.models import Exchange

KEPT = "kept"
"""Outcome of an answer that changes nothing."""


def apply(pk: UUID, now: datetime) -> None:
    """An answer, or a message that a system sent on its own account. What is about no case goes to the first programme
    that takes any; an answer about a case of a programme that takes none is stored."""
    case_id, key = Exchange.objects.values_list("case_id", "case__programme").get(pk=pk)
    takers = {programme.key: programme.answers for programme in PROGRAMMES.values() if programme.answers}
    take = takers.get(key) if key else next(iter(takers.values()), None)
    if take is None:
        rows = Exchange.objects.filter(pk=pk, state=Exchange.ANSWERED)
        rows.update(outcome=KEPT, applied_at=now, next_at=None)
        return
    take(pk, case_id, now)
