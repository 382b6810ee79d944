"""Booked interviews that are not to be held as they stand: on what has become a day off, a blocked day, or while one
of the interviewers is absent (п. 6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.sitting import Sitting
from cases.law.calendar import local_day
from cases.law.terms import end_of
from cases.models import Case, Slot, User
from cases.programmes.nomad.petitions import times
from cases.programmes.nomad.petitions.invitations import BOOKED_IN

WORDS = {
    "day_off": _("The interview falls on a day off: move it."),
    "blocked": _("The day of the interview is blocked, or an interviewer is absent: move it."),
}


def on(days: Collection[date], now: datetime) -> list[Sitting]:
    """Those still to come on one of these days, with who interviews: three statements."""
    span = {
        "slot__starts_at__gte": max(end_of(min(days) - timedelta(days=1)), now),
        "slot__starts_at__lt": end_of(max(days)),
    }
    cases = Case.objects.filter(state__in=BOOKED_IN, closed_at__isnull=True, **span)
    held = {case.slot: case for case in cases.select_related("person__user", "slot").order_by("id") if case.slot}
    slots = [slot for slot in held if local_day(slot.starts_at) in days]
    people = times.interviewers_of(slots)
    staff = {user.pk: user for user in User.objects.filter(pk__in={pk for pks in people.values() for pk in pks})}
    return [
        Sitting(held[slot], slot.starts_at, "interview", tuple(staff[pk] for pk in people[slot.pk] if pk in staff))
        for slot in slots
    ]


def closed(cases: Sequence[Case], now: datetime) -> dict[UUID, str]:
    """Of these cases those whose interview is still to come and is not held as it stands, by the reason: a key of
    `WORDS`."""
    ids = [case.pk for case in cases if case.slot_id and case.state in BOOKED_IN]
    slots = list(Slot.objects.filter(case__in=ids, starts_at__gt=now).select_related("case")) if ids else []
    why = times.standing(slots)
    return {slot.case.pk: why[slot.pk] for slot in slots if slot.pk in why}


def marks(cases: Sequence[Case], now: datetime) -> dict[UUID, Any]:
    """The same in words, for the rows of a queue."""
    return {case: WORDS[why] for case, why in closed(cases, now).items()}
