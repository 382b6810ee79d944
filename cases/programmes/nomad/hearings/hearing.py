"""The hearing before an act against the person (art. 73 and 74 of the АППК; interpretation 51).

The official proposes the act and gives notice; the person objects, asks to be heard by video, or waives it; the act
then rests on the grounds of the notice alone and answers the objections. An edition says before which steps there is
one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act
from cases.engine.steps.conditions import Demand, Faults, Reason, Requirement, requirement
from cases.engine.steps.proceedings import language_of
from cases.engine.steps.wordings import language_faults
from cases.law.calendar import local_day
from cases.law.terms import due, working_day_from
from cases.models.hearing import HearingEntry
from cases.models.serviceterm import with_current_length
from cases.models.workcalendar import work_calendar
from cases.programmes.nomad.facts import HeardRefusal, Proposal
from cases.values import moments, wording

if TYPE_CHECKING:
    from cases.models import Case, Deadline

OBJECTION, WAIT, DECISION = "objection", "hearing_wait", "hearing"
"""Terms of the edition, all from the notice on: for objections, before the act, and for it."""


def term_of(case: Case, key: str) -> Deadline | None:
    """The newest of this key, running or not."""
    return case.dossier.newest(key)


def last_day(case: Case, key: str, now: datetime) -> date:
    """Of the term that a notice of this moment begins."""
    return due(with_current_length(case.law.terms[key]), now, work_calendar()).last_day


def possible_from(case: Case, now: datetime) -> date:
    """The first day on which an act may be made after a notice of this moment."""
    return act_from(due(case.law.terms[WAIT], now, work_calendar()).due)


def heard_from(case: Case, now: datetime) -> date:
    """The first day on which the person can be heard after a notice of this moment."""
    return hour_from(due(with_current_length(case.law.terms[OBJECTION]), now, work_calendar()).due)


def hour_from(objection_due: datetime) -> date:
    """The first day for the hour where the days for objections end at this moment: a working day after them, as the
    request for a hearing ends with the hour, and no hour shortens those days (art. 73; interpretation 51)."""
    return working_day_from(local_day(objection_due), work_calendar())


def act_from(wait_due: datetime) -> date:
    """The first day on which an act may be made whose days end at this moment: a working day, as officials write none
    on another, and the person reads that day (interpretation 51)."""
    return working_day_from(local_day(wait_due), work_calendar())


# ------------------------------------------------------------------------------------------------ requirements


def heard(act: str) -> Requirement:
    """The person was heard before the step `act`; or the edition asks for no hearing, or says of such a case that there
    is none, and that is recorded."""

    def check(case: Case, now: datetime) -> Reason:
        if not case.law.hearings[act].needed or _spared(case, act):
            return None
        return _not_yet(case, act, now)

    return Requirement(f"heard_before_{act}", _("the person was heard, or why not is recorded"), check)


def _spared(case: Case, act: str) -> bool:
    """An exception serves the consideration in which it was recorded, and no later one of the same case."""
    exception = case.dossier.unheard(act)
    return exception is not None and exception.at >= case.state_since


def _not_yet(case: Case, act: str, now: datetime) -> Reason:
    hearing, wait = case.dossier.hearing(act), term_of(case, WAIT)
    if hearing is None or wait is None:
        sentence = _(
            "The applicant is heard before a refusal (art. 73 of the Administrative Code): propose it first. Proposed "
            "today, it is possible from {day} on."
        )
        return format_lazy(sentence, day=moments.day(possible_from(case, now)))
    if local_day(now) < (first := act_from(wait.due_at)):
        return format_lazy(_("The applicant is being heard: it is possible from {day} on."), day=moments.day(first))
    if hearing.open_request is None and (hearing.current_protocols or hearing.open_waiver):
        return None
    if hearing.held_at and now < hearing.held_at:
        sentence = _("The applicant can still be heard, on {moment}; it is possible after that.")
        return format_lazy(sentence, moment=moments.moment(hearing.held_at))
    return (
        _("The applicant asked to be heard: record the protocol of the hearing first.")
        if hearing.open_request
        else None
    )


@requirement(_("the hour of the hearing has not passed"))
def hearing_ahead(case: Case, now: datetime) -> Reason:
    """An hour before the days started again (by a ruling, interpretation 56) is of the hearing before: another is named
    where the person asks."""
    hearing, objection = case.dossier.open_hearing, term_of(case, OBJECTION)
    if hearing is None or hearing.held_at is None or now < hearing.held_at or hearing.held_at < case.state_since:
        return None
    if objection and now < objection.due_at:  # a day off declared since has moved the last day past the hour
        return None
    return _("The hour of the hearing has passed. You may still object in writing until the decision is made.")


# ------------------------------------------------------------------------------------------------ demands


ANSWERS = {"ru": "answer", "kk": "answer_kk"}
"""By language, the fact that holds the answer in it."""
UNANSWERED = _("Answer what the applicant has objected: the letter prints the answer.")


def objections_answered(act: str) -> Demand:
    """In Russian, in Kazakh or in both; that of the proceedings is there where anything was stated."""

    def check(case: Case, now: datetime, facts: HeardRefusal) -> Faults:
        hearing, needed = case.dossier.hearing(act), ANSWERS.get(language_of(case), "")
        written = {name: text for name in ANSWERS.values() if (text := getattr(facts, name))}
        wrong: Faults = [
            (name, why) for name, text in written.items() if (why := wording.text_fault(text, wording.REASONS))
        ] or language_faults(written, "answer")
        if hearing is None or not hearing.has_words or needed in written or (written and not needed):
            return wrong
        return [(needed or ANSWERS["ru"], UNANSWERED), *wrong]

    return Demand("objections_answered", _("what the person objected is answered"), check)


# ------------------------------------------------------------------------------------------------ what steps record


def record_proposal(case: Case, act: Act, before: str, data: Proposal) -> None:
    """`before`: the step that is proposed. A proposal that was dropped and is made again gives the person the days
    once more, and the official none: his term, which runs since the first, runs on (interpretation 51)."""
    if not case.law.each_proposal_restarts and case.dossier.running(DECISION):
        act.go_on(DECISION)
    act.decide(text=data.text, text_kk=data.text_kk, grounds=data.grounds)
    act.record(
        "hearingentry",
        act=before,
        kind=HearingEntry.NOTICE,
        text=data.text,
        text_kk=data.text_kk,
        grounds=data.grounds,
        held_at=data.heard_at,
        place=data.place,
        by=act.user,
        at=act.now,
    )


def drop_proposal(case: Case, act: Act, before: str, text: str) -> None:
    act.decide(text=text)
    act.record("hearingentry", act=before, kind=HearingEntry.DROPPED, text=text, by=act.user, at=act.now)


def record_refusal(case: Case, act: Act, before: str, data: HeardRefusal) -> None:
    act.decide(text=data.text, text_kk=data.text_kk, grounds=data.grounds)
    if data.answer or data.answer_kk:
        words = {"text": data.answer, "text_kk": data.answer_kk}
        act.record("hearingentry", act=before, kind=HearingEntry.ANSWER, by=act.user, at=act.now, **words)


def days_of(case: Case, at: datetime) -> Deadline | None:
    """The days for objections that ran, or had ended, when something came: after a ruling they run a second time, and
    what came before is not judged by the new ones."""
    terms = (d for d in case.dossier.deadlines if d.key == OBJECTION)
    return next((d for d in terms if d.starts_at <= at), None)


def objected_on(case: Case, term: Deadline) -> date | None:
    """The first day on which the person objected within these days, which run to their end all the same: more may be
    added."""
    entries = [e for e in case.dossier.hearing_entries if e.kind == HearingEntry.OBJECTION]
    return min((local_day(e.at) for e in entries if term.starts_at <= e.at < term.due_at), default=None)


def is_late(case: Case, now: datetime) -> bool:
    term = term_of(case, OBJECTION)
    return bool(term and now >= term.due_at)
