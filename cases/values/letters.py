"""In which letters a field is written: the rules, the hint beside a field, and the check that refuses others.

The one rule behind them is displayed once, above the анкета (`cases.fields.hints.RULE`).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LATIN, PASSPORT, CYRILLIC, EITHER, FREE = "latin", "passport", "cyrillic", "either", "free"

OF_NO_PASSPORT = frozenset("<>{}[]|\\^~=*$%@!?_;")
"""Signs that stand in no name, place or authority as a passport has it; pictures and other symbols besides."""

LEAST_CYRILLIC = 0.25
"""Share of the letters of a text in Cyrillic letters: the others may be those of names."""


@dataclass(frozen=True, slots=True)
class Letters:
    """Which letters a text may consist of."""

    scripts: frozenset[str]
    """Those that may be used."""
    hint: Promise
    """What the field says of it."""
    share: float = 0
    """The least share of Cyrillic letters, from 0 to 1."""


_BOTH = frozenset({"latin", "cyrillic"})

RULES: dict[str, Letters] = {
    LATIN: Letters(frozenset({"latin"}), _("In Latin letters, as in your passport.")),
    PASSPORT: Letters(
        _BOTH, _("In Latin letters, as in your passport; in Cyrillic letters where the passport has no others.")
    ),
    CYRILLIC: Letters(_BOTH, _("In Cyrillic letters; single names may stay in Latin letters."), LEAST_CYRILLIC),
    EITHER: Letters(_BOTH, _("In Cyrillic letters; names and addresses abroad may be in Latin letters.")),
    FREE: Letters(_BOTH, _("In Kazakh, Russian or English.")),
}


def rule(letters: str) -> Letters:
    """The rule by its name in RULES; a stored questionnaire may have an older name."""
    return RULES.get(letters, RULES[EITHER])


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """ "latin", "cyrillic", "other"; "none" for digits, signs, and what is written with letters of any script (ʻ)."""
    if not letter.isalpha() or unicodedata.category(letter) == "Lm":
        return "none"
    name = unicodedata.name(unicodedata.normalize("NFKC", letter)[0], "")
    return next((script for script in ("latin", "cyrillic") if name.startswith(script.upper())), "other")


def letters_of(text: str) -> dict[str, int]:
    """How many letters of each script."""
    counts = {"latin": 0, "cyrillic": 0, "other": 0}
    for sign in text:
        script = script_of(sign)
        if script != "none":
            counts[script] += 1
    return counts


def cyrillic_share(text: str) -> float:
    """Of all its letters, from 0 to 1; 1 for a text without letters."""
    counts = letters_of(text)
    return counts["cyrillic"] / (sum(counts.values()) or 1) if any(counts.values()) else 1


def ensure_letters(text: str, letters: str) -> None:
    """`letters`: one of RULES. Raises ValidationError naming the letter; and for signs alone, as "-"."""
    wanted = rule(letters)
    ensure_more_than_signs(text)
    strange = next((sign for sign in text if script_of(sign) not in wanted.scripts | {"none"}), "")
    if strange:
        raise ValidationError(str(_refusal(letters)), code="letters", params={"letter": strange})
    if letters in (LATIN, PASSPORT):
        _ensure_as_in_a_passport(text)
    if cyrillic_share(text) < wanted.share:
        raise ValidationError(_("Write it in Cyrillic letters; only names may stay in Latin letters."), code="letters")


def _ensure_as_in_a_passport(text: str) -> None:
    strange = next((s for s in text if s in OF_NO_PASSPORT or (unicodedata.category(s) in _SYMBOLS and s != "№")), "")
    if strange:
        raise ValidationError(
            _("No passport has the sign “%(sign)s”: take it out."), code="sign", params={"sign": strange}
        )


_SYMBOLS = ("So", "Sm", "Sc", "Co", "Cs", "Cn")


def ensure_more_than_signs(text: str, code: str = "signs") -> None:
    if text and not any(sign.isalnum() for sign in text):
        raise ValidationError(_("Signs alone say nothing: write it in words."), code=code)


def _refusal(letters: str) -> Promise:
    if letters == LATIN:
        return _("Write it in Latin letters, as in your passport: “%(letter)s” is none.")
    return _("Write it in Cyrillic or Latin letters: “%(letter)s” is neither.")
