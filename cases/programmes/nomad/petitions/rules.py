"""Interview times that come again, and days without interviews (п. 6): entered, ended, withdrawn by screeners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.people.notices import send
from cases.law.actors import Role
from cases.law.calendar import ALMATY, local_day
from cases.law.errors import NotFoundError, NotNowError
from cases.models import BlockedDays, InterviewRule, Notice, Slot, User
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.petitions import times
from cases.programmes.nomad.petitions.closed import closed_between, interviewers_of

FARTHEST = timedelta(days=366)
MOST = 1500
"""Interviews that one rule brings."""

OVER = _("These days are over.")
BACKWARDS = _("The last day lies before the first.")
TOO_FAR = _("This is more than a year ahead.")
NO_WEEKDAY = _("Choose at least one day of the week.")
NOBODY = _("Choose at least one interviewer.")
TOO_FEW = _("Each interview at the same time needs an interviewer of its own: {n} are chosen.")
NONE_FITS = _("Not one interview fits between these hours.")
NO_DAY = _("In this period there is no such working day without a block.")
TOO_MANY = _("That would be {n} interviews, more than {most}: choose a shorter period or fewer hours.")
JUST_BOOKED = _("One of these times has been booked this moment: try again.")
ENDED = _("This rule has ended already.")
NOT_HERE = _("This block is withdrawn or over already.")


@dataclass(frozen=True, slots=True)
class Recurring:
    """What a rule is made of."""

    weekdays: tuple[int, ...]
    """Of ISO 8601: 1 is Monday."""
    begins: time
    ends: time
    minutes: int
    capacity: int
    link: str
    first: date
    last: date
    interviewers: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Entered:
    rule: InterviewRule
    slots: int
    left_out: list[date]
    """Days of the week that was asked for which are days off, or blocked."""


def interviewers(limit: int = 200) -> list[User]:
    """Who may interview: the reviewers of АКФ ПИТ whose accounts are open."""
    return list(User.objects.filter(role=Role.SCREENER, is_active=True).order_by("full_name", "id")[:limit])


def add_rule(by: User, entry: Recurring, now: datetime) -> Entered:
    """The rule with all its times, or nothing. Raises NotNowError with the reason."""
    people = {user.pk: user for user in interviewers()}
    chosen = [people[pk] for pk in entry.interviewers if pk in people]
    if wrong := _wrong(entry, chosen, now):
        raise NotNowError(wrong)
    days, left_out = _days(entry)
    starts = [at for day in days for at in _starts(entry, day) if at > now]
    if wrong := _too_much(entry, days, starts):
        raise NotNowError(wrong)
    facts = {name: getattr(entry, name) for name in ("begins", "ends", "minutes", "capacity", "link", "first", "last")}
    with transaction.atomic():
        weekdays = "".join(str(day) for day in sorted(entry.weekdays))
        rule = InterviewRule.objects.create(weekdays=weekdays, by=by, at=now, **facts)
        rule.interviewers.set(chosen)
        slots = times.add_slots(times.share_out(starts, chosen, entry.capacity), entry.minutes, entry.link, rule)
    return Entered(rule, len(slots), left_out)


def _starts(entry: Recurring, day: date) -> list[datetime]:
    return list(times.beginnings(day, entry.begins, entry.ends, entry.minutes))


def _wrong(entry: Recurring, chosen: Sequence[User], now: datetime) -> str | Promise:
    today = local_day(now)
    checks: list[tuple[bool, str | Promise]] = [
        (entry.last < entry.first, BACKWARDS),
        (entry.last < today, OVER),
        (entry.last - today > FARTHEST, TOO_FAR),
        (not entry.weekdays, NO_WEEKDAY),
        (not chosen, NOBODY),
        (len(chosen) < entry.capacity, format_lazy(TOO_FEW, n=len(chosen))),
    ]
    return next((reason for is_wrong, reason in checks if is_wrong), "") or times.outside_hours(
        entry.begins, entry.ends, entry.minutes
    )


def _too_much(entry: Recurring, days: list[date], starts: list[datetime]) -> str | Promise:
    if not days:
        return NO_DAY
    if not starts:
        return NONE_FITS
    number = len(starts) * entry.capacity
    return format_lazy(TOO_MANY, n=number, most=MOST) if number > MOST else ""


def _days(entry: Recurring) -> tuple[list[date], list[date]]:
    """Those on which there are interviews, and those of the same weekdays that are left out."""
    calendar, closed = work_calendar(), closed_between(entry.first, entry.last)
    span = (entry.first + timedelta(days=n) for n in range((entry.last - entry.first).days + 1))
    wanted = [day for day in span if day.isoweekday() in entry.weekdays]
    open_days = [day for day in wanted if calendar.day(day).working and not closed.on(day)]
    return open_days, [day for day in wanted if day not in set(open_days)]


def current_rules(now: datetime, limit: int = 100) -> list[InterviewRule]:
    """Rules that still bring times, with who interviews."""
    rows = InterviewRule.objects.filter(ended_at=None, last__gte=local_day(now)).select_related("by")
    return list(rows.prefetch_related("interviewers").order_by("first", "id")[:limit])


def end_rule(by: User, pk: UUID, now: datetime) -> int:
    """From now on: free times go, booked ones stay. How many went. Raises NotFoundError, NotNowError."""
    with transaction.atomic():
        rule = InterviewRule.objects.select_for_update().filter(pk=pk).first()
        if rule is None:
            raise NotFoundError
        if rule.ended_at is not None:
            raise NotNowError(ENDED)
        rule.ended_at, rule.ended_by = now, by
        rule.save(update_fields=["ended_at", "ended_by"])
        free = Slot.objects.filter(rule=rule, case__isnull=True, starts_at__gt=now)
        gone: int = free.count()
        try:
            free.delete()
        except (ProtectedError, IntegrityError) as error:  # booked in the same moment
            raise NotNowError(JUST_BOOKED) from error
    return gone


# ------------------------------------------------------------------------------------------------ days without


def block(by: User, user: UUID | None, first: date, last: date, note: str, now: datetime) -> tuple[BlockedDays, int]:
    """The row, and how many booked interviews lie in these days: they are to be moved. Whose days they are, and who
    interviews in them, gets a notice. Raises NotNowError."""
    if last < first:
        raise NotNowError(BACKWARDS)
    if last < local_day(now):
        raise NotNowError(OVER)
    if first - local_day(now) > FARTHEST:
        raise NotNowError(TOO_FAR)
    begin = next(times.beginnings(first, time(0), time(0, 5), 5))
    finish = next(times.beginnings(last, time(0), time(0, 5), 5)) + timedelta(days=1)
    booked = Slot.objects.filter(starts_at__gte=max(begin, now), starts_at__lt=finish, case__isnull=False)
    if user is not None:
        booked = booked.filter(Q(screener=user) | Q(times__user=user)).distinct()
    with transaction.atomic():
        row = BlockedDays.objects.create(user_id=user, first=first, last=last, note=note, by=by, at=now)
        slots = list(booked.select_related("case").order_by("starts_at", "id"))
        _notify(row, slots, by)
    return row, len(slots)


def _notify(row: BlockedDays, slots: list[Slot], by: User) -> None:
    """Of each booked interview those who hold it; of days without one, whose they are. Not who has entered them."""
    people = interviewers_of(slots)
    concerned = {pk for pks in people.values() for pk in pks} | ({row.user_id} if row.user_id else set())
    users = {user.pk: user for user in User.objects.filter(pk__in=concerned, is_active=True).exclude(pk=by.pk)}
    days = {"day": row.first.isoformat(), "until": row.last.isoformat()}
    for slot in slots:
        at = {"moment": slot.starts_at.astimezone(ALMATY).isoformat(timespec="minutes")}
        for user in (users[pk] for pk in people[slot.pk] if pk in users):
            send(Notice(case=slot.case, user=user, what="interview_blocked", facts=days | at, at=row.at), row.at)
    if row.user_id in users and not any(row.user_id in pks for pks in people.values()):
        send(Notice(user=users[row.user_id], what="days_blocked", facts=days, at=row.at), row.at)


def unblock(by: User, pk: UUID, now: datetime) -> BlockedDays:
    """Raises NotFoundError, NotNowError."""
    with transaction.atomic():
        row = BlockedDays.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise NotFoundError
        if row.withdrawn_at is not None or row.last < local_day(now):
            raise NotNowError(NOT_HERE)
        row.withdrawn_by, row.withdrawn_at = by, now
        row.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return row


def current_blocks(now: datetime, limit: int = 100) -> list[BlockedDays]:
    rows = BlockedDays.objects.filter(withdrawn_at=None, last__gte=local_day(now)).select_related("user", "by")
    return list(rows.order_by("first", "id")[:limit])
