"""Demands that any step may make on its texts (`cases.values.wording`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import proceedings
from cases.engine.steps.conditions import Demand, Faults
from cases.engine.steps.facts import StepFacts
from cases.values import kazakh, letter_numbers, meeting, wording
from cases.values.wording import Measure

if TYPE_CHECKING:
    from cases.models import Case


def in_words(field: str = "text", measure: Measure = wording.REASONS, *, optional: bool = False) -> Demand:
    """The fact is a reason in words, neither boilerplate nor endless; an `optional` one only where it is entered."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        text: str = getattr(facts, field)
        wrong = wording.text_fault(text, measure) if text or not optional else None
        return [(field, wrong)] if wrong else []

    return Demand(f"{field}_in_words", _("the reason is given in words"), check)


def is_filled(field: str) -> Demand:
    """The fact is a name or a number: of any length, but not empty, and not of signs alone."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        entered = str(getattr(facts, field)).strip()
        if any(sign.isalnum() for sign in entered):
            return []
        return [
            (field, _("Signs alone say nothing: write it in words.") if entered else _("This is not to be left out."))
        ]

    return Demand(f"{field}_is_there", _("it is not left out"), check)


def is_place(field: str) -> Demand:
    """The fact is a place in words, or the https link of a video meeting: the person reads it, and may press it."""
    there = is_filled(field)

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        strange = meeting.strange_address(str(getattr(facts, field)))
        wrong: Faults = [(field, format_lazy(meeting.NO_PLACE, found=strange))] if strange else []
        return there.check(case, now, facts) or wrong

    return Demand(f"{field}_is_a_place", _("it is a place, or a link that can be opened"), check)


def is_number(field: str, *, optional: bool = False) -> Demand:
    """The fact is the number of a letter, an order, a waybill or of an entry in an outside register, by which it can be
    looked up; an `optional` one only where it is entered."""
    there = is_filled(field)

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        entered = str(getattr(facts, field))
        if optional and not entered:
            return []
        wrong = letter_numbers.number_fault(entered)
        return there.check(case, now, facts) or ([(field, wrong)] if wrong else [])

    return Demand(f"{field}_is_a_number", _("it is the number of a document"), check)


def in_its_language(field: str, measure: Measure, *, optional: bool = False) -> Demand:
    """`field` has the words in Russian, `…_kk` those in Kazakh, checked by `bilingual_faults`; `optional` ones only
    where they are entered."""

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        return bilingual_faults(case, facts, field, measure, optional=optional)

    return Demand(f"{field}_in_its_language", _("the words are given in the language of the proceedings"), check)


def bilingual_faults(case: Case, facts: StepFacts, field: str, measure: Measure, *, optional: bool = False) -> Faults:
    """In Russian, in Kazakh or in both; each that is entered is checked, and that of the proceedings is required."""
    texts = {name: getattr(facts, name) for name in proceedings.fields_of(field).values()}
    return text_faults(case, texts, field, measure, optional=optional)


def text_faults(
    case: Case, texts: Mapping[str, str], field: str, measure: Measure, *, optional: bool = False
) -> list[tuple[str, Any]]:
    """(field, what is wrong) of `texts`, by the names of `proceedings.fields_of(field)`."""
    names = proceedings.fields_of(field)
    entered = {name: text for name, text in texts.items() if text}
    language = proceedings.language_of(case)
    needed = names[language or "ru"]
    if not entered:
        return [] if optional else [(needed, wording.text_fault("", measure) or "")]
    wrong: list[tuple[str, Any]] = [
        (name, why) for name, text in entered.items() if (why := wording.text_fault(text, measure))
    ]
    wrong = wrong or language_faults(texts, field)
    return [*wrong, (needed, proceedings.NAMED[language])] if language and needed not in entered else wrong


def language_faults(texts: Mapping[str, str], field: str) -> list[tuple[str, Any]]:
    """(field, what is wrong) of `texts` as of `text_faults`: a Russian text in the Kazakh field, or the reverse."""
    names = proceedings.fields_of(field)
    wrong = kazakh.faults_of_languages({language: texts.get(name, "") for language, name in names.items()})
    return [(names[language], why) for language, why in wrong.items()]


def in_two_languages(field: str) -> Demand:
    """`field` and `…_kk` are a name in Russian and in Kazakh, neither left out."""
    there = [is_filled(name) for name in proceedings.fields_of(field).values()]

    def check(case: Case, now: datetime, facts: StepFacts) -> Faults:
        texts = {name: str(getattr(facts, name)) for name in proceedings.fields_of(field).values()}
        lacking = [fault for demand in there for fault in demand.check(case, now, facts)]
        return lacking or language_faults(texts, field)

    return Demand(f"{field}_in_two_languages", _("the name is given in Russian and in Kazakh"), check)
