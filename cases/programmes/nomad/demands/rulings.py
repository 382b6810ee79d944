"""A ruling, and what becomes of another case of the person (art. 91 of the АППК)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.rulings import RulingFacts
from cases.engine.steps.conditions import Demand, Faults, demand
from cases.law.calendar import local_day
from cases.models import Ruling
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.facts import (
    SUCCESSORS,
    Execution,
)
from cases.programmes.nomad.periods import eligibility
from cases.values import moments

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from cases.models import Case

PAPER_MISSING = ("paper", _("The document itself is missing: attach it first, all its pages."))


@demand(_("the ruling was made after the act, and not on a day still to come"))
def ruled_after_the_act(case: Case, now: datetime, facts: RulingFacts) -> Faults:
    act = rulings.named_act(case, facts)
    if act is None:
        return [("act", _("This is no act against the person that stands on this case."))]
    if facts.ruled_on > local_day(now):
        return [("ruled_on", _("This day is still to come."))]
    if facts.ruled_on < local_day(act.at):
        return [
            (
                "ruled_on",
                format_lazy(_("This is before the act, which is of {day}."), day=moments.day(local_day(act.at))),
            )
        ]
    return []


@demand(_("no ruling on the same act waits for its confirmation"))
def ruled_once(case: Case, now: datetime, facts: RulingFacts) -> Faults:
    """What a court has decided, or an applicant was promised, goes away by no entry of one head (interpretation 56)."""
    earlier = rulings.waiting_for_act(case, facts)
    if earlier is None:
        return []
    sentence = _(
        "A ruling on this act is recorded already and waits for its confirmation: {ruling}. It is carried out or "
        "withdrawn first; nothing that is recorded takes its place."
    )
    return [("act", format_lazy(sentence, ruling=earlier.in_words))]


@demand(_("a permit is set aside by a court or by the higher body alone"))
def ruled_by_another(case: Case, now: datetime, facts: RulingFacts) -> Faults:
    """Who was granted a permit may rely on it against the body itself (interpretation 56)."""
    act, fallible = rulings.named_act(case, facts), rulings.current_acts(case)
    if case.place.rests_on and facts.kind == Ruling.OWN and act in fallible:
        why = _("The body does not set aside its own grant: record the decision of the court or of the higher body.")
        return [("kind", why)]
    return []


@demand(_("the document of the ruling is attached, or it was decided on a complaint"))
def ruling_attached(case: Case, now: datetime, facts: RulingFacts) -> Faults:
    if facts.complaint:
        known = rulings.complaint_named(case, facts.complaint)
        return [] if known else [("complaint", _("There is no such complaint about an act on this case."))]
    if rulings.attached_paper(case) is None:
        return [PAPER_MISSING]
    return []


def writing_attached(kind: str) -> Demand:
    """On an official's word alone no consent is taken back: the paper of the applicant lies in the file."""

    def check(case: Case, now: datetime, facts: object) -> Faults:
        return [] if withdrawals.withdrawal_paper(case, kind) else [PAPER_MISSING]

    return Demand("writing_attached", _("the writing of the applicant is attached"), check)


@demand(_("it is stated what becomes of another case of the person"))
def successor_is_settled(case: Case, now: datetime, facts: Execution) -> Faults:
    """One person, one open case (interpretation 8): the head chooses which of the two it is."""
    ruling = rulings.waiting_ruling(case)
    moves = ruling is not None and withdrawals.may_go_back(case, ruling)
    other = eligibility.other_case(case) if moves and not case.open else None
    if other is None:
        return [("successor", _("The person has no other case: nothing is to choose."))] if facts.successor else []
    if not other.open and facts.successor != "goes_on":
        return [("successor", to_choose(other))]
    if facts.successor not in SUCCESSORS:
        return [("successor", to_choose(other))]
    return []


def to_choose(other: Case) -> Promise:
    """What is missing until something is chosen."""
    sentence = (
        _(
            "The person has begun the case {number}, and may have one open case only: choose whether it goes on, or is "
            "closed so that this one goes on."
        )
        if other.open
        else _("The person holds the residence card by the case {number}: the earlier case stays closed.")
    )
    return format_lazy(sentence, number=other.number)
