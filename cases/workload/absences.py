"""Who is away, who stands in, and what goes back to the queue.

A day is that of Asia/Almaty: an absence begins at 00:00 of its first day and is over at 24:00 of its last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.people import owners
from cases.law.actors import DESK_ROLES, Role
from cases.law.calendar import local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.models import Absence, Assignment, User
from cases.values import moments
from cases.workload import assigning, away, entereddays, receiving, taking

BATCH = 500
"""Cases that one sweep takes back; the next takes the others."""

TOO_LONG = _("An absence is entered for a year at most.")
TWICE = _("{who} is entered as absent already, from {first} to {last}.")
HIMSELF = _("Nobody stands in for himself: choose a colleague.")
SUBSTITUTE_AWAY = _("{who} is absent from {first} to {last}: choose another substitute.")
IS_SUBSTITUTE = _("{who} stands in for {other} from {first} to {last}: choose another substitute there first.")


@dataclass(frozen=True, slots=True)
class Days:
    first: date
    last: date


def staff_of(by: User) -> QuerySet[User]:
    """Whose absence `by` may enter: the own; who shares out the work that of the desk; an administrator everybody's."""
    staff = User.objects.filter(is_active=True, role__in=DESK_ROLES)
    if by.role == Role.ADMINISTRATOR:
        mine = staff
    elif by.shares_out:
        mine = staff.filter(role=by.reads_as)
        mine = mine.filter(city=by.city_id) if by.city_id else mine
    else:
        mine = staff.filter(pk=by.pk)
    return mine.select_related("city").order_by("full_name", "id")


def enter(by: User, user: UUID, days: Days, substitute: UUID | None, now: datetime) -> Absence:
    """Who has to move what is booked for these days gets a notice. Raises NotFoundError (not the staff of `by`),
    NotNowError."""
    with transaction.atomic():
        # The lock: two who enter days of one person at once see each other's.
        row = staff_of(by).select_related(None).select_for_update().filter(pk=user).first()
        if row is None:
            raise NotFoundError
        other = User.objects.filter(pk=substitute).first() if substitute else None
        wrong = entereddays.wrong_days(days.first, days.last, local_day(now), TOO_LONG)
        if reason := wrong or _overlap(row, days) or _unfit(row, other, days):
            raise NotNowError(reason)
        absence = Absence(user=row, first=days.first, last=days.last, substitute=other, by=by, at=now)
        entereddays.save_row(absence, by, now)
        away.notify(absence)
        receiving.notify_of_absence(absence, now)
    return absence


def withdraw(by: User, pk: UUID, now: datetime) -> Absence:
    """An absence that was entered wrongly, or is over before its last day. Raises NotFoundError, NotNowError."""
    with transaction.atomic():
        row = entereddays.withdraw(Absence.objects.filter(user__in=staff_of(by).values("pk")), pk, by, now)
        receiving.notify_of_withdrawal(row, now)
    return row


def may_withdraw(by: User, pk: UUID) -> bool:
    return Absence.objects.filter(pk=pk, user__in=staff_of(by).values("pk")).exists()


def absences_of(by: User, now: datetime, limit: int) -> list[Absence]:
    """Those that are not over, of the staff of `by`, and those in which `by` stands in; the next to begin first."""
    mine = Q(user__in=staff_of(by).values("pk")) | Q(substitute=by)
    rows = Absence.objects.filter(mine, withdrawn_at__isnull=True, last__gte=local_day(now))
    return list(rows.select_related("user", "substitute", "by").order_by("first", "id")[:limit])


def substitutes(by: User) -> QuerySet[User]:
    """Who may be named as a substitute by `by`: the colleagues of those whose absence he or she enters."""
    if by.shares_out or by.role == Role.ADMINISTRATOR:
        return staff_of(by)
    staff = User.objects.filter(is_active=True, role=by.role, city=by.city_id).exclude(pk=by.pk)
    return staff.select_related("city").order_by("full_name", "id")


# ------------------------------------------------------------------------------------------------ what must hold


def _within(days: Days) -> Q:
    return Q(withdrawn_at__isnull=True, first__lte=days.last, last__gte=days.first)


def _overlap(user: User, days: Days) -> str | Promise:
    row = Absence.objects.filter(_within(days), user=user).order_by("first").first()
    if row is not None:
        return format_lazy(TWICE, who=user.full_name, **_named(row))
    row = Absence.objects.filter(_within(days), substitute=user).select_related("user").order_by("first").first()
    return format_lazy(IS_SUBSTITUTE, who=user.full_name, other=row.user.full_name, **_named(row)) if row else ""


def _unfit(user: User, substitute: User | None, days: Days) -> str | Promise:
    if substitute is None:
        return ""
    who = {"who": substitute.full_name}
    if substitute.pk == user.pk:
        return HIMSELF
    if not substitute.is_active:
        return format_lazy(taking.GONE, **who)
    if substitute.role != user.role:
        return format_lazy(taking.OTHER_DESK, **who)
    if substitute.city_id != user.city_id:
        return format_lazy(taking.OTHER_CITY, **who)
    row = Absence.objects.filter(_within(days), user=substitute).order_by("first").first()
    return format_lazy(SUBSTITUTE_AWAY, **who, **_named(row)) if row else ""


def _named(row: Absence) -> dict[str, str]:
    return {"first": moments.day(row.first), "last": moments.day(row.last)}


# ------------------------------------------------------------------------------------------------ back to the queue


def give_back(now: datetime) -> int:
    """A chore of the sweep: cases whose person has left the desk, or is absent without a substitute, go back to the
    queue. How many did."""
    return _release_all(owners.outdated_rows(now)[:BATCH], now)


def handle_departure(user: User, now: datetime) -> int:
    """At once, when an account is closed or moved to another desk."""
    return _release_all(owners.outdated_rows(now).filter(user=user), now)


def _release_all(rows: QuerySet[Assignment], now: datetime) -> int:
    done = 0
    for row in rows:
        fits = owners.works_at_desk(row.user, row.case, row.actor)
        done += assigning.close(row, None, Assignment.ABSENT if fits else Assignment.LEFT, now)
    return done
