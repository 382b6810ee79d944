"""What the head of a body reads: how the work of its desk is distributed, and what waits for the head or is late."""

from __future__ import annotations

from datetime import date, datetime

from cases.engine.rulings import heads_body_of
from cases.models import Deadline, DeskFigures, Handback, Ruling, User
from cases.models.handback import OPEN
from cases.models.ruling import WAITING
from cases.models.visible import of_visible_case
from cases.workload import counts
from cases.workload.counts import LIFETIME as PACE_OF
from cases.workload.counts import SAMPLE
from cases.workload.lists import (
    absences_of_desk,
    escalations,
    headed_desk,
    second_officials,
)

__all__ = [
    "PACE_OF",
    "SAMPLE",
    "absences_of_desk",
    "escalations",
    "figures_of_desk",
    "overdue_originals",
    "overdue_terms",
    "rulings_waiting",
    "second_officials",
]


def figures_of_desk(user: User) -> DeskFigures | None:
    """Of the desk that `user` heads; None before the first count."""
    return counts.figures_of(*headed_desk(user))


def overdue_terms(user: User, now: datetime, limit: int) -> list[Deadline]:
    """Terms that are over and still wait on the officials of the body that `user` heads, the oldest first."""
    rows = Deadline.objects.filter(state=Deadline.RUNNING, due_at__lte=now, case__waits_on=user.reads_as)
    mine = rows.filter(of_visible_case(user)).select_related("case__person").defer("days")
    return list(mine.order_by("due_at", "id")[:limit])


def rulings_waiting(user: User, limit: int) -> list[Ruling]:
    """Rulings on acts of the user's body that another head has to confirm, the oldest first. Whose part of a case is
    over does not learn of one on what came after."""
    rows = Ruling.objects.filter(WAITING)
    mine = rows.filter(of_visible_case(user)).select_related("case__person", "by")
    return [row for row in mine.order_by("id")[:limit] if heads_body_of(row.case, user, row.act)]


def overdue_originals(user: User, today: date, limit: int) -> list[Handback]:
    """Originals that the officials of the body that `user` heads have not returned in time, the oldest first."""
    rows = Handback.objects.filter(OPEN, holder=user.reads_as, city=user.city_id, due_on__lt=today)
    return list(rows.select_related("case__person").order_by("due_on", "id")[:limit])
