"""Reasons in words, as a person reads them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.engine.conditions import Demand, Faults, demand
from cases.engine.facts import StepFacts
from cases.programmes.nomad.facts import (
    RefusalReasons,
)
from cases.programmes.nomad.reasons import proceedings
from cases.programmes.nomad.reasons.proceedings import NAMED, REASONS
from cases.values import wording
from cases.values.wording import Measure

if TYPE_CHECKING:
    from cases.models import Case


@demand(_("the reasons are given in the language of the proceedings"))
def reasons_given(case: Case, now: datetime, facts: RefusalReasons) -> Faults:
    """In Russian, in Kazakh or in both; each that is given is judged, and that of the proceedings is given."""
    return two_texts(case, facts, REASONS["ru"], wording.REASONS)


def in_its_language(field: str, measure: Measure) -> Demand:
    """`field` holds the words in Russian, `…_kk` those in Kazakh: as `two_texts` asks."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        return two_texts(case, facts, field, measure)

    return Demand(f"{field}_in_its_language", _("the words are given in the language of the proceedings"), check)


def two_texts(case: Case, facts: StepFacts, field: str, measure: Measure) -> Faults:
    """In Russian, in Kazakh or in both; each that is given is judged, and that of the proceedings is given."""
    names = {"ru": field, "kk": f"{field}_kk"}
    given = {name: text for name in names.values() if (text := getattr(facts, name))}
    language = proceedings.language_of(case)
    needed = names[language or "ru"]
    if not given:
        return [(needed, wording.lacking("", measure) or "")]
    wrong: Faults = [(name, why) for name, text in given.items() if (why := wording.lacking(text, measure))]
    return [*wrong, (needed, NAMED[language])] if language and needed not in given else wrong
