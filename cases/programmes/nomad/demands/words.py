"""Reasons in words, as a person reads them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.engine.conditions import Demand, Faults, demand
from cases.engine.facts import StepFacts
from cases.programmes.nomad import proceedings, wording
from cases.programmes.nomad.facts import (
    RefusalReasons,
)
from cases.programmes.nomad.proceedings import NAMED, REASONS
from cases.programmes.nomad.wording import Measure

if TYPE_CHECKING:
    from cases.models import Case


def in_words(field: str = "text", measure: Measure = wording.REASONS, *, optional: bool = False) -> Demand:
    """The fact is a reason in words, neither boilerplate nor endless; an `optional` one where it is given at all."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        text: str = getattr(facts, field)
        wrong = wording.lacking(text, measure) if text or not optional else None
        return [(field, wrong)] if wrong else []

    return Demand(f"{field}_in_words", _("the reason is given in words"), check)


@demand(_("the reasons are given in the language of the proceedings"))
def reasons_given(case: Case, now: datetime, facts: RefusalReasons) -> Faults:
    """In Russian, in Kazakh or in both; each that is given is judged, and that of the proceedings is given."""
    given = {name: getattr(facts, name) for name in REASONS.values() if getattr(facts, name)}
    language = proceedings.language_of(case)
    needed = REASONS[language or "ru"]
    if not given:
        return [(needed, wording.lacking("", wording.REASONS) or "")]
    wrong: Faults = [(name, why) for name, text in given.items() if (why := wording.lacking(text, wording.REASONS))]
    return [*wrong, (needed, NAMED[language])] if language and needed not in given else wrong


def is_there(field: str) -> Demand:
    """A name or a number: no measure of words fits it, but it is not left out, and signs alone name nothing."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        given = str(getattr(facts, field)).strip()
        if any(sign.isalnum() for sign in given):
            return []
        return [
            (field, _("Signs alone say nothing: write it in words.") if given else _("This is not to be left out."))
        ]

    return Demand(f"{field}_is_there", _("it is not left out"), check)
