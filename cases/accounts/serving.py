"""From which day until which a member of staff may sign in: switched on the day, with the cases left behind."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cases.accounts.passwords.links import invalidate
from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import User
from cases.workload import absences

BATCH = 200


def switch_due(now: datetime) -> int:
    """A chore of the sweep: accounts whose first day has come, or whose last is over. How many."""
    today = local_day(now)
    staff = User.objects.exclude(role=Role.APPLICANT)
    begins = staff.filter(is_active=False, active_from__lte=today).filter(
        Q(active_until__isnull=True) | Q(active_until__gte=today)
    )
    ends = staff.filter(is_active=True, active_until__lt=today)
    keys = [(pk, True) for pk in begins.values_list("pk", flat=True)[:BATCH]]
    keys += [(pk, False) for pk in ends.values_list("pk", flat=True)[:BATCH]]
    for pk, opens in keys:
        _switch(pk, opens, now)
    return len(keys)


@transaction.atomic
def _switch(pk: UUID, opens: bool, now: datetime) -> None:
    """The first day is taken away once it has come, so that an account closed by hand later stays closed."""
    user = User.objects.select_for_update().get(pk=pk)
    user.is_active = opens
    if opens:
        user.active_from = None
    user._change_reason = "first day of service" if opens else "last day of service is over"  # type: ignore[attr-defined]
    user.save(update_fields=["is_active", "active_from"])
    if not opens:
        invalidate(user, now)
        absences.handle_departure(user, now)
