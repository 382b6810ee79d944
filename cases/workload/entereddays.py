"""What absences and delegations have in common: days that are entered for a person, and withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Absence, Delegation, User

LONGEST = timedelta(days=366)
OVER = _("These days are over.")
BACKWARDS = _("The last day lies before the first.")

Row = TypeVar("Row", Absence, Delegation)


def wrong_days(first: date, last: date, today: date, too_long: Promise) -> str | Promise:
    """Why they cannot be entered; "" where they can."""
    if last < first:
        return BACKWARDS
    if last < today:
        return OVER
    return too_long if last - first > LONGEST else ""


def save_row(row: Row, by: User, now: datetime) -> None:
    row._history_user, row._history_date = by, now  # type: ignore[attr-defined]
    row.save()


def withdraw(rows: QuerySet[Row], pk: UUID, by: User, now: datetime) -> Row:
    """Within a transaction. Raises NotFoundError (none of `rows`), NotNowError (withdrawn already, or over)."""
    row = rows.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotFoundError
    if row.withdrawn_at is not None or row.last < local_day(now):
        raise NotNowError(OVER)
    row.withdrawn_by, row.withdrawn_at = by, now
    save_row(row, by, now)
    return row
