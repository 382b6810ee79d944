"""Reasons in words, as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from cases.engine.conditions import Demand, Faults, demand
from cases.engine.facts import StepFacts
from cases.programmes.nomad.facts import (
    RefusalReasons,
)
from cases.programmes.nomad.reasons import proceedings
from cases.programmes.nomad.reasons.proceedings import NAMED, fields_of
from cases.values import wording
from cases.values.wording import Measure

if TYPE_CHECKING:
    from cases.models import Case


@demand(_("the reasons are given in the language of the proceedings"))
def reasons_given(case: Case, now: datetime, facts: RefusalReasons) -> Faults:
    """In Russian, in Kazakh or in both; each that is given is judged, and that of the proceedings is given."""
    return two_texts(case, facts, "text", wording.REASONS)


def in_its_language(field: str, measure: Measure, *, optional: bool = False) -> Demand:
    """`field` holds the words in Russian, `…_kk` those in Kazakh: as `two_texts` asks; `optional` ones where they are
    given at all."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        return two_texts(case, facts, field, measure, optional=optional)

    return Demand(f"{field}_in_its_language", _("the words are given in the language of the proceedings"), check)


def two_texts(case: Case, facts: StepFacts, field: str, measure: Measure, *, optional: bool = False) -> Faults:
    """In Russian, in Kazakh or in both; each that is given is judged, and that of the proceedings is given."""
    texts = {name: getattr(facts, name) for name in fields_of(field).values()}
    return judged(case, texts, field, measure, optional=optional)


def judged(
    case: Case, texts: Mapping[str, str], field: str, measure: Measure, *, optional: bool = False
) -> list[tuple[str, Any]]:
    """The same of `texts` by their names, those of `fields_of(field)`."""
    names = fields_of(field)
    given = {name: text for name, text in texts.items() if text}
    language = proceedings.language_of(case)
    needed = names[language or "ru"]
    if not given:
        return [] if optional else [(needed, wording.lacking("", measure) or "")]
    wrong: list[tuple[str, Any]] = [
        (name, why) for name, text in given.items() if (why := wording.lacking(text, measure))
    ]
    return [*wrong, (needed, NAMED[language])] if language and needed not in given else wrong
