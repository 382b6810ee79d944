"""Notices that no step causes: to whom, and how they are sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from cases.engine.steps import STEPS
from cases.law.actors import CITY_ACTORS, CITY_BODIES, Actor, body_of
from cases.models import Notice, User
from cases.models.prepared import SqlStatement, prepared
from cases.outbox import writing

Desk = tuple[str, str | None, str]
"""A role, its city (None for roles without one), and the body of a head ("" for all others)."""


def desk_of(actor: str, city: str | None, body: str = "") -> Desk:
    """The desk of `actor` that a case of this city, and of this body, waits on."""
    if actor == Actor.HEAD:
        return actor, city, body
    return actor, city if actor in CITY_ACTORS else None, ""


def heads_over(desk: Desk) -> Desk | None:
    """The desk of the heads who are notified of what `desk` leaves undone; None where nobody here is over it (ЦОН)."""
    role, city, _body = desk
    body = body_of(role) if role != Actor.CLOCK else ""
    return desk_of(Actor.HEAD, city if body in CITY_BODIES else None, body) if body else None


def heads_of_act(act: str, city: str | None, recorder: User) -> Desk:
    """The heads of the body whose act falls by a ruling on a case of this city; for an act of nobody (a withdrawal), of
    the body whose head has recorded it."""
    over = heads_over(desk_of(STEPS[act].by, city)) if act in STEPS else None
    return over or desk_of(Actor.HEAD, recorder.city_id, recorder.body)


def leads_over(desk: Desk) -> Desk | None:
    """`heads_over`; of the public service centre its own desk, of which those who lead the office are notified."""
    return desk if desk[0] == Actor.CLERK else heads_over(desk)


def sharing_out(desk: Desk) -> list[User]:
    """Who answers for the work of a desk: the heads, or the lead of an office."""
    return [user for user in people_of(desk) if user.shares_out]


def people_of(desk: Desk) -> list[User]:
    role, city, body = desk
    return list(User.objects.filter(role=role, city=city, body=body, is_active=True).order_by("id")[:200])


def send(notice: Notice, now: datetime) -> None:
    """Must be called inside a transaction."""
    notice.save(force_insert=True)
    writing.enqueue(now, [("mail", notice.pk)])


MANY = 10
"""Unread ones are counted no further: the bell says “9+”."""
FRESH = timedelta(days=30)
"""What is older than this rings no bell, read or not: the page of the notices keeps it."""


@prepared
def _unread(user: UUID, since: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user, read_at=None, at__gte=since).only("id").order_by()[:MANY]


def count_unread(user: User, now: datetime) -> SqlStatement | None:
    """The unread ones of `user` that the bell counts, MANY at most, to be counted with others."""
    return _unread.statement(user.pk, now - FRESH)


def rings(read_at: datetime | None, at: datetime, now: datetime) -> bool:
    """Whether the bell of the cabinet counts a notice of that moment."""
    return read_at is None and at >= now - FRESH


def mark_read(user: User, up_to: UUID | None, now: datetime) -> int:
    """Mark the user's notices as read, but none that came after `up_to`. Returns how many were unread."""
    unread = Notice.objects.filter(user=user, read_at__isnull=True)
    return (unread.filter(pk__lte=up_to) if up_to else unread).update(read_at=now)
