"""Names of people as certificates spell them: when two spellings are one name, and what of a CN is the given names."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

Words = Sequence[str]

_APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’‛ʹʻʼʽʾʿˈˊˋꞌ՚＇′"))
"""Some are letters to Unicode, some come apart into a blank and an accent: they go before anything else."""

_LETTERS = str.maketrans({"ё": "е", "ı": "i", "\u0307": None})
"""Ё is written with and without its dots; Turkish İ and ı come apart when they are made small."""


def key(name: str) -> str:
    """Equal for two spellings of one name.

    Case, Unicode forms, blanks, hyphens and every kind of apostrophe tell no names apart: an authority writes O’BRIEN
    where the passport has O'BRIEN, and IVANOVA - PETROVA where it has IVANOVA-PETROVA.
    """
    small = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES)).casefold()
    small = unicodedata.normalize("NFKC", small).translate(_LETTERS)
    return "".join(sign for sign in small if sign.isalnum() or unicodedata.category(sign)[0] == "M")


def given_names(common: str, surname: str, patronymic: str) -> str:
    """CN without the surname and without the patronymic; "" for who has one name only.

    Each is taken away once, as a whole, from the front or the end: ABDULLAH ABDULLAH keeps the second, DE LA CRUZ
    JUAN DE keeps the DE. A patronymic goes from the end alone, and stays where it is all there is left: in the CN of
    НУЦ РК it usually does not stand, and who is called МУХАММАД АЛИ may be the son of a МУХАММАД.
    """
    words = common.split()
    rest = _without(words, surname)
    if rest is None:  # between given names and patronymic, or spelled in another way
        inner = _without(words, patronymic, last=True) or words
        rest = _without(inner, surname)
        return " ".join(inner if rest is None else rest)
    return " ".join(_without(rest, patronymic, last=True) or rest)


def _without(words: Words, name: str, *, last: bool = False) -> Words | None:
    """`words` without `name` at the front, else at the end (`last`: at the end alone); None where it is not there."""
    wanted = key(name)
    if not wanted:
        return words
    cuts = [(words[:at], words[at:]) for at in range(1, len(words) + 1)]
    ends = [(words[at:], words[:at]) for at in range(len(words) - 1, -1, -1)]
    for taken, rest in ends if last else cuts + ends:
        if key("".join(taken)) == wanted:
            return rest
    return None
