"""Whose work a case is in its present part, as of today.

It organises the work of a desk, and forbids nothing; with DNR_OWNER_ONLY only the owner of a case, or the substitute
for him, takes its steps. It names no step and no state: a part of the way is that of one actor.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.law.actors import CITY_ACTORS, DESK_ROLES
from cases.law.calendar import local_day
from cases.models import Absence, Assignment, Case, User
from cases.models.absence import absences_on

OWNED = _("{who} works on this case: have it handed over, or ask the head of the body.")


def assignment_of(case: Case) -> Assignment | None:
    """The open row of the part in which the case is now, whether or not its person still works on it; with the user."""
    if not case.waits_on:
        return None
    rows = Assignment.objects.filter(case=case, actor=case.waits_on, ended_at__isnull=True)
    return rows.select_related("user").first()


def all_assignments(case: Case) -> QuerySet[Assignment]:
    """All rows of a case, the newest first."""
    return Assignment.objects.filter(case=case).select_related("user", "by").order_by("-id")


def works_at_desk(user: User, case: Case, actor: str) -> bool:
    """Whether `user` works at the desk of that part."""
    return user.is_active and user.role == actor and (actor not in CITY_ACTORS or user.city_id == case.city_id)


def absences_of(users: Collection[UUID], now: datetime) -> dict[UUID, Absence]:
    """By user, the absence on the day of `now`, with the substitute."""
    if not users:
        return {}
    rows = absences_on(local_day(now)).filter(user__in=list(users)).select_related("substitute", "user")
    return {row.user_id: row for row in rows}


def active_substitute(absence: Absence | None, now: datetime) -> User | None:
    """The user who works the cases of the absent person now; None where nobody does: a substitute may be absent too."""
    substitute = absence.substitute if absence else None
    if (
        absence is None
        or substitute is None
        or not substitute.is_active
        or substitute.pk in absences_of([substitute.pk], now)
    ):
        return None
    same = substitute.role == absence.user.role and substitute.city_id == absence.user.city_id
    return substitute if same else None


def substituted_users(user: User, now: datetime) -> list[UUID]:
    """Users whose cases `user` works besides the own."""
    return list(_stood_in_for(user, now).values_list("user_id", flat=True)) if user.role in DESK_ROLES else []


def substituted_names(user: User, now: datetime) -> list[str]:
    """The same by name."""
    names = _stood_in_for(user, now).order_by("user__full_name").values_list("user__full_name", flat=True)
    return list(names) if user.role in DESK_ROLES else []


def _stood_in_for(user: User, now: datetime) -> QuerySet[Absence]:
    rows = absences_on(local_day(now)).filter(substitute=user, user__role=user.role)
    return rows.filter(Q(user__city=user.city_id) | Q(user__city__isnull=True))


def is_in_charge(row: Assignment, case: Case, now: datetime) -> bool:
    """Whether its person still works on the case, or a substitute does; else the case is free, whatever the row
    says."""
    if not works_at_desk(row.user, case, row.actor):
        return False
    absence = absences_of([row.user_id], now).get(row.user_id)
    return absence is None or active_substitute(absence, now) is not None


def works_on(user: User, row: Assignment, now: datetime) -> bool:
    """Whether the case is the user's own, or that of a colleague for whom the user substitutes."""
    return row.user_id == user.pk or row.user_id in substituted_users(user, now)


def blocking(case: Case, user: User | None, now: datetime) -> Sequence[str | Promise]:
    """Why `user` may not take a step of a case on which a colleague works; no statement while the setting is off."""
    if not settings.DNR_OWNER_ONLY or user is None or user.role not in DESK_ROLES or user.role != case.waits_on:
        return []
    row = assignment_of(case)
    if row is None or works_on(user, row, now) or not is_in_charge(row, case, now):
        return []
    return [format_lazy(OWNED, who=row.user.full_name)]


def open_rows() -> QuerySet[Assignment]:
    """Of cases that run; the row of a closed case stays as it was."""
    return Assignment.objects.filter(ended_at__isnull=True, case__closed_at__isnull=True)


def _with_nobody_there(now: datetime) -> list[UUID]:
    """Users who are absent today, without a substitute who is present."""
    rows = absences_on(local_day(now)).select_related("user", "substitute")
    return [row.user_id for row in rows if active_substitute(row, now) is None]


def outdated_rows(now: datetime) -> QuerySet[Assignment]:
    """Open rows of open cases whose person does not work at that desk any more, or is absent today while nobody stands
    in. None of them stays: however many are taken at a time, the next are others."""
    moved = ~Q(user__role=F("actor")) | (Q(actor__in=CITY_ACTORS) & ~Q(user__city=F("case__city")))
    away = Q(user__in=_with_nobody_there(now))
    rows = open_rows().filter(Q(user__is_active=False) | moved | away)
    return rows.select_related("user", "case").order_by("id")
