"""What a complaint is about, as its letters name it and as who signs one of its steps has it in the sheet."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.rulings import remedies
from cases.law import regulations
from cases.law.calendar import local_day
from cases.letters.facts import body_name, in_both_languages
from cases.models import Case
from cases.values.dates import in_words

LANGUAGES = ("ru", "kk")


def description(case: Case) -> dict[str, Any]:
    """The act by its letter, or the delay by its term."""
    letter, term = case.about_letter, case.about_term
    if term:
        return {
            "term": in_both_languages(term.get_key_display),
            "last_day": term.last_day.isoformat(),
            "case": term.case.number,
        }
    assert letter is not None  # `about_something`
    return {
        "name": in_both_languages(letter.get_kind_display),
        "number": letter.number,
        "on": local_day(letter.at).isoformat(),
        "case": letter.case.number,
    }


def words_of(case: Case) -> dict[str, list[str]]:
    """By language: what is complained of, and before which body."""
    sentences = [in_both_languages(partial(_subject, case)), _decided_by(case)]
    return {language: [sentence[language] for sentence in sentences] for language in LANGUAGES}


def _subject(case: Case) -> str:
    letter, term = case.about_letter, case.about_term
    if term:
        sentence: Promise = _(
            "The complaint {number} is about a delay on the case {case}: “{term}”, whose last day was {day}."
        )
        facts = {"term": term.get_key_display(), "day": in_words(term.last_day), "case": term.case.number}
        return str(sentence).format(number=case.number, **facts)
    if letter is None:
        return ""
    sentence = _("The complaint {number} is about an act on the case {case}: “{act}”, letter № {letter} of {day}.")
    facts = {"act": letter.get_kind_display(), "letter": letter.number, "day": in_words(local_day(letter.at))}
    return str(sentence).format(number=case.number, case=letter.case.number, **facts)


def _decided_by(case: Case) -> dict[str, str]:
    """The body of the order under which it was done, or left undone."""
    name = body_name(case, regulations.edition(remedies.edition_about(case)), case.body)
    return {language: in_both_languages(partial(_before, name[language]))[language] for language in LANGUAGES}


def _before(body: str) -> str:
    return str(_("It lies before: {body}.")).format(body=body)
