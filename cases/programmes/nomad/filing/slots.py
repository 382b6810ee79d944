"""Times for interviews in a screener's calendar (п. 6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.models import Slot, User
from cases.programmes.nomad.petitions import times
from cases.programmes.nomad.petitions.closed import obstacles


def add_slots(user: User, starts: Collection[datetime], minutes: int, link: str = "") -> int:
    """Put free interview times into a screener's calendar; those already there stay. Returns how many are new. Raises
    NotNowError where they lie across others of the same interviewer."""
    had = set(Slot.objects.filter(screener=user, starts_at__in=list(starts)).values_list("starts_at", flat=True))
    return len(times.add_slots(times.share_out([at for at in starts if at not in had], [user]), minutes, link))


def remove_slot(user: User, pk: UUID) -> bool:
    """Take a free time out of the calendar: one's own, or one that cannot take place, since somebody who interviews has
    left. A booked one stays. True when it is gone."""
    free = Slot.objects.filter(pk=pk, case__isnull=True)
    orphaned = "left" in obstacles(list(free)).values()
    try:
        with transaction.atomic():
            return (free if orphaned else free.filter(screener=user)).delete()[0] > 0
    except IntegrityError:  # booked in the same moment
        return False
