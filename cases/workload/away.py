"""Sittings that an absent person was to hold on these days: whoever has to move them is notified."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.engine.people.notices import send
from cases.engine.programmes import PROGRAMMES
from cases.engine.programmes.sitting import Sitting
from cases.law.calendar import ALMATY
from cases.models import Absence, Notice


def missed_sittings(absence: Absence, now: datetime) -> list[Sitting]:
    """Sittings of the absent person on these days that are still to come."""
    days = [absence.first + timedelta(days=n) for n in range((absence.last - absence.first).days + 1)]
    known = [sitting for each in PROGRAMMES.values() for sitting in each.sittings(days, now)]
    return [sitting for sitting in known if absence.user in (sitting.staff or ())]


def notify(absence: Absence) -> None:
    """To those who hold each, and the substitute, but not to who has entered the absence; must be called inside a
    transaction."""
    now = absence.at
    days = {"day": absence.first.isoformat(), "until": absence.last.isoformat(), "who": absence.user.full_name}
    for case, held_at, kind, staff in missed_sittings(absence, now):
        facts = days | {"moment": held_at.astimezone(ALMATY).isoformat(timespec="minutes")}
        people = {user.pk: user for user in (*(staff or ()), absence.substitute) if user and user != absence.by}
        for user in people.values():
            send(Notice(case=case, user=user, what=f"{kind}_absent", facts=facts, at=now), now)
