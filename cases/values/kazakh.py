"""Whether the Kazakh text of two is Kazakh, and the Russian one Russian: by their letters alone. Pure.

A conservative rule: a short text passes, whatever it is, since «Апостиль» or a name is written alike in both. A Kazakh
sentence of `LONG` letters without one of those that only Kazakh has does not occur, as every fifth letter is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PECULIAR = frozenset("әғқңөұүһі")
"""Letters of Kazakh that Russian does not have."""
LONG = 40
"""Cyrillic letters from which on a text has to have one of them; what stands between quotation marks is not counted."""
MOST_IN_RUSSIAN = 0.15
"""Share of them in a long Russian text, where names may bring some; in a Kazakh one it is about 0.2."""
ALIKE = 12
"""Cyrillic letters up to which both texts may be the same: a word that both languages have."""

_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_CYRILLIC = re.compile(r"[а-яёәғқңөұүһі]")
_WORD = re.compile(r"\w+")

SAME = _("This is the same text as in Russian, word for word. Write it in Kazakh, or leave it empty.")
NOT_KAZAKH = _(
    "This does not read as Kazakh: a text of this length has none of the letters ә, ғ, қ, ң, ө, ұ, ү, һ, і. Write it "
    "in Kazakh; a Russian text belongs into the Russian field."
)
SAME_KAZAKH = _("This is the same text as in Kazakh, word for word. Write it in Russian, or leave it empty.")
NOT_RUSSIAN = _("This reads as Kazakh. Write it in Russian; a Kazakh text belongs into the Kazakh field.")


def faults_of_languages(texts: Mapping[str, str]) -> dict[str, Promise]:
    """By language what is wrong; `texts`: what is written as "ru" and as "kk", "" for nothing."""
    russian, kazakh = _letters(texts.get("ru", "")), _letters(texts.get("kk", ""))
    same = _words(texts.get("ru", "")) == _words(texts.get("kk", ""))
    if same and len(kazakh) > ALIKE:
        return {"ru": SAME_KAZAKH} if _peculiar(kazakh) else {"kk": SAME}
    wrong: dict[str, Promise] = {}
    if len(russian) >= LONG and _peculiar(russian) > MOST_IN_RUSSIAN * len(russian):
        wrong["ru"] = NOT_RUSSIAN
    if len(kazakh) >= LONG and not _peculiar(kazakh):
        wrong["kk"] = NOT_KAZAKH
    return wrong


def _letters(text: str) -> list[str]:
    return _CYRILLIC.findall(_QUOTED.sub(" ", text.casefold()))


def _peculiar(letters: list[str]) -> int:
    return sum(letter in PECULIAR for letter in letters)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
