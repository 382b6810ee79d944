"""The hour of a hearing: within the terms and the hours of the body, and what was recorded of it (art. 73 and 74 of the
АППК; interpretation 51)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.law.actors import body_of
from cases.law.calendar import ALMATY, local_day
from cases.models.workcalendar import work_calendar
from cases.models.workinghours import WorkingHours, hours_of
from cases.programmes.nomad.facts import HearingMove, Proposal, Protocol
from cases.programmes.nomad.hearings.hearing import (
    DECISION,
    OBJECTION,
    WAIT,
    heard_from,
    hour_from,
    last_day,
    term_of,
)
from cases.values import moments, wording

if TYPE_CHECKING:
    from cases.models import Case

PUNCTUAL = timedelta(minutes=30)
"""Within which a hearing begins at its hour: somebody was waited for, or the connection had to be made."""


@demand(_("the hearing is held on a working day within its terms"))
def hearing_day(case: Case, now: datetime, facts: Proposal) -> Faults:
    """Nobody is heard before the days for objections are over, nor after the day of the act."""
    first, last = heard_from(case, now), last_day(case, DECISION, now)
    return _day_between(case, facts.heard_at, first, last, due=case.dossier.running(DECISION) is None)


@demand(_("the hearing is moved to another hour, on a working day within its terms"))
def another_hour(case: Case, now: datetime, facts: HearingMove) -> Faults:
    """As of the first, by the terms as they run: they do not move with it. Not today: it has to be read first."""
    current, objection, decision = case.dossier.open_hearing, term_of(case, OBJECTION), term_of(case, DECISION)
    last = last_hour(case, now)
    if local_day(facts.heard_at) <= local_day(now):
        return [("heard_at", _("The applicant has to read it first: choose a day after today."))]
    if current and (facts.heard_at, facts.place) == (current.held_at, current.place):
        return [("heard_at", _("This is the hour and the place that stand already."))]
    if objection is None or decision is None or last is None:
        return []
    return _day_between(case, facts.heard_at, hour_from(objection.due_at), last, due=last == decision.last_day)


def last_hour(case: Case, now: datetime) -> date | None:
    """The last day to which the hour may be moved: that of the decision, or of as many days from the notice where the
    official's term began before it. Once no day is left of them, as many from today: the decision is late then, and
    nobody loses the hearing by that (interpretation 51)."""
    decision, wait = term_of(case, DECISION), term_of(case, WAIT)
    if decision is None or wait is None:
        return None
    last = max(decision.last_day, last_day(case, DECISION, wait.starts_at))
    return last if local_day(now) < last else last_day(case, DECISION, now)


def needs_another(case: Case, now: datetime) -> bool:
    """Whether the hour that is named cannot be kept: on a day off by the calendar as it is now; or of the days before a
    ruling, where the person has asked to be heard."""
    here = case.dossier.open_hearing
    if here is None or here.held_at is None or here.current_protocols:
        return False
    if here.held_at < case.state_since:
        return here.open_request is not None
    return here.held_at > now and not work_calendar().day(local_day(here.held_at)).working


def hours_of_body(case: Case) -> WorkingHours:
    """Of the body that hears the person (interpretation 51)."""
    return hours_of(body_of(case.place.waits_on or ""), case.city_id)


def _day_between(case: Case, heard_at: datetime, first: date, last: date, *, due: bool) -> Faults:
    """`due`: whether the last day is that of the decision."""
    day, calendar = local_day(heard_at), work_calendar()
    if day < first:
        sentence = _("This is too early: the days for objections are not over by then. Choose {day} or a later day.")
        return [("heard_at", format_lazy(sentence, day=moments.day(first)))]
    if day > last:
        sentence = (
            _("This is too late: the decision is due by {day}. Choose that day or an earlier one.")
            if due
            else _("This is too late: choose {day} or an earlier day.")
        )
        return [("heard_at", format_lazy(sentence, day=moments.day(last)))]
    if not calendar.day(day).working:
        return [("heard_at", format_lazy(_("{day} is a day off: choose a working day."), day=moments.day(day)))]
    open_hours = hours_of_body(case)
    if not open_hours.opens <= heard_at.astimezone(ALMATY).time() < open_hours.closes:
        sentence = _("The body works from {opens} to {closes}, Astana time: choose an hour between them.")
        return [("heard_at", format_lazy(sentence, **opening_times(open_hours)))]
    return []


def opening_times(open_hours: WorkingHours) -> dict[str, str]:
    return {name: f"{getattr(open_hours, name):%H:%M}" for name in ("opens", "closes")}


@demand(_("the hearing lies between the hour named for it and now"))
def was_held(case: Case, now: datetime, facts: Protocol) -> Faults:
    hearing = case.dossier.open_hearing
    to_come = [name for name in ("held_at", "ended_at") if getattr(facts, name) > now]
    if to_come:
        return [(name, _("This moment is still to come.")) for name in to_come]
    if facts.ended_at <= facts.held_at or local_day(facts.ended_at) != local_day(facts.held_at):
        sentence = _(
            "A hearing ends after it has begun, on the same day. If nobody appeared, enter until when you waited."
        )
        return [("ended_at", sentence)]
    if hearing and facts.held_at < hearing.notice.at:
        return [("held_at", _("This is before the notice of the preliminary decision."))]
    if hearing and hearing.held_at and facts.held_at < hearing.held_at:
        sentence = _(
            "The hour named to the applicant is {moment}: the hearing was not held before it. Where another is agreed, "
            "name that one first."
        )
        return [("held_at", format_lazy(sentence, moment=moments.moment(hearing.held_at)))]
    return []


def named_hour(case: Case, facts: Protocol) -> datetime | None:
    """The hour that the person was notified of, where the protocol states a later one; None where it was kept within
    `PUNCTUAL`. An earlier one is refused (`was_held`)."""
    hearing = case.dossier.open_hearing
    named = hearing.held_at if hearing else None
    return named if named and facts.held_at - named > PUNCTUAL else None


@demand(_("a hearing at another hour than the one named says why"))
def other_hour_has_its_reason(case: Case, now: datetime, facts: Protocol) -> Faults:
    """A protocol states what was, and is not refused for it: both hours and the reason stay in the file."""
    named = named_hour(case, facts)
    if named and not facts.otherwise:
        sentence = _(
            "The hour named to the applicant is {named}, and the protocol has {held}. If that is so, say why it was "
            "held at another hour; if the hour is a mistake, correct it above."
        )
        return [("otherwise", format_lazy(sentence, named=moments.moment(named), held=moments.moment(facts.held_at)))]
    return []


@demand(_("who was present is named"))
def present_named(case: Case, now: datetime, facts: Protocol) -> Faults:
    """art. 74 of the АППК."""
    if not wording.text_fault(facts.attended, wording.PRESENT):
        return []
    sentence = _("Name who was present: who led the hearing, who kept the protocol, and the applicant, if there.")
    return [("attended", sentence)]
