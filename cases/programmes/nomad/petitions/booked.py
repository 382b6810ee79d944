"""Booked interviews on what has become a day off: neither side holds them, and either names another time (п. 6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from cases.engine.programmes.sitting import Sitting
from cases.law.calendar import local_day
from cases.law.terms import end_of
from cases.models import Case, User
from cases.programmes.nomad.petitions.closed import interviewers_of
from cases.programmes.nomad.petitions.invitations import BOOKED_IN


def sittings_on(days: Collection[date], now: datetime) -> list[Sitting]:
    """Those still to come on one of these days, with who interviews: three statements."""
    span = {
        "slot__starts_at__gte": max(end_of(min(days) - timedelta(days=1)), now),
        "slot__starts_at__lt": end_of(max(days)),
    }
    cases = Case.objects.filter(state__in=BOOKED_IN, closed_at__isnull=True, **span)
    by_slot = {case.slot: case for case in cases.select_related("person__user", "slot").order_by("id") if case.slot}
    slots = [slot for slot in by_slot if local_day(slot.starts_at) in days]
    people = interviewers_of(slots)
    active = User.objects.filter(pk__in={pk for pks in people.values() for pk in pks}, is_active=True)
    staff = {user.pk: user for user in active}
    reached = [tuple(staff[pk] for pk in people[slot.pk] if pk in staff) for slot in slots]
    return [
        Sitting(by_slot[slot], slot.starts_at, "interview", users or None)
        for slot, users in zip(slots, reached, strict=True)
    ]
