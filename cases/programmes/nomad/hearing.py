"""The hearing before an act against the person (art. 73 and 74 of the АППК; interpretation 51).

The official proposes the act and gives notice; the person objects, asks to be heard by video, or waives it; the act
then rests on the grounds of the notice alone and answers what was said. An edition says before which steps it is held.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.acts import Act
from cases.engine.conditions import Demand, Faults, Reason, Requirement, demand, requirement
from cases.law.calendar import local_day
from cases.law.terms import due
from cases.models.hearing import HearingEntry
from cases.models.serviceterm import in_use
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad import wording
from cases.programmes.nomad.documents import dated
from cases.programmes.nomad.facts import HeardRefusal, Proposal, Protocol
from cases.values import moments

if TYPE_CHECKING:
    from cases.models import Case, Deadline

OBJECTION, WAIT, DECISION = "objection", "hearing_wait", "hearing"
"""Terms of the edition, all from the notice on: for objections, before the act, and for it."""


def term_of(case: Case, key: str) -> Deadline | None:
    """The newest of this key, running or not."""
    return next((d for d in case.dossier.deadlines if d.key == key), None)


def last_day(case: Case, key: str, now: datetime) -> date:
    """Of the term that a notice given now begins."""
    return due(in_use(case.law.terms[key]), now, work_calendar()).last_day


def possible_from(case: Case, now: datetime) -> date:
    """The first day on which an act may be made whose notice is given now."""
    return local_day(due(case.law.terms[WAIT], now, work_calendar()).due)


# ------------------------------------------------------------------------------------------------ requirements


def heard(act: str) -> Requirement:
    """The person was heard before the step `act`; or the edition asks for no hearing, or says of such a case that none
    is held, and that is recorded."""

    def check(case: Case, now: datetime) -> Reason:
        if not case.law.hearings[act].needed or case.dossier.unheard(act):
            return None
        return _not_yet(case, act, now)

    return Requirement(f"heard_before_{act}", _("the person was heard, or why not is recorded"), check)


def _not_yet(case: Case, act: str, now: datetime) -> Reason:
    hearing, wait = case.dossier.hearing(act), term_of(case, WAIT)
    if hearing is None or wait is None:
        sentence = _(
            "The applicant is heard before a refusal (art. 73 of the Administrative Code): propose it first. Proposed "
            "today, it is possible from {day} on."
        )
        return format_lazy(sentence, day=dated(possible_from(case, now)))
    if now < wait.due_at:
        return format_lazy(
            _("The applicant is being heard: it is possible from {day} on."), day=dated(local_day(wait.due_at))
        )
    if hearing.protocols or hearing.waived:
        return None
    if hearing.notice.held_at and now < hearing.notice.held_at:
        sentence = _("The applicant can still be heard, on {moment}; it is possible after that.")
        return format_lazy(sentence, moment=moments.moment(hearing.notice.held_at))
    return _("The applicant asked to be heard: record the protocol of the hearing first.") if hearing.asked else None


@requirement(_("the hour of the hearing has not passed"))
def hearing_ahead(case: Case, now: datetime) -> Reason:
    hearing = case.dossier.open_hearing
    if hearing is None or hearing.notice.held_at is None or now < hearing.notice.held_at:
        return None
    return _("The hour of the hearing has passed. You may still object in writing until the decision is made.")


# ------------------------------------------------------------------------------------------------ demands


@demand(_("the hearing is held on a working day within its terms"))
def hearing_day(case: Case, now: datetime, facts: Proposal) -> Faults:
    """Nobody is heard before the days for objections have been given, nor after the day of the act."""
    day, calendar = local_day(facts.heard_at), work_calendar()
    first, last = last_day(case, OBJECTION, now), last_day(case, DECISION, now)
    if day < first:
        sentence = _("This is too early: the applicant has until {day} to prepare. Choose that day or a later one.")
        return [("heard_at", format_lazy(sentence, day=dated(first)))]
    if day > last:
        sentence = _("This is too late: the decision is due by {day}. Choose that day or an earlier one.")
        return [("heard_at", format_lazy(sentence, day=dated(last)))]
    if not calendar.day(day).working:
        return [("heard_at", format_lazy(_("{day} is a day off: choose a working day."), day=dated(day)))]
    return []


@demand(_("the hearing lies between the notice and now"))
def was_held(case: Case, now: datetime, facts: Protocol) -> Faults:
    hearing = case.dossier.open_hearing
    if facts.held_at > now:
        return [("held_at", _("This moment is still to come."))]
    if hearing and facts.held_at < hearing.notice.at:
        return [("held_at", _("This is before the notice of the preliminary decision."))]
    return []


def grounds_heard(act: str) -> Demand:
    """The act names no ground on which the person was not heard."""

    def check(case: Case, now: datetime, facts: HeardRefusal) -> Faults:
        hearing = case.dossier.hearing(act)
        if hearing is None or set(facts.grounds) <= set(hearing.notice.grounds):
            return []
        sentence = _(
            "On one of these grounds the applicant was not heard. Drop the proposal and propose it anew with it."
        )
        return [("grounds", sentence)]

    return Demand("grounds_heard", _("the person was heard on each ground"), check)


def objections_answered(act: str) -> Demand:
    def check(case: Case, now: datetime, facts: HeardRefusal) -> Faults:
        hearing = case.dossier.hearing(act)
        has_spoken = hearing is not None and bool(hearing.objections or hearing.protocols)
        if not has_spoken and not facts.answer:
            return []
        if not facts.answer:
            return [("answer", _("Answer what the applicant has objected: the letter prints the answer."))]
        wrong = wording.lacking(facts.answer, wording.REASONS)
        return [("answer", wrong)] if wrong else []

    return Demand("objections_answered", _("what the person objected is answered"), check)


# ------------------------------------------------------------------------------------------------ what steps record


def propose(case: Case, act: Act, before: str, given: Proposal) -> None:
    """`before`: the step that is proposed."""
    act.decide(text=given.text, text_kk=given.text_kk, grounds=given.grounds)
    act.record(
        "hearingentry",
        act=before,
        kind=HearingEntry.NOTICE,
        text=given.text,
        text_kk=given.text_kk,
        grounds=given.grounds,
        held_at=given.heard_at,
        place=given.place,
        by=act.user,
        at=act.now,
    )


def drop(case: Case, act: Act, before: str, text: str) -> None:
    act.decide(text=text)
    act.record("hearingentry", act=before, kind=HearingEntry.DROPPED, text=text, by=act.user, at=act.now)


def refuse(case: Case, act: Act, before: str, given: HeardRefusal) -> None:
    act.decide(text=given.text, text_kk=given.text_kk, grounds=given.grounds)
    if given.answer:
        act.record("hearingentry", act=before, kind=HearingEntry.ANSWER, text=given.answer, by=act.user, at=act.now)


def is_late(case: Case, now: datetime) -> bool:
    term = term_of(case, OBJECTION)
    return bool(term and now >= term.due_at)
