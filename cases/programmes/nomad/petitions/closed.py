"""When no interview is held (п. 6): a day off, blocked days, and interviewers who are absent or have left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cases.law.actors import Role
from cases.law.calendar import local_day
from cases.models import Absence, BlockedDays, InterviewerTime, Slot, User
from cases.models.workcalendar import work_calendar


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which nobody is interviewed, and those of single interviewers, within a span."""

    everybody: Sequence[BlockedDays]
    single: Sequence[BlockedDays]
    absent: Sequence[Absence]

    def on(self, day: date) -> bool:
        return any(row.first <= day <= row.last for row in self.everybody)

    def of(self, day: date, user: UUID) -> bool:
        blocked = any(row.user_id == user and row.first <= day <= row.last for row in self.single)
        return blocked or any(row.user_id == user and row.first <= day <= row.last for row in self.absent)


def closed_between(first: date, last: date) -> Closed:
    rows = list(BlockedDays.objects.filter(withdrawn_at=None, first__lte=last, last__gte=first))
    absent = list(Absence.objects.filter(withdrawn_at=None, first__lte=last, last__gte=first))
    return Closed([r for r in rows if r.user_id is None], [r for r in rows if r.user_id is not None], absent)


def interviewers_of(slots: Iterable[Slot]) -> dict[UUID, list[UUID]]:
    """By slot, who interviews, the one who leads it first: one statement."""
    known: dict[UUID, list[UUID]] = {slot.pk: [slot.screener_id] for slot in slots}
    rows = InterviewerTime.objects.filter(slot__in=list(known), first=True).order_by("id")
    for slot, user in rows.values_list("slot_id", "user_id"):
        if user not in known[slot]:
            known[slot].append(user)
    return known


def obstacles(slots: Sequence[Slot], people: Mapping[UUID, list[UUID]] | None = None) -> dict[UUID, str]:
    """Of these slots those that are not to be held as they stand: "left" (somebody who interviews has), "day_off" or
    "blocked". `people`: as of `interviewers_of`, where it is known."""
    if not slots:
        return {}
    days = {slot.pk: local_day(slot.starts_at) for slot in slots}
    closed, people = closed_between(min(days.values()), max(days.values())), people or interviewers_of(slots)
    left = _left({user for slot in slots for user in people[slot.pk]})
    words = {slot.pk: _why_closed(days[slot.pk], closed, people[slot.pk], left) for slot in slots}
    return {pk: word for pk, word in words.items() if word}


def _left(users: Collection[UUID]) -> set[UUID]:
    """Who of them reviews no petitions any more: the account is closed, or works at another desk."""
    stay = User.objects.filter(pk__in=users, role=Role.SCREENER, is_active=True).values_list("pk", flat=True)
    return set(users) - set(stay)


def _why_closed(day: date, closed: Closed, interviewers: Iterable[UUID], left: Collection[UUID]) -> str:
    """A word for the calendar: "left", "day_off", "blocked"; "" for a day on which they interview."""
    if any(user in left for user in interviewers):
        return "left"
    if not work_calendar().day(day).working:
        return "day_off"
    return "blocked" if closed.on(day) or any(closed.of(day, user) for user in interviewers) else ""
