"""Booked interviews on what has become a day off: neither side holds them, and either names another time (п. 6)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.sitting import Sitting
from cases.law.calendar import local_day
from cases.law.terms import end_of
from cases.models import Case, User
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.petitions import times
from cases.programmes.nomad.petitions.invitations import BOOKED_IN

ON_DAY_OFF = _("The interview falls on a day off: move it.")


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
    active = User.objects.filter(pk__in={pk for pks in people.values() for pk in pks}, is_active=True)
    staff = {user.pk: user for user in active}
    reached = [tuple(staff[pk] for pk in people[slot.pk] if pk in staff) for slot in slots]
    return [
        Sitting(held[slot], slot.starts_at, "interview", users or None)
        for slot, users in zip(slots, reached, strict=True)
    ]


def is_off(at: datetime, now: datetime) -> bool:
    """Whether an interview at this hour is still to come, and on a day off."""
    return at > now and not work_calendar().day(local_day(at)).working


def marks(cases: Sequence[Case], now: datetime) -> dict[UUID, Any]:
    """In words for the rows of a queue: one statement."""
    hours = times.booked([case for case in cases if case.state in BOOKED_IN])
    return {case: ON_DAY_OFF for case, at in hours.items() if is_off(at, now)}
