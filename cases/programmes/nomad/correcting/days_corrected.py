"""Days of what happened are put right: of the arrival and the entry before it, of the visit, of the receipt.

A term that was measured by such a day is measured by it again (interpretation 15).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import step_where
from cases.engine.steps.conditions import Faults, Reason, demand, requirement
from cases.engine.steps.facts import StepFacts
from cases.law.calendar import local_day
from cases.models import Event
from cases.programmes.nomad.correcting import measuring
from cases.programmes.nomad.demands.days import since_arrival_or_return
from cases.programmes.nomad.facts import (
    ArrivalCorrection,
    CrossingCorrection,
    OriginalsReceived,
    ReceiptCorrection,
    Visit,
    VisitCorrection,
)
from cases.programmes.nomad.kinds import CheckKind
from cases.programmes.nomad.papers import visits
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case

SAME = _("This is what is recorded already: nothing would be put right.")


@demand(_("the day lies between the approval and the record of the arrival"))
def arrival_day(case: Case, now: datetime, facts: ArrivalCorrection) -> Faults:
    day = facts.arrived_on
    recorded = next((d.stopped_at for d in case.dossier.deadlines if d.key == "validity" and d.stopped_at), now)
    if case.approved_at and day < local_day(case.approved_at):
        return [("arrived_on", _("This is before the preliminary approval."))]
    if day > local_day(recorded):
        sentence = _("The arrival was recorded on {day}: it cannot lie later.")
        return [("arrived_on", format_lazy(sentence, day=moments.day(local_day(recorded))))]
    if day == case.arrived_on:
        return [("arrived_on", SAME)]
    if after := measuring.after_the_visit(case, day):
        return [("arrived_on", after)]
    outside = None if _entered_in_validity(case) else measuring.not_in_validity(case, day)
    return [("arrived_on", outside)] if outside else []


def _entered_in_validity(case: Case) -> bool:
    term = measuring.met_term(case, "validity")
    return bool(term and case.dossier.clear_within(CheckKind.ARRIVAL, local_day(term.starts_at), term.last_day))


@requirement(_("an entry into Kazakhstan is recorded beside the arrival, or that none was found"))
def crossing_recorded(case: Case, now: datetime) -> Reason:
    return None if case.dossier.check("arrival") else _("No border crossing is recorded that could be corrected.")


@demand(_("the entry lies between the approval and the arrival, or none was found"))
def crossing_fits(case: Case, now: datetime, facts: CrossingCorrection) -> Faults:
    """The file stays without a contradiction: what the day of arrival rests on is put right after that day."""
    recorded, day = case.dossier.check("arrival"), facts.crossed_on
    if facts.entered is not (day is not None):
        sentence = _("Enter the day.") if facts.entered else _("Where no crossing was found there is no day.")
        return [("crossed_on", sentence)]
    if recorded and (recorded.clear, recorded.happened_on, recorded.text) == (facts.entered, day, facts.text):
        return [("entered", SAME)]
    if day and (why := _no_entry_on(case, day)):
        return [("crossed_on", why)]
    outside = case.arrived_on and measuring.not_in_validity(case, case.arrived_on)
    if not outside or (day and measuring.not_in_validity(case, day) is None):
        return []
    sentence = _("The arrival recorded is in time by this crossing alone: correct the day of arrival first.")
    return [("crossed_on" if day else "entered", sentence)]


def _no_entry_on(case: Case, day: date) -> Promise | str | None:
    if case.approved_at and day < local_day(case.approved_at):
        return _("This is before the preliminary approval.")
    if case.arrived_on and day > case.arrived_on:
        return _("This is after the day of arrival: correct that first.")
    return None


@demand(_("the day lies between the arrival and the record of the visit"))
def visit_day(case: Case, now: datetime, facts: VisitCorrection) -> Faults:
    before = visits.came_to_centre_at(case)
    first, _why = since_arrival_or_return(case)
    why = _not_between(facts.came_on, first, _recorded(case, Visit, now), before)
    return [("came_on", why)] if why else []


@demand(_("the day lies between the hand-over to the courier and the record of the receipt"))
def receipt_day(case: Case, now: datetime, facts: ReceiptCorrection) -> Faults:
    sent = case.dossier.handed_over_at
    before = case.dossier.began("final")
    recorded = _recorded(case, OriginalsReceived, now)
    why = _not_between(facts.received_on, sent and local_day(sent), recorded, before)
    return [("received_on", why)] if why else []


def _recorded(case: Case, facts: type[StepFacts], now: datetime) -> date:
    """The day on which what has these facts was written down."""
    at = (
        Event.objects.filter(case=case, step=step_where(facts=facts).name)
        .order_by("-id")
        .values_list("at", flat=True)
        .first()
    )
    return local_day(at or now)


def _not_between(day: date, first: date | None, recorded: date, before: datetime | None) -> Promise | str | None:
    if day > recorded:
        return format_lazy(_("It was recorded on {day}: it cannot lie later."), day=moments.day(recorded))
    if first and day < first:
        return format_lazy(_("This is before {day}, the day of what it follows."), day=moments.day(first))
    return SAME if before and day == local_day(before) else None
