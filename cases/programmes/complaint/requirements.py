"""What has to be true before a step of a complaint, and of its facts."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.rulings import ordering, remedies
from cases.engine.steps.conditions import Faults, Reason, demand, eligibility, requirement
from cases.law.calendar import local_day
from cases.models.workcalendar import work_calendar
from cases.programmes.complaint.facts import ComplaintText, HeadDecision, HigherAnswer, PartAnswer
from cases.values.dates import in_words
from cases.values.wording import OWN, text_fault

if TYPE_CHECKING:
    from cases.models import Case, Deadline, User


FALLEN = _("The act is set aside already: there is nothing left to complain about.")


@requirement(_("the complaint is about a letter whose act stands, or about a term that is over"))
def about_something(case: Case, now: datetime) -> Reason:
    letter, term = case.about_letter, case.about_term
    if term:
        return None if remedies.is_late(term, now) else too_early(term, now)
    if letter is None:
        return _("The complaint names no letter.")
    return FALLEN if letter.set_aside_at else None


def too_early(term: Deadline, now: datetime) -> Reason:
    """Why nobody complains of this term now: it still runs (a changed calendar may have moved its day), or was met."""
    if term.state != term.RUNNING:
        return _("This was done in time: there is no delay to complain about.")
    return format_lazy(_("This is not late: you may complain from {day}."), day=in_words(term.late_from))


def reason_to_close(case: Case) -> str:
    """Why nothing is left to decide, a key of `facts.MOOT`; "" while the act is in force, or what is late is still to
    be done."""
    letter, term = case.about_letter, case.about_term
    if term:
        return "" if ordering.ordering_step(term) else "done"
    if letter is None or letter.set_aside_at:
        return "fallen"
    act = remedies.act_event_of(letter)
    return "gone_on" if act and not rulings.holds_the_case(letter.case, act) else ""


@requirement(_("what the complaint is about has fallen away"))
def nothing_left_to_decide(case: Case, now: datetime) -> Reason:
    """The head decides or hands on what still holds the person, and closes none of it (interpretation 57)."""
    if reason_to_close(case):
        return None
    return (
        _("What is late is not done yet: the complaint is decided, or handed on.")
        if case.about_term
        else _("The act still stands against the applicant: the complaint is decided, or handed on.")
    )


@requirement(_("the complaint is about an act, which has parts"))
def about_an_act(case: Case, now: datetime) -> Reason:
    return _("What is late is done or not: it has no part.") if case.about_term else None


@eligibility(_("another person than the one who made the act"))
def did_not_make_the_act(case: Case, user: User) -> Reason:
    """Who made it as an official, before becoming head, may hand the complaint on all the same."""
    letter = case.about_letter
    events = (remedies.act_event_of(letter), remedies.event_of(letter)) if letter else ()
    if user.pk not in {event.user_id for event in events if event}:
        return None
    return _(
        "You made this act yourself, as an official: another head of the body decides on the complaint, or it is "
        "handed on to the higher body."
    )


@demand(_("the complaint says in words what is wrong"))
def says_what_is_wrong(case: Case, now: datetime, facts: ComplaintText) -> Faults:
    wrong = text_fault(facts.text, OWN)
    return [("text", wrong)] if wrong else []


@demand(_("the day by which the body has to act is named, and lies ahead"))
def names_a_day(case: Case, now: datetime, facts: HeadDecision | HigherAnswer) -> Faults:
    """Where something is late that is still to be done; no later than the edition lets a body be ordered to act. The
    head names a working day; what the higher body has named is recorded as its paper has it."""
    term = case.about_term
    if term is None or ordering.ordering_step(term) is None:
        return []
    if facts.until is None:
        return [("until", _("Name the day by which it has to be done."))]
    if facts.until <= local_day(now):
        return [("until", _("Name a day that is still to come: the body needs one to act."))]
    last = ordering.latest_day(term.case, now)
    if last and facts.until > last:
        return [("until", format_lazy(_("The latest day that may be named is {day}."), day=in_words(last)))]
    if isinstance(facts, HeadDecision) and not work_calendar().day(facts.until).working:
        return [("until", format_lazy(_("{day} is a day off: choose a working day."), day=in_words(facts.until)))]
    return []


@demand(_("the answer is of a day that has come, and not before the complaint was handed on"))
def answered_in_its_time(case: Case, now: datetime, facts: HigherAnswer | PartAnswer) -> Faults:
    if facts.answered_on > local_day(now):
        return [("answered_on", _("This day is still to come."))]
    if facts.answered_on < local_day(case.state_since):
        return [("answered_on", _("This is before the complaint was handed on."))]
    return []


@demand(_("the answer itself is attached"))
def answer_attached(case: Case, now: datetime, facts: HigherAnswer | PartAnswer) -> Faults:
    if rulings.PAPER in case.dossier.documents:
        return []
    return [("paper", _("The document itself is missing: attach it first, all its pages."))]
