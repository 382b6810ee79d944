"""Times for interviews (п. 6): when they may be, how they come again, which of them are offered.

Nobody is in two interviews at once: each slot takes pieces of the time of its interviewers, unique in the database.
A free time is offered while its day is a working day of the calendar that nobody has blocked, each of its interviewers
still reviews petitions and is not absent, and it lies at least `DNR_INTERVIEW_LEAD_HOURS` ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from cases.law.actors import ActingBody
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.models import Case, InterviewerTime, InterviewRule, Slot, User
from cases.models.slot import pieces
from cases.models.workcalendar import work_calendar
from cases.models.workinghours import hours_of
from cases.programmes.nomad.facts import Booking, InterviewMove
from cases.programmes.nomad.petitions.closed import closed_between, interviewers_of, obstacles
from cases.values import moments

SCANNED = 400
"""Free times that are looked through for those that are offered."""

DAY_OFF = _("{day} is a day off by the working calendar: choose a working day.")
BLOCKED = _("{day} is blocked for interviews: choose another day, or withdraw the block.")
OUTSIDE = _("Astana Hub works from {opens} to {closes} (Astana time): no interview lies outside of these hours.")
BUSY = _("{who} has another interview at {at}: these times overlap.")
BEGUN = _("The interview has begun: what came of it is recorded first.")
WHOLE = _("Interviews begin and last in whole five minutes.")


# ------------------------------------------------------------------------------------------------ what is offered


def earliest(now: datetime) -> datetime:
    """From which moment on times are offered."""
    return now + timedelta(hours=settings.INTERVIEW_LEAD_HOURS)


def free_slots(now: datetime, limit: int) -> list[Slot]:
    """Free times that can be booked, the next first."""
    rows = Slot.objects.filter(starts_at__gt=earliest(now), case__isnull=True).order_by("starts_at", "id")
    return _open(list(rows[:SCANNED]))[:limit]


def _open(slots: list[Slot]) -> list[Slot]:
    closed = obstacles(slots)
    return [slot for slot in slots if slot.pk not in closed]


def of_page(
    slots: Sequence[Slot], now: datetime
) -> tuple[dict[UUID, list[UUID]], dict[UUID, list[str]], dict[UUID, str]]:
    """By slot, all who interview then, who leads it first; their names; and of those to come why one cannot take place
    so (`closed.obstacles`)."""
    people = interviewers_of(slots)
    rows = User.objects.filter(pk__in={pk for pks in people.values() for pk in pks})
    known = dict(rows.values_list("pk", "full_name"))
    names = {slot: [known[pk] for pk in pks] for slot, pks in people.items()}
    return people, names, obstacles([slot for slot in slots if slot.starts_at > now], people)


def booked_times(cases: Iterable[Case]) -> dict[UUID, datetime]:
    """By case, when its interview is; cases without a time are left out."""
    ids = [case.pk for case in cases if case.slot_id]
    return dict(Slot.objects.filter(case__in=ids).values_list("case", "starts_at"))


def slot_by_key(pk: UUID) -> Slot | None:
    """None of one that was taken out of the calendar."""
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
    return None if free_slots(now, 1) else _("The interview calendar has no free time: add times first.")


@requirement(_("the booked interview has not begun"))
def not_begun(case: Case, now: datetime) -> Reason:
    """Who did not appear is not moved past that: it is recorded first (interpretation 69)."""
    if case.slot is None or case.slot.starts_at > now:
        return None
    return BEGUN


def changeable_until(slot: Slot) -> datetime:
    """Until when the applicant moves or cancels an interview at this hour."""
    return slot.starts_at - timedelta(hours=settings.INTERVIEW_CHANGE_HOURS)


@requirement(_("the booked interview is not too near to be moved or cancelled"))
def may_change(case: Case, now: datetime) -> Reason:
    """What would not take place at its hour anyhow can be moved until then (interpretation 69)."""
    if case.slot is None or now < changeable_until(case.slot):
        return None
    if case.slot.starts_at > now and not work_calendar().day(local_day(case.slot.starts_at)).working:
        return None
    if case.slot.starts_at <= now:
        return BEGUN
    sentence = _("It could be moved or cancelled until {until}. If you cannot come, write to Astana Hub: “Messages”.")
    return format_lazy(sentence, until=moments.moment(changeable_until(case.slot)))


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
    """Why no interviews may lie there; "" where they may. The interviewers are checked when the times are added."""
    if wrong := outside_hours(begins, ends, minutes):
        return wrong
    if not work_calendar().day(day).working:
        return format_lazy(DAY_OFF, day=moments.day(day))
    return format_lazy(BLOCKED, day=moments.day(day)) if closed_between(day, day).on(day) else ""


def outside_hours(begins: time, ends: time, minutes: int) -> str | Promise:
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


def add_slots(seats: Sequence[Seat], minutes: int, link: str = "", rule: InterviewRule | None = None) -> list[Slot]:
    """All of them or none. Raises NotNowError where one of the interviewers is in another interview then."""
    slots = [Slot(screener_id=s.interviewers[0], starts_at=s.at, minutes=minutes, link=link, rule=rule) for s in seats]
    taken = [row for slot, seat in zip(slots, seats, strict=True) for row in _seats(slot, seat)]
    if busy := _busy(taken):
        raise NotNowError(busy)
    try:
        with transaction.atomic():
            Slot.objects.bulk_create(slots, batch_size=500)
            InterviewerTime.objects.bulk_create(taken, batch_size=500)
    except IntegrityError as error:  # a colleague was quicker
        raise NotNowError(_busy(taken) or BUSY) from error
    return slots


def _seats(slot: Slot, seat: Seat) -> Iterator[InterviewerTime]:
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


def share_out(starts: Iterable[datetime], interviewers: Sequence[User], capacity: int = 1) -> list[Seat]:
    """`capacity` interviews at each time, among which the interviewers are shared out in their order."""
    panels = [tuple(user.pk for user in interviewers[n::capacity]) for n in range(capacity)]
    return [Seat(at, panel) for at in starts for panel in panels if panel]
