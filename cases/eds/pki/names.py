"""What of a certificate's common name is the given names."""

from __future__ import annotations

from collections.abc import Sequence

from cases.values.names import name_key, unaccented_key

Words = Sequence[str]


def given_names(common: str, surname: str, patronymic: str) -> str:
    """CN without the surname and without the patronymic; "" for a person with one name only.

    Each is taken away once, as a whole, from the front or the end: ABDULLAH ABDULLAH keeps the second, DE LA CRUZ
    JUAN DE keeps the DE. A patronymic goes from the end alone, and stays where it is all there is left: in the CN of
    НУЦ РК it usually does not stand, and who is called МУХАММАД АЛИ may be the son of a МУХАММАД.
    """
    words = _between_dashes(common.split())
    rest = _without(words, surname)
    if rest is None:  # between given names and patronymic, or spelled in another way
        inner = _without(words, patronymic, last=True) or words
        rest = _without(inner, surname)
        return " ".join(inner if rest is None else rest)
    return " ".join(_without(rest, patronymic, last=True) or rest)


def _between_dashes(words: list[str]) -> Words:
    """A dash in the place of a name that the person does not have."""
    named = [at for at, word in enumerate(words) if name_key(word)]
    return words[named[0] : named[-1] + 1] if named else []


def _without(words: Words, name: str, *, last: bool = False) -> Words | None:
    """`words` without `name` at the front, else at the end (`last`: at the end alone); None where it is not there."""
    if not name_key(name):
        return words
    cuts = [(words[:at], words[at:]) for at in range(1, len(words) + 1)]
    ends = [(words[at:], words[:at]) for at in range(len(words) - 1, -1, -1)]
    places = ends if last else cuts + ends
    for spelled in (name_key, unaccented_key):  # accents only where the name as it is spelled is not there
        for taken, rest in places:
            if spelled("".join(taken)) == spelled(name):
                return rest
    return None
