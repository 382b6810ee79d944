"""The rows that say whose case it is: each is written once and closed once, with its history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.law.errors import CaseError, NotNowError
from cases.models import Assignment, Case, User
from cases.models.writes import Writes

QUICKER = _("A colleague was quicker: look at the case once more.")


def begin(
    case: Case, user: User, by: User, way: str, now: datetime, note: str = "", instead_of: Assignment | None = None
) -> None:
    writes = Writes()
    if instead_of is not None:
        end_assignment(instead_of, by, Assignment.PASSED_ON, now, writes)
    row = Assignment(case=case, actor=case.waits_on, user=user, way=way, by=by, at=now, note=note)
    writes.insert([row])
    writes.insert([_version(row, by, now, way, "+")])
    writes.send()


def end_assignment(row: Assignment, by: User | None, way: str, now: datetime, writes: Writes) -> None:
    row.ended_at, row.ended_by, row.ended_way = now, by, way
    still = Assignment.objects.filter(pk=row.pk, ended_at__isnull=True)
    ended = {"ended_at": now, "ended_by": by, "ended_way": way}
    writes.update(still, ended, 1, lambda: NotNowError(QUICKER))
    writes.insert([_version(row, by, now, way, "~")])


def close(row: Assignment, by: User | None, way: str, now: datetime) -> bool:
    """End a row whose person cannot work on the case any more; False where it has ended meanwhile."""
    writes = Writes()
    end_assignment(row, by, way, now, writes)
    try:
        with transaction.atomic():
            writes.send()
    except CaseError:
        return False
    return True


def _version(row: Assignment, by: User | None, now: datetime, why: str, kind: str) -> Assignment:
    model = Assignment.history.model  # type: ignore[attr-defined]
    fields = {field.attname: getattr(row, field.attname) for field in model.tracked_fields}
    version: Assignment = model(
        history_date=now, history_user=by, history_change_reason=why, history_type=kind, **fields
    )
    return version
