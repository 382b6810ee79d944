"""Words to people that no step causes: to whom, and how they leave."""

from __future__ import annotations

from datetime import datetime

from cases.law.actors import CITY_ACTORS
from cases.models import Notice, User
from cases.outbox import writing

Desk = tuple[str, str | None]
"""A role and its city (None for roles without one)."""


def desk_of(actor: str, city: str | None) -> Desk:
    """The desk of `actor` that a case of this city waits on."""
    return actor, city if actor in CITY_ACTORS else None


def people_of(desk: Desk) -> list[User]:
    role, city = desk
    return list(User.objects.filter(role=role, city=city, is_active=True).order_by("id")[:200])


def send(notice: Notice, now: datetime) -> None:
    """Must be called inside a transaction."""
    notice.save(force_insert=True)
    writing.ask(now, [("mail", notice.pk)])
