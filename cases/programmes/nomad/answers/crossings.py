"""Crossings of the border: they confirm the arrival (п. 19), or are one of the checks (п. 22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from cases.gateways.berkut.base import Crossing, CrossingNotification
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Check
from cases.programmes.nomad.answers.checks import compare_check
from cases.programmes.nomad.answers.comparing import differs
from cases.programmes.nomad.answers.incoming import APPLIED, DUPLICATE, KEPT, Incoming, call_officers
from cases.programmes.nomad.correcting import measuring


def apply_crossing(incoming: Incoming, crossing: Crossing | CrossingNotification) -> str:
    """Before the final review it confirms the arrival (п. 19, interpretation 6); there it is one of the checks."""
    entered = crossing.found if isinstance(crossing, Crossing) else True
    day = crossing.crossed_on if entered else None
    text = " ".join(x for x in (day and f"{day:%d.%m.%Y}", crossing.point) if x)
    case = incoming.case
    if case.place.checks == "final":
        return compare_check(
            replace(incoming, since=case.checks_since or incoming.since), "border", entered, text, crossing.reference
        )
    if May.CONFIRM_ARRIVAL not in case.place.may:
        return KEPT
    theirs = {"found": entered, "crossed_on": day and day.isoformat(), "point": crossing.point}
    if case.arrived_on and (day is None or day > case.arrived_on):
        return differs(incoming, "arrival", {"arrived_on": case.arrived_on.isoformat()}, theirs)
    return record_entry(incoming, entered, day, text, crossing.reference, theirs)


def record_entry(
    incoming: Incoming, entered: bool, day: date | None, text: str, reference: str, theirs: dict[str, Any]
) -> str:
    mine = [c for c in incoming.case.dossier.checks if c.kind == "arrival" and c.by_id is None]
    if any((c.clear, c.text, c.reference) == (entered, text, reference) for c in mine):
        return DUPLICATE
    Check.objects.create(
        case=incoming.case,
        kind="arrival",
        clear=entered,
        text=text,
        reference=reference,
        happened_on=day,
        by=None,
        at=incoming.now,
    )
    incoming.note("crossing", theirs)
    return APPLIED


def came_before_the_lapse(incoming: Incoming, crossing: Crossing | CrossingNotification) -> str:
    """п. 19 annuls for who did not arrive; this one did. No clock undoes a decision: it is laid before an official."""
    case, day = incoming.case, crossing.crossed_on
    term = measuring.approval_validity(case)
    if term is None or day is None or not local_day(term.starts_at) <= day <= term.last_day:
        return KEPT
    text = " ".join(x for x in (f"{day:%d.%m.%Y}", crossing.point) if x)
    theirs = {"found": True, "crossed_on": day.isoformat(), "point": crossing.point}
    if record_entry(incoming, True, day, text, crossing.reference, theirs) == DUPLICATE:
        return DUPLICATE
    call_officers(incoming, "came_in_time", day)
    return differs(incoming, "arrival", {"lapsed_on": local_day(case.closed_at or incoming.now).isoformat()}, theirs)
