"""Times for interviews (п. 6): when they may be, how they come again, which of them are offered.

Nobody is in two interviews at once: each slot takes pieces of the time of its interviewers, unique in the database.
A free time is offered while its day is a working day of the calendar that nobody has blocked, none of its interviewers
is absent or has left the desk, and it lies at least `DNR_INTERVIEW_LEAD_HOURS` ahead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, Reason, demand, requirement
from cases.law.actors import ActingBody, Role
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.models import Absence, BlockedDays, Case, InterviewerTime, InterviewRule, Slot, User
from cases.models.slot import pieces
from cases.models.workcalendar import work_calendar
from cases.models.workinghours import hours_of
from cases.programmes.nomad.facts import Booking, InterviewMove
from cases.values import moments

SCANNED = 400
"""Free times that are looked through for those that are offered."""

DAY_OFF = _("{day} is a day off by the working calendar: choose a working day.")
BLOCKED = _("{day} is blocked for interviews: choose another day, or withdraw the block.")
OUTSIDE = _("Astana Hub works from {opens} to {closes} (Astana time): no interview lies outside of these hours.")
BUSY = _("{who} has another interview at {at}: these times overlap.")
WHOLE = _("Interviews begin and last in whole five minutes.")


# ------------------------------------------------------------------------------------------------ what is offered


@dataclass(frozen=True, slots=True)
class Closed:
    """Days on which nobody is interviewed, and those of single interviewers, within a span."""

    everybody: Sequence[BlockedDays]
    single: Sequence[BlockedDays]
    absent: Sequence[Absence]
    gone: frozenset[UUID] = frozenset()
    """Interviewers whose account is closed, or who are no reviewers any more."""

    def on(self, day: date) -> bool:
        return any(row.first <= day <= row.last for row in self.everybody)

    def of(self, day: date, user: UUID) -> bool:
        blocked = any(row.user_id == user and row.first <= day <= row.last for row in self.single)
        return blocked or any(row.user_id == user and row.first <= day <= row.last for row in self.absent)


def closed_between(first: date, last: date) -> Closed:
    rows = list(BlockedDays.objects.filter(withdrawn_at=None, first__lte=last, last__gte=first))
    absent = list(Absence.objects.filter(withdrawn_at=None, first__lte=last, last__gte=first))
    return Closed([r for r in rows if r.user_id is None], [r for r in rows if r.user_id is not None], absent)


def earliest(now: datetime) -> datetime:
    """From which moment on times are offered."""
    return now + timedelta(hours=settings.INTERVIEW_LEAD_HOURS)


def offered(now: datetime, limit: int) -> list[Slot]:
    """Free times that can be booked, the next first."""
    rows = Slot.objects.filter(starts_at__gt=earliest(now), case__isnull=True).order_by("starts_at", "id")
    return _open(list(rows[:SCANNED]))[:limit]


def _open(slots: list[Slot]) -> list[Slot]:
    if not slots:
        return []
    days = [local_day(slot.starts_at) for slot in slots]
    interviewers = interviewers_of(slots)
    closed = _closed_to(interviewers, min(days), max(days))
    return [slot for slot, day in zip(slots, days, strict=True) if not _why_closed(day, closed, interviewers[slot.pk])]


def _closed_to(interviewers: Mapping[UUID, list[UUID]], first: date, last: date) -> Closed:
    users = {user for each in interviewers.values() for user in each}
    serving = User.objects.filter(pk__in=users, is_active=True, role=Role.SCREENER).values_list("pk", flat=True)
    return replace(closed_between(first, last), gone=frozenset(users.difference(serving)))


def _why_closed(day: date, closed: Closed, interviewers: Collection[UUID]) -> str:
    """A word for the calendar: "day_off", "blocked", "gone"; "" for a time at which they interview."""
    if not work_calendar().day(day).working:
        return "day_off"
    if closed.gone.intersection(interviewers):
        return "gone"
    return "blocked" if closed.on(day) or any(closed.of(day, user) for user in interviewers) else ""


def interviewers_of(slots: Iterable[Slot]) -> dict[UUID, list[UUID]]:
    """By slot, who interviews, the one who leads it first: one statement."""
    known: dict[UUID, list[UUID]] = {slot.pk: [slot.screener_id] for slot in slots}
    rows = InterviewerTime.objects.filter(slot__in=list(known), first=True).order_by("id")
    for slot, user in rows.values_list("slot_id", "user_id"):
        if user not in known[slot]:
            known[slot].append(user)
    return known


def names_of(people: Mapping[UUID, list[UUID]]) -> dict[UUID, list[str]]:
    """By slot, the names of all who interview then (`interviewers_of`), who leads it first."""
    rows = User.objects.filter(pk__in={pk for pks in people.values() for pk in pks})
    names = dict(rows.values_list("pk", "full_name"))
    return {slot: [names[pk] for pk in pks] for slot, pks in people.items()}


def standing(slots: list[Slot], people: Mapping[UUID, list[UUID]] | None = None) -> dict[UUID, str]:
    """Of the slots of a page those that are not to be held as they stand: "day_off", "blocked" (or an interviewer is
    absent), "gone" (an interviewer has left the desk). `people`: as `interviewers_of` gives them, where known."""
    if not slots:
        return {}
    days = {slot.pk: local_day(slot.starts_at) for slot in slots}
    people = interviewers_of(slots) if people is None else people
    closed = _closed_to(people, min(days.values()), max(days.values()))
    words = {slot.pk: _why_closed(days[slot.pk], closed, people[slot.pk]) for slot in slots}
    return {pk: word for pk, word in words.items() if word}


def booked(cases: Iterable[Case]) -> dict[UUID, datetime]:
    """By case, when its interview is; cases without a time are left out."""
    return {case: slot.starts_at for case, slot in slots_of(cases).items()}


def slots_of(cases: Iterable[Case]) -> dict[UUID, Slot]:
    """By case, its time; cases without one are left out. One statement."""
    rows = {case.slot_id: case.pk for case in cases if case.slot_id}
    return {rows[slot.pk]: slot for slot in Slot.objects.filter(pk__in=list(rows))}


def slot(pk: UUID) -> Slot | None:
    return Slot.objects.filter(pk=pk).first()


def between(start: datetime, end: datetime, limit: int) -> list[Slot]:
    """All reviewers' times from `start` until before `end`, with reviewer, case and person."""
    rows = Slot.objects.filter(starts_at__gte=start, starts_at__lt=end).select_related("case__person", "screener")
    return list(rows.order_by("starts_at", "id")[:limit])


def of_interviewer(user: User, after: datetime, before: datetime) -> list[Slot]:
    """One reviewer's times that begin between the two, those in which he is one of several too."""
    mine = Slot.objects.filter(times__user=user, times__first=True)
    return list(mine.filter(starts_at__gt=after, starts_at__lt=before))


@requirement(_("free interview times exist"))
def slots_free(case: Case, now: datetime) -> Reason:
    return None if offered(now, 1) else _("The interview calendar has no free time: add times first.")


@requirement(_("the booked interview has not begun"))
def not_begun(case: Case, now: datetime) -> Reason:
    """Who did not appear is not moved past that: it is recorded first (interpretation 69)."""
    if case.slot is None or case.slot.starts_at > now:
        return None
    return _("The interview has begun: what came of it is recorded first.")


@demand(_("the time is free and offered"))
def is_offered(case: Case, now: datetime, facts: Booking | InterviewMove) -> Faults:
    slot = facts.slot
    if slot.starts_at <= earliest(now):
        sentence = _("This time is too near: an interview is booked at least {hours} hours ahead.")
        return [("slot", format_lazy(sentence, hours=settings.INTERVIEW_LEAD_HOURS))]
    if not _open([slot]):
        return [("slot", _("No interview is held at this time any more. Please choose another time."))]
    return []


# ------------------------------------------------------------------------------------------------ putting them in


def why_not(day: date, begins: time, ends: time, minutes: int) -> str | Promise:
    """Why no interviews may lie there; "" where they may. The interviewers are asked for when they are put in."""
    if wrong := outside(begins, ends, minutes):
        return wrong
    if not work_calendar().day(day).working:
        return format_lazy(DAY_OFF, day=moments.day(day))
    return format_lazy(BLOCKED, day=moments.day(day)) if closed_between(day, day).on(day) else ""


def outside(begins: time, ends: time, minutes: int) -> str | Promise:
    """Of the hours alone, on whatever day."""
    hours = hours_of(ActingBody.HUB, None)
    if begins < hours.opens or ends > hours.closes:
        return format_lazy(OUTSIDE, opens=f"{hours.opens:%H:%M}", closes=f"{hours.closes:%H:%M}")
    return WHOLE if begins.minute % 5 or minutes % 5 or begins.second else ""


def beginnings(day: date, begins: time, ends: time, minutes: int) -> Iterator[datetime]:
    """Of interviews one after another, as moments of Astana time."""
    length = timedelta(minutes=minutes)
    start = timezone.make_aware(datetime.combine(day, begins))
    end = timezone.make_aware(datetime.combine(day, ends))
    while minutes > 0 and start + length <= end:
        yield start
        start += length


@dataclass(frozen=True, slots=True)
class Seat:
    """One interview: when, and by whom, who leads it first."""

    at: datetime
    interviewers: tuple[UUID, ...]


def put(seats: Sequence[Seat], minutes: int, link: str = "", rule: InterviewRule | None = None) -> list[Slot]:
    """All of them or none. Raises NotNowError where one of the interviewers is in another interview then."""
    slots = [Slot(screener_id=s.interviewers[0], starts_at=s.at, minutes=minutes, link=link, rule=rule) for s in seats]
    taken = [row for slot, seat in zip(slots, seats, strict=True) for row in _taken(slot, seat)]
    if busy := _busy(taken):
        raise NotNowError(busy)
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(slots, batch_size=500)
            InterviewerTime.objects.bulk_create(taken, batch_size=500)
    except IntegrityError as error:  # a colleague was quicker
        raise NotNowError(_busy(taken) or BUSY) from error
    return slots


def _taken(slot: Slot, seat: Seat) -> Iterator[InterviewerTime]:
    whole = pieces(slot.starts_at, slot.minutes)
    for user in seat.interviewers:
        yield from (InterviewerTime(slot=slot, user_id=user, at=at, first=at == whole[0]) for at in whole)


def _busy(taken: Sequence[InterviewerTime]) -> str | Promise:
    if not taken:
        return ""
    wanted = {(row.user_id, row.at) for row in taken}
    if len(wanted) < len(taken):
        return _("These times overlap with one another.")
    span = Q(at__gte=min(at for _user, at in wanted), at__lte=max(at for _user, at in wanted))
    rows = InterviewerTime.objects.filter(span, user__in={user for user, _at in wanted}).order_by("at")
    known = next((pair for pair in rows.values_list("user_id", "at") if pair in wanted), None)
    if known is None:
        return ""
    row = InterviewerTime.objects.select_related("user", "slot").get(user=known[0], at=known[1])
    return format_lazy(BUSY, who=row.user.full_name, at=moments.moment(row.slot.starts_at))


def seats(starts: Iterable[datetime], interviewers: Sequence[User], capacity: int = 1) -> list[Seat]:
    """`capacity` interviews at each time, among which the interviewers are shared out in their order."""
    panels = [tuple(user.pk for user in interviewers[n::capacity]) for n in range(capacity)]
    return [Seat(at, panel) for at in starts for panel in panels if panel]
