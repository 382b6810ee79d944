"""The booked interview in the calendars of both sides (п. 6): an invitation, its moves, its end (RFC 5545, RFC 5546).

A version is written with every step after which the case has another time, or none any more, whatever step that was.
It goes with the notices of that moment as a file, and is kept for the page. Nobody but the applicant and those who
interview gets one, and neither reads the other's address in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from cases.engine.lists.marks import Mark
from cases.engine.writing.effects import FollowUps, Taken
from cases.law.actors import Role
from cases.law.calendar import ALMATY, local_day
from cases.models import Case, InterviewInvitation, Notice, Slot, User
from cases.models.emailclaim import mail_address
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.petitions.closed import interviewers_of, obstacles
from cases.programmes.nomad.states import PLACES

if TYPE_CHECKING:
    from icalendar import Calendar

BOOKED_IN = {state for state, place in PLACES.items() if place.guide == "interview"}
REQUEST, CANCEL = "REQUEST", "CANCEL"
FILE = "interview.ics"
BOOKED, MOVED, OFF = "interview_booked", "interview_moved", "interview_off"
"""Notices to those who interview; the applicant reads that of the step."""


# ------------------------------------------------------------------------------------------------ versions


def follow(taken: Taken) -> FollowUps:
    """Called with each step of the order; only those out of an interview or into one can change its time."""
    if not BOOKED_IN & {*taken.step.sources, taken.step.target}:
        return FollowUps()
    made = [notice for case in taken.cases for notice in _changed(case, taken)]
    taken.writes.insert(made)
    return FollowUps(effects=[("mail", notice.pk) for notice in made])


def _changed(case: Case, taken: Taken) -> list[Notice]:
    last = latest(case)
    live = last is not None and not last.cancelled
    slot, now = case.slot, taken.act.now
    if slot is not None:
        if live and last is not None and (last.starts_at, last.link) == (slot.starts_at, slot.link):
            return []
        facts: dict[str, Any] = {"starts_at": slot.starts_at, "minutes": slot.minutes, "link": slot.link}
        people = [str(pk) for pk in interviewers_of([slot])[slot.pk]]
    elif live and last is not None:
        facts = {"starts_at": last.starts_at, "minutes": last.minutes, "link": last.link, "cancelled": True}
        people = last.interviewers
    else:
        return []
    version = last.sequence + 1 if last else 0
    row = InterviewInvitation(case=case, sequence=version, interviewers=people, at=now, **facts)
    InterviewInvitation.objects.filter(case=case, superseded=False).update(superseded=True)
    taken.writes.insert([row])
    return _notices(row, last, taken)


def _notices(row: InterviewInvitation, last: InterviewInvitation | None, taken: Taken) -> list[Notice]:
    """To each who interviews, and to those who did by the version before; not to who has done it himself."""
    before = last.interviewers if last and not last.cancelled else []
    users = User.objects.filter(pk__in={*row.interviewers, *before}, is_active=True).order_by("id")
    actor = taken.act.user
    return [
        Notice(case=row.case, user=user, what=_word(row, before, user), at=row.at, facts=moment_facts(row))
        for user in users
        if actor is None or user.pk != actor.pk
    ]


def _word(row: InterviewInvitation, before: list[str], user: User) -> str:
    if row.cancelled or str(user.pk) not in row.interviewers:
        return OFF
    return MOVED if str(user.pk) in before else BOOKED


def moment_facts(row: InterviewInvitation) -> dict[str, str]:
    """As the sentence of a notice is filled: the moment in ISO 8601 of Astana time."""
    return {"moment": row.starts_at.astimezone(ALMATY).isoformat(timespec="minutes")}


def latest(case: Case) -> InterviewInvitation | None:
    """None of a case that has booked no interview."""
    return InterviewInvitation.objects.filter(case=case).order_by("-sequence").first()


# ------------------------------------------------------------------------------------------------ the file


def attachment(notice: Notice) -> tuple[str, bytes, str] | None:
    """(name, content, type) of the file that goes with this notice; None for most."""
    rows = InterviewInvitation.objects.filter(case=notice.case_id, at=notice.at)
    row = rows.select_related("case__person").order_by("-sequence").first()
    if row is None or not is_side(row, notice.user, before=True):
        return None
    off = row.cancelled or notice.what == OFF
    method = CANCEL if off else REQUEST
    return FILE, calendar_file(row, notice.user, method), f"text/calendar; method={method}; charset=utf-8"


def is_side(row: InterviewInvitation, user: User, *, before: bool = False) -> bool:
    """Whether `user` is the applicant, or interviews. `before`: or has interviewed by an earlier version."""
    if user.role == Role.APPLICANT:
        return user.person_id is not None and user.person_id == row.case.person_id
    versions = InterviewInvitation.objects.filter(case=row.case_id) if before else [row]
    return any(str(user.pk) in version.interviewers for version in versions)


def calendar_file(row: InterviewInvitation, user: User, method: str = "") -> bytes:
    """In the language of the reader, with the reader as the one who is invited. The zone of Kazakhstan is defined in
    the file, so that a program without its rules of 2024 is not an hour off."""
    with override(user.language):
        return bytes(_calendar(row, user, method or (CANCEL if row.cancelled else REQUEST)).to_ical())


def _calendar(row: InterviewInvitation, user: User, method: str) -> Calendar:
    from icalendar import Calendar, vCalAddress  # loaded where a file is made alone

    calendar = Calendar()
    calendar.add("prodid", "-//DNR//Digital Nomad Residency//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event = _event(row, user, method)
    organizer = vCalAddress(f"MAILTO:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    organizer.params["cn"] = _("Digital Nomad Residency")
    event.add("organizer", organizer)
    if address := mail_address(user):
        guest = vCalAddress(f"MAILTO:{address}")
        guest.params["role"], guest.params["partstat"] = "REQ-PARTICIPANT", "ACCEPTED"
        event.add("attendee", guest)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _event(row: InterviewInvitation, user: User, method: str) -> Any:
    from icalendar import Event

    case, event = row.case, Event()
    event.add("uid", f"interview-{case.pk}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("sequence", row.sequence)
    event.add("dtstamp", row.at)
    event.add("dtstart", row.starts_at.astimezone(ALMATY))
    event.add("dtend", row.ends_at.astimezone(ALMATY))
    event.add("summary", _("Video interview, case %(number)s") % {"number": case.number})
    event.add("description", "\n".join(_lines(row, user)))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    if row.link:
        event.add("location", row.link)
        event.add("url", row.link)
    return event


def _lines(row: InterviewInvitation, user: User) -> list[str]:
    """The applicant's name in the file of those who interview alone."""
    lines = [_("All times are Astana time (UTC+5).")]
    if user.role != Role.APPLICANT:
        lines.append(_("Applicant: %(name)s") % {"name": row.case.person.full_name})
    return [*lines, row.link] if row.link else lines


def shown_to(case: Case, user: User) -> InterviewInvitation | None:
    """The invitation that stands, for one of its two sides; None for everybody else, and once it is called off."""
    row = latest(case)
    if row is None or row.cancelled or not is_side(row, user):
        return None
    return row


# ------------------------------------------------------------------------------------------------ not held then


MARKS = {
    "left": Mark(
        gettext_lazy("no interviewer"),
        gettext_lazy("An interviewer does not work here any more: move the interview."),
    ),
    "day_off": Mark(gettext_lazy("day off"), gettext_lazy("The interview falls on a day off: move it.")),
    "blocked": Mark(
        gettext_lazy("hour blocked"),
        gettext_lazy("Interviews are blocked then, or an interviewer is absent: move the interview."),
    ),
}
"""By the words of `closed.obstacles`."""


def is_off(at: datetime, now: datetime) -> bool:
    """Whether an interview at this hour is still to come, and on a day off."""
    return at > now and not work_calendar().day(local_day(at)).working


def marks(cases: Sequence[Case], now: datetime) -> dict[UUID, Mark]:
    """In words for the rows of a queue whose interview is still to come and cannot be held then."""
    of = {case.slot_id: case.pk for case in cases if case.state in BOOKED_IN and case.slot_id}
    slots = list(Slot.objects.filter(pk__in=list(of), starts_at__gt=now)) if of else []
    return {of[slot]: MARKS[word] for slot, word in obstacles(slots).items()}
