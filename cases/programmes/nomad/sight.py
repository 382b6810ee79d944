"""Which cases of this programme a person may see, and how much of their file."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cases.law.actors import Role
from cases.models import Case, User
from cases.models.queries import NOTHING, Sight

_PETITION_STAGE = Q(submitted_at__isnull=False, petition_signed_at__isnull=True)


def scope(user: User) -> Q:
    """As process.md's table "Who acts" says."""
    match user.role:
        case Role.APPLICANT:
            return Q(person_id=user.person_id) if user.person_id else NOTHING
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
            return NOTHING


def horizon(case: Case, user: User) -> datetime | None:
    """Astana Hub and the ministry see the petition they worked on, not the papers and letters that came after it."""
    return case.petition_signed_at if user.role in (Role.SCREENER, Role.SIGNER) else None


SIGHT = Sight(scope, horizon)
