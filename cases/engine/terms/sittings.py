"""Sittings whose hour a changed calendar leaves on a day off: hearings, of which nobody but the official can name
another (art. 73), and what a programme names besides (`Programme.sittings`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, Subquery, When
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from cases.engine.people.notices import desk_of, people_of, send
from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.sitting import Sitting
from cases.law.calendar import ALMATY, WorkCalendar, local_day
from cases.law.places import STATES, May, place_of
from cases.law.terms import end_of
from cases.models import CalendarDay, Case, HearingEntry, Notice

NAMING = (HearingEntry.NOTICE, HearingEntry.MOVED)
"""What names an hour."""
WORKED_WEEKEND = "worked_weekend"


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
    named = HearingEntry.objects.filter(kind__in=NAMING, held_at__gt=now)
    rows = named.filter(held_at__gte=end_of(min(days) - timedelta(days=1)), held_at__lt=end_of(max(days)))
    return set(rows.values_list("case_id", flat=True))


def _hour(case: Case) -> datetime | None:
    """As it is now: it may have been moved since, or the proposal dropped."""
    current = case.dossier.open_hearing if May.HEAR in case.place.may else None
    return current.held_at if current else None


def hour_on_day_off() -> Combinable:
    """For the rows of a list of cases: the present hour of the hearing a case is in, where it falls on a day off;
    else None. By the present table of days, so that a list costs no further statement."""
    named = HearingEntry.objects.filter(kind__in=NAMING)
    later = named.filter(case=OuterRef("case"), id__gt=OuterRef("id"))
    hour = ExpressionWrapper(OuterRef("held_at"), output_field=DateTimeField())
    entered = CalendarDay.objects.filter(date=TruncDate(hour, tzinfo=ALMATY))
    worked = entered.filter(kind=WORKED_WEEKEND)
    off = Exists(entered.exclude(kind=WORKED_WEEKEND)) | (Q(held_at__iso_week_day__in=(6, 7)) & ~Exists(worked))
    standing = named.filter(off, ~Exists(later), case=OuterRef("pk")).values("held_at")[:1]
    hearing_states = [state for state in STATES if May.HEAR in place_of(state).may]
    return Choice(When(state__in=hearing_states, then=Subquery(standing)), default=None)


def notify_of_days_off(sittings: Sequence[Sitting], source: str, now: datetime) -> None:
    """Notifies whoever conducts each, and the person who was to come; must be called inside a transaction."""
    for case, held_at, kind, staff in sittings:
        facts = {"day": local_day(held_at).isoformat(), "source": source}
        for user in people_of(desk_of(case.waits_on, case.city_id, case.body)) if staff is None else staff:
            send(Notice(case=case, user=user, what=f"{kind}_day_off", facts=facts, at=now), now)
        owner = getattr(case.person, "user", None)
        if owner is not None:
            send(Notice(case=case, user=owner, what=f"own_{kind}_day_off", facts=facts, at=now), now)
