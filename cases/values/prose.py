"""In which language an answer is written: by its script first, then by a library that has learnt languages (py3langid).

The library guesses from short pieces of letters. So a text is refused only where it is all but sure and the text long
enough to tell; doubt speaks for the applicant. Its model takes a second to load and some 100 MB, at the first text.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values.text import letters_of, script_of

FAMILIES = {"ru": ("ru", "be", "bg", "mk", "sr", "uk"), "kk": ("kk", "ba", "ky", "tg", "tt", "uz")}
"""Languages of the same letters that a short text is mistaken for: against the other family they count together."""

LANGUAGES = tuple(FAMILIES)
SURE = 0.95
"""Measured on the table in tests/cases/values/test_prose.py: no sound answer is refused, no whole sentence slips by."""
ENOUGH_WORDS = 4
NAMES_ARE_LATIN = 0.6
"""Share of Latin letters that names of firms, products and schools may make up before the rest is looked at."""

_WHY: dict[str, Promise] = {
    "ru": _("Answer in Russian, the language you chose above: this reads like another language."),
    "kk": _("Answer in Kazakh, the language you chose above: this reads like another language."),
}
_SCRIPT: dict[str, Promise] = {
    "ru": _("Answer in Russian, in Cyrillic letters. Names of firms, schools and products may stay in Latin letters."),
    "kk": _("Answer in Kazakh, in Cyrillic letters. Names of firms, schools and products may stay in Latin letters."),
}
_EITHER = _(
    "Answer in Kazakh or Russian, in Cyrillic letters. Names of firms, schools and products may stay in Latin letters."
)


def ensure_language(text: str, declared: str) -> None:
    """`declared`: "ru", "kk", or "" while none is chosen. Raises ValidationError with the code "language"."""
    letters = letters_of(text)
    if not any(letters.values()):
        return
    if not letters["cyrillic"]:
        raise ValidationError(str(_SCRIPT.get(declared, _EITHER)), code="language")
    if declared in FAMILIES and _other(text, declared):
        raise ValidationError(str(_WHY[declared]), code="language")


@lru_cache(maxsize=512)
def _other(text: str, declared: str) -> bool:
    letters = letters_of(text)
    if letters["latin"] > NAMES_ARE_LATIN * sum(letters.values()) and _latin_sentence(text):
        return True
    words = [word for word in text.split() if any(script_of(sign) == "cyrillic" for sign in word)]
    if len(words) < ENOUGH_WORDS:
        return False
    chances = _chances(" ".join(words))
    own, family = chances[declared], sum(chances[name] for name in FAMILIES[declared])
    others = sum(chances[name] for key, names in FAMILIES.items() if key != declared for name in names)
    best = max(chances, key=lambda name: chances[name])
    strange = best != declared and chances[best] > SURE and own < 1 - SURE
    return strange or (others > SURE and family < 1 - SURE)


def _latin_sentence(text: str) -> bool:
    """Whether the Latin words make sentences of some language, where a list of names makes none."""
    words = [word for word in text.split() if any(script_of(sign) == "latin" for sign in word)]
    if len(words) < ENOUGH_WORDS * 2:
        return False
    chances = _chances(" ".join(words))
    return sum(chances[name] for name in _LATIN) > SURE


_LATIN = ("en", "pcm", "de", "fr", "es", "pt", "it", "tr", "az", "pl", "nl")


def _chances(text: str) -> dict[str, float]:
    return {name: float(chance) for name, chance in _identifier().rank(text)}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
