"""Which cases a person may see, and the adjectives lists are made of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from cases.law.actors import Role

if TYPE_CHECKING:
    from cases.models import Case, User


_PETITION_STAGE = Q(submitted_at__isnull=False, petition_signed_at__isnull=True)
_NOTHING = Q(pk__in=[])


def scope(user: User) -> Q:
    """The cases `user` may see, as process.md's table "Who acts" says; nobody else sees anything."""
    if not user.is_active:
        return _NOTHING
    match user.role:
        case Role.APPLICANT:
            return Q(person_id=user.person_id) if user.person_id else _NOTHING
        case Role.SCREENER:
            return _PETITION_STAGE & Q(based_on__isnull=True)
        case Role.SIGNER:
            # What was sent to it stays in its sight: of two signers the slower one is told who decided, and what.
            return Q(sent_to_ministry_at__isnull=False, based_on__isnull=True)
        case Role.OFFICER:
            return Q(city_id=user.city_id, filed_at__isnull=False)
        case Role.CLERK:
            return Q(city_id=user.city_id) & ~Q(preliminary_number="")
        case Role.AUDITOR:
            return Q()
        case _:
            return _NOTHING


def horizon(case: Case, user: User) -> datetime | None:
    """Up to when `user` reads the file of a case; None: to its end.

    Astana Hub and the ministry see the petition they worked on, not the papers and letters that came after it.
    """
    return case.petition_signed_at if user.role in (Role.SCREENER, Role.SIGNER) else None


QUEUE_ORDER = ("city_id", "queue_at", "id")
"""The most urgent first. The city is one and the same in a list; it is named because PostgreSQL does not see that
`city_id IS NULL` holds it fixed, and would sort all waiting rows instead of following the index."""


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> CaseQuerySet:
        return self.filter(scope(user))

    def open(self) -> CaseQuerySet:
        return self.filter(closed_at__isnull=True)

    def awaiting(self, actor: str, city_id: str | None = None) -> CaseQuerySet:
        """Cases that wait on `actor`, the most urgent first."""
        return self.filter(waits_on=actor, city_id=city_id).order_by(*QUEUE_ORDER)
