"""Notices to the desks about terms that are over: who has to act, once a day; the heads of the body, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cases.engine.lists import queues
from cases.engine.people import owners
from cases.engine.people.notices import Desk, leads_over, send
from cases.law.actors import CITY_ACTORS
from cases.law.calendar import local_day
from cases.models import Case, Deadline, Notice, User
from cases.models.assignment import is_assigned, is_assigned_to

REMIND = timedelta(hours=39)
"""Before the end of the last day: nine in the morning of the day before."""
OWN, QUEUE = "own_queue", "queue"
"""Notices of a day: to an official of the own cases, to who shares out the work of all."""
NAMED = 5
"""Overdue cases that a head's notice names; the desk shows all."""


def send_digest(user: User, now: datetime) -> bool:
    """At most one notice a day, however many cases are late; none to who is absent today, or has nothing to do. Returns
    whether it was sent."""
    what = QUEUE if user.shares_out else OWN
    with transaction.atomic():
        # The lock: of two sweeps at once only one may see that nobody was notified today.
        User.objects.select_for_update().get(pk=user.pk)
        last = _last(user, what)
        if (last is not None and local_day(last.at) == local_day(now)) or owners.absences_of([user.pk], now):
            return False
        facts = _own_figures(user, now) if what == OWN else _figures(user, now)
        if all(number == "0" for number in facts.values()):
            return False
        # What the digest of a day before says is over: only the newest is unread.
        Notice.objects.filter(user=user, what__in=(OWN, QUEUE), read_at=None).update(read_at=now)
        send(Notice(user=user, what=what, facts=facts, at=now), now)
    return True


def notices_by_heads(late: Mapping[UUID, Desk]) -> dict[Desk, dict[str, Any]]:
    """By desk of heads, the facts of their notice. `late`: deadlines, each with the desk that it waits on."""
    over: dict[Desk, list[UUID]] = {}
    for pk, desk in late.items():
        if (heads := leads_over(desk)) is not None:
            over.setdefault(heads, []).append(pk)
    return {heads: _named(ids) for heads, ids in over.items()}


def _named(ids: Sequence[UUID]) -> dict[str, Any]:
    """{"late": [(id of the case, number, key of the term), …]}."""
    rows = Deadline.objects.filter(pk__in=ids[:NAMED]).order_by("due_at", "id")
    late = [[str(pk), number, key] for pk, number, key in rows.values_list("case_id", "case__number", "key")]
    return {"overdue": queues.capped(len(ids)), "late": late, "more": len(ids) > NAMED}


def escalate(user: User, facts: dict[str, Any], now: datetime) -> bool:
    """Returns whether the notice was sent: it is not repeated after a sweep that stopped before it marked the terms."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        last = _last(user, "escalated")
        if last is not None and last.facts == facts and local_day(last.at) == local_day(now):
            return False
        send(Notice(user=user, what="escalated", facts=facts, at=now), now)
    return True


def _last(user: User, what: str) -> Notice | None:
    return Notice.objects.filter(user=user, what=what).order_by("-id").first()


def _figures(user: User, now: datetime) -> dict[str, str]:
    late = queues.counts(user, now)["overdue"]
    soon = queues.counts(user, now + REMIND)["overdue"] - late
    return {"overdue": queues.capped(late), "tomorrow": queues.capped(soon)}


def _own_figures(user: User, now: datetime) -> dict[str, str]:
    """Of the person's own cases and those he stands in for, and of those that nobody has: who is to take them is not
    known."""
    waiting = Case.objects.awaiting(user.role, *([user.city_id] if user.role in CITY_ACTORS else []))
    own = waiting.filter(is_assigned_to([user.pk, *owners.substituted_users(user, now)]))
    free = waiting.exclude(is_assigned())
    (late, soon), (free_late, free_soon) = (_late_and_soon(rows, now) for rows in (own, free))
    return {"overdue": late, "tomorrow": soon, "free": free_late, "free_tomorrow": free_soon}


def _late_and_soon(rows: QuerySet[Case], now: datetime) -> tuple[str, str]:
    late = rows.filter(queue_at__lte=now)[: queues.CAP].count()
    soon = rows.filter(queue_at__gt=now, queue_at__lte=now + REMIND)[: queues.CAP].count()
    return queues.capped(late), queues.capped(soon)
