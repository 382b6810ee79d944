"""A ruling, and what becomes of another case of the person (art. 91 of the АППК)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.conditions import Faults, demand
from cases.engine.rulings import RulingFacts
from cases.law.calendar import local_day
from cases.models import Ruling
from cases.programmes.nomad.facts import (
    SUCCESSORS,
    Execution,
)
from cases.programmes.nomad.papers.documents import dated
from cases.programmes.nomad.periods import eligibility

if TYPE_CHECKING:
    from cases.models import Case


@demand(_("the ruling was made after the act, and not on a day still to come"))
def ruled_after_the_act(case: Case, now: datetime, facts: RulingFacts) -> Faults:
    act = next((event for event in rulings.fallible(case) if facts.act in ("", event.step)), None)
    if act is None:
        return [("act", _("This act does not lead to where the case stands."))]
    if facts.ruled_on > local_day(now):
        return [("ruled_on", _("This day is still to come."))]
    if facts.ruled_on < local_day(act.at):
        return [
            ("ruled_on", format_lazy(_("This is before the act, which is of {day}."), day=dated(local_day(act.at))))
        ]
    return []


@demand(_("a permit is set aside by a court or by the higher body alone"))
def ruled_by_another(case: Case, now: datetime, facts: RulingFacts) -> Faults:
    """Who was granted a permit may rely on it against the body itself (interpretation 56)."""
    if case.place.rests_on and facts.kind == Ruling.OWN:
        why = _("The body does not set aside its own grant: record the decision of the court or of the higher body.")
        return [("kind", why)]
    return []


@demand(_("it is said what becomes of another case of the person"))
def successor_is_settled(case: Case, now: datetime, facts: Execution) -> Faults:
    """One person, one open case (interpretation 8): the head chooses which of the two it is."""
    other = eligibility.other_case(case) if not case.open else None
    if other is None:
        return [("successor", _("The person has no other case: nothing is to choose."))] if facts.successor else []
    if not other.open and facts.successor != "goes_on":
        sentence = _("The person holds the residence card by the case {number}: the earlier case stays closed.")
        return [("successor", format_lazy(sentence, number=other.number))]
    if facts.successor not in SUCCESSORS:
        sentence = _(
            "The person has begun the case {number}, and may have one open case only: choose whether it goes on, or is "
            "closed so that this one goes on."
        )
        return [("successor", format_lazy(sentence, number=other.number))]
    return []
