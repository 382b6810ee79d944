"""Sittings whose hour a changed calendar leaves on a day off: hearings, of which nobody but the official can name
another (art. 73), and what a programme names besides (`Programme.sittings`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from cases.engine.people.notices import desk_of, people_of, send
from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.sitting import Sitting
from cases.law.calendar import WorkCalendar, local_day
from cases.law.places import May
from cases.law.terms import end_of
from cases.models import Case, HearingEntry, Notice


def on_days_off(days: Sequence[date], calendar: WorkCalendar, now: datetime) -> list[Sitting]:
    """Of open sittings those that fall on one of `days` that by `calendar` is a day off, the nearest first."""
    off = {day for day in days if not calendar.day(day).working and end_of(day) > now}
    if not off:
        return []
    known = [*_hearings(off, now), *(sitting for each in PROGRAMMES.values() for sitting in each.sittings(off, now))]
    return sorted(known, key=lambda sitting: (sitting.held_at, sitting.number))


def _hearings(off: set[date], now: datetime) -> list[Sitting]:
    cases = (
        Case.objects.filter(pk__in=_named(off, now), closed_at__isnull=True)
        .select_related("person__user")
        .order_by("id")
    )
    return [Sitting(case, hour) for case in cases if (hour := _hour(case)) and hour > now and local_day(hour) in off]


def _named(days: set[date], now: datetime) -> set[UUID]:
    named = HearingEntry.objects.filter(kind__in=(HearingEntry.NOTICE, HearingEntry.MOVED), held_at__gt=now)
    rows = named.filter(held_at__gte=end_of(min(days) - timedelta(days=1)), held_at__lt=end_of(max(days)))
    return set(rows.values_list("case_id", flat=True))


def _hour(case: Case) -> datetime | None:
    """As it stands: it may have been moved since, or the proposal dropped."""
    current = case.dossier.open_hearing if May.HEAR in case.place.may else None
    return current.held_at if current else None


def on_a_day_off(cases: Sequence[Case], calendar: WorkCalendar, now: datetime) -> set[UUID]:
    """Of these cases those in whose open hearing the hour that stands is still to come and falls on a day off."""
    heard = [case.pk for case in cases if May.HEAR in case.place.may]
    if not heard:
        return set()
    named = HearingEntry.objects.filter(case__in=heard, kind__in=(HearingEntry.NOTICE, HearingEntry.MOVED))
    hours = dict(named.order_by("id").values_list("case_id", "held_at"))
    return {pk for pk, hour in hours.items() if hour and hour > now and not calendar.day(local_day(hour)).working}


def tell(sittings: Sequence[Sitting], source: str, now: datetime) -> None:
    """Who holds each, and the person who was to come, in words; must be called inside a transaction."""
    for case, held_at, kind, staff in sittings:
        facts = {"day": local_day(held_at).isoformat(), "source": source}
        for user in people_of(desk_of(case.waits_on, case.city_id, case.body)) if staff is None else staff:
            send(Notice(case=case, user=user, what=f"{kind}_day_off", facts=facts, at=now), now)
        owner = getattr(case.person, "user", None)
        if owner is not None:
            send(Notice(case=case, user=owner, what=f"own_{kind}_day_off", facts=facts, at=now), now)
