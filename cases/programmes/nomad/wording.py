"""When a reason is a reason: letters in words, enough of them, and not too many. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

WORD = re.compile(r"[^\W\d_]{2,}")
"""Two letters or more in any script; digits and dots are no words."""

MOST = 4000
DISTINCT = 5
"""Fewer different letters than that are no sentence of any language: "ааааа бббббб"."""


@dataclass(frozen=True, slots=True)
class Measure:
    """`letters`: how many at least, in at least `words` words; `most`: characters at most."""

    letters: int
    words: int
    most: int = MOST


REASONS = Measure(letters=15, words=3)
"""Of a decision against a person (art. 78, 79 of the АППК: an act states its reasons)."""
REMARK = Measure(letters=5, words=1, most=500)
"""Beside a document that goes back: what is wrong with it."""
NOTE = Measure(letters=5, words=1)
"""What may be added for the person to read: nothing at all, or something."""
OWN_REMARK = Measure(letters=15, words=3, most=500)
"""As REMARK, where the ground says too little by itself."""
REMARK_OF_ALL = Measure(letters=10, words=2, most=MOST)
"""For a package that goes back as a whole."""
ITEM_REMARK = Measure(letters=5, words=1, most=300)
"""The clerk's, beside one document of the package."""
ESTABLISHED = Measure(letters=10, words=2)
"""By the interview, for the ministry."""
PROOF = Measure(letters=10, words=2, most=1000)
"""How something that is recorded later is known to have happened."""
WHY = Measure(letters=10, words=2, most=1000)
"""Why a recorded fact is corrected, or one of two answers is chosen."""


def lacking(text: str, measure: Measure) -> Promise | str | None:
    """What is wrong with `text` as a reason, with the count; None when nothing is."""
    if len(text) > measure.most:
        sentence = _("At most {most} characters fit here; there are {count}.")
        return format_lazy(sentence, most=measure.most, count=len(text))
    words = WORD.findall(text)
    letters = sum(map(len, words))
    if letters < measure.letters:
        sentence = _("Give the reason in words: at least {least} letters are needed, there are {count}.")
        return format_lazy(sentence, least=measure.letters, count=letters)
    if len(words) < measure.words:
        sentence = _("Give the reason in words: at least {least} words are needed, there are {count}.")
        return format_lazy(sentence, least=measure.words, count=len(words))
    different = {word.casefold() for word in words}
    if len(set("".join(different))) < DISTINCT or len(different) < measure.words:
        return _("This is a few signs repeated, not a reason. Say in words what was found.")
    return None


STEM = 5
"""Letters in which two words agree that are forms of the same: "причина" and "причины"."""
EMPTY_WORDS = (
    "other another reason ground comment remark иная иное иной иные иным другая другое другой другие причина основание "
    "замечание указанная басқа өзге себеп негіз ескерту көрсетілген"
)
"""They say that there is a reason, and not which."""


def repeats(text: str, own: Iterable[str]) -> bool:
    """Whether `text` says next to nothing besides `own`, the words of its ground in every language."""
    known = _stems(" ".join((EMPTY_WORDS, *own)))
    return len(_stems(text) - known) < OWN_REMARK.words


def _stems(text: str) -> set[str]:
    return {word.casefold()[:STEM] for word in WORD.findall(text)}
