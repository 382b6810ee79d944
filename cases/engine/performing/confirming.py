"""The end of a waiting correction: another official confirms it, or it is taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.engine import writing
from cases.engine.performing import waiting
from cases.engine.performing.door import perform
from cases.engine.performing.waiting_rows import lock_row
from cases.law.errors import NotFoundError
from cases.models import Case, Event, User, WaitingCorrection


def confirm(
    case: UUID, correction: UUID, user: User, now: datetime, *, version: int | None = None, request_id: str = ""
) -> Case:
    """Takes the step of the correction, as the official who confirms it. Raises what `perform` raises."""
    row = WaitingCorrection.objects.filter(pk=correction, case=case).first()
    if row is None:
        raise NotFoundError
    return perform(case, row.step, user, now, version=version, request_id=request_id, confirms=row.pk)


def take_back(
    case: UUID,
    correction: UUID,
    user: User,
    now: datetime,
    why: str,
    *,
    version: int | None = None,
    request_id: str = "",
) -> Case:
    """The fact stays as it is recorded; by who has entered the correction, or a colleague. Raises NotFoundError,
    WrongActorError, StaleError, NotNowError."""
    with transaction.atomic():
        locked, row = lock_row(case, user, version, lambda case: waiting.open_row(case, correction))
        row.taken_back_by, row.taken_back_at, row.why = user, now, why
        row.save(update_fields=["taken_back_by", "taken_back_at", "why"])
        facts = {"correction": row.step, "subject": row.subject, "text": why}
        writing.amend(locked, user, now, Event.CORRECTION_TAKEN_BACK, facts, request_id=request_id)
        locked.forget_dossier()
    return locked
