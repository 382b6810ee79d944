"""In which language an answer is written: by its letters first, then by a library that knows languages (py3langid).

The library guesses from short pieces of letters. So a text is refused only where it is all but sure and the text long
enough to tell; in doubt it is accepted. Its model takes a second to load and some 100 MB, at the first text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values.letters import ensure_more_than_signs, letters_of, script_of

FAMILIES = {"ru": ("ru", "be", "bg", "mk", "sr", "uk"), "kk": ("kk", "ba", "ky", "tg", "tt", "uz")}
"""Languages of the same letters that a short text is mistaken for: against the other family they count together."""

LANGUAGES = tuple(FAMILIES)
SURE = 0.95
"""Measured on the table in tests/cases/values/test_prose.py: no sound answer is refused, no whole sentence slips by."""
ENOUGH_WORDS = 4
LEAST_CYRILLIC = 0.1
"""Share of the letters of an answer: below it names alone cannot be what is Latin, but for a few words."""
NAMES_ARE_LATIN = 0.6
"""Share of Latin letters that names may make up before they count as a sentence of another language."""
SENTENCE = 0.97
"""A list of names divides the model's chances among many languages, a sentence gives them to two akin ones."""
MOST_OTHERS = 0.1
"""Share of letters that are neither Cyrillic nor Latin: a sign of mathematics or a name is no other language."""

NAME_WORDS = 6
"""An answer may be a name and a year, "MIT, 2005": more words than that are no name."""
_SMALL = "a al and bin da de del den der des di do dos du e el et für i la le of og the to und van von y"
"""Written small within a name."""
_NO_NAMES = """
administrator analyst architect assistant bachelor business consultant degree designer developer director
doctor employed engineer entrepreneur freelance freelancer higher housewife job lawyer lead manager
marketing master married math mathematics n/a nil no none not nothing owner phd physics programmer remote
sales school science scientist secondary self senior single software specialist student teacher tester
translator unemployed work worker working yes
"""
"""What people are and do, with a capital letter as well: no names, and there are Russian and Kazakh words for it."""

_WHY: dict[str, Promise] = {
    "ru": _("Answer in Russian, the language you chose above: this reads like another language."),
    "kk": _("Answer in Kazakh, the language you chose above: this reads like another language."),
}
_SCRIPT: dict[str, Promise] = {
    "ru": _("Answer in Russian, in Cyrillic letters. Only names may stay in Latin letters."),
    "kk": _("Answer in Kazakh, in Cyrillic letters. Only names may stay in Latin letters."),
}
_EITHER = _("Answer in Kazakh or Russian, in Cyrillic letters. Only names may stay in Latin letters.")


def ensure_language(text: str, declared: str) -> None:
    """`declared`: "ru", "kk", or "" while none is chosen. Raises ValidationError with the code "language", for signs
    alone as well, which are in none."""
    ensure_more_than_signs(text, "language")
    if _other_letters(text):
        raise ValidationError(str(_SCRIPT.get(declared, _EITHER)), code="language")
    if declared in FAMILIES and _other(text, declared):
        raise ValidationError(str(_WHY[declared]), code="language")


@lru_cache(maxsize=512)
def _other_letters(text: str) -> bool:
    letters = letters_of(text)
    total = sum(letters.values())
    if not total:
        return False
    if letters["other"] > MOST_OTHERS * total:
        return True
    if not letters["cyrillic"]:
        return not _is_name(text)
    if letters["latin"] <= NAMES_ARE_LATIN * total or len(words := _words(text, "latin")) <= ENOUGH_WORDS:
        return False
    return letters["cyrillic"] < LEAST_CYRILLIC * total or _are_sentence(words)


def _is_name(text: str) -> bool:
    """ "Google", "MIT, 2005", "Universidad de Chile": each word but small ones has a capital letter or a digit."""
    words = [word for part in text.split() if (word := part.strip(".,;:()–-«»“”\"'"))]
    telling = [word for word in words if word.casefold() not in _SMALL.split()]
    each = {text.casefold(), *re.findall(r"[^\W\d_]+", text.casefold())}
    if not telling or len(words) > NAME_WORDS or each & {*_NO_NAMES.split()}:
        return False
    if text.isupper() and len(telling) > NAME_WORDS // 2:
        return False
    return all(any(sign.isupper() or sign.isdigit() for sign in word) for word in telling)


def _are_sentence(words: list[str]) -> bool:
    return sum(sorted(_chances(" ".join(words)).values())[-2:]) > SENTENCE


@lru_cache(maxsize=512)
def _other(text: str, declared: str) -> bool:
    words = _words(text, "cyrillic")
    if len(words) < ENOUGH_WORDS:
        return False
    chances = _chances(" ".join(words))
    own, family = chances[declared], sum(chances[name] for name in FAMILIES[declared])
    others = sum(chances[name] for key, names in FAMILIES.items() if key != declared for name in names)
    best = max(chances, key=lambda name: chances[name])
    strange = best != declared and chances[best] > SURE and own < 1 - SURE
    return strange or (others > SURE and family < 1 - SURE)


def _words(text: str, script: str) -> list[str]:
    return [word for word in text.split() if any(script_of(sign) == script for sign in word)]


def _chances(text: str) -> dict[str, float]:
    return {name: float(chance) for name, chance in _identifier().rank(text)}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
