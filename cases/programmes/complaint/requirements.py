"""What has to be true before a step of a complaint, and of the facts it is given."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.rulings import remedies
from cases.engine.steps.conditions import Faults, Reason, demand, eligibility, requirement
from cases.law.calendar import local_day
from cases.programmes.complaint.facts import ComplaintText, HigherAnswer
from cases.values.wording import OWN, lacking

if TYPE_CHECKING:
    from cases.models import Case, User


FALLEN = _("The act is set aside already: there is nothing left to complain about.")


@requirement(_("the complaint is about a letter whose act stands"))
def about_a_letter(case: Case, now: datetime) -> Reason:
    letter = case.about_letter
    if letter is None:
        return _("The complaint names no letter.")
    return FALLEN if letter.set_aside_at else None


@eligibility(_("another person than the one who made the act"))
def did_not_make_the_act(case: Case, user: User) -> Reason:
    """Who made it as an official, before becoming head, may hand the complaint on all the same."""
    letter = case.about_letter
    events = (remedies.act_event_of(letter), remedies.event_of(letter)) if letter else ()
    if user.pk not in {event.user_id for event in events if event}:
        return None
    return _(
        "You made this act yourself, as an official: another head of the body satisfies the complaint, or it is handed "
        "on to the higher body."
    )


@demand(_("the complaint says in words what is wrong"))
def says_what_is_wrong(case: Case, now: datetime, facts: ComplaintText) -> Faults:
    wrong = lacking(facts.text, OWN)
    return [("text", wrong)] if wrong else []


@demand(_("the answer is of a day that has come, and not before the complaint was handed on"))
def answered_in_its_time(case: Case, now: datetime, facts: HigherAnswer) -> Faults:
    if facts.answered_on > local_day(now):
        return [("answered_on", _("This day is still to come."))]
    if facts.answered_on < local_day(case.state_since):
        return [("answered_on", _("This is before the complaint was handed on."))]
    return []


@demand(_("the answer itself is attached"))
def answer_attached(case: Case, now: datetime, facts: HigherAnswer) -> Faults:
    if rulings.PAPER in case.dossier.documents:
        return []
    return [("paper", _("The document itself is missing: attach it first, all its pages."))]
