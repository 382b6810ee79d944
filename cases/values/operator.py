"""What a clause of a consent has to say of the operator: its name in words, and its БИН (art. 8 of the law № 94-V)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from cases.values.bin import bin_fault

NO_NUMBER = gettext_lazy("The BIN is missing.")
NO_NAME = gettext_lazy(
    "Before {bin} this text names nobody: write the operator's name after a colon, in words, or a body in braces."
)
NOT_NAMED = gettext_lazy("This text leaves out the BIN, which the other language names: write {bin}.")

_BIN = "{bin}"
_IN_BRACES = re.compile(r"\{(?!bin\}|order\})\w+\}")
_NO_NAMES = frozenset({"бин", "бсн", "bin"})
_WORD = re.compile(r"[Ѐ-ӿ]{2,}")


def operator_faults(values: Mapping[str, Any]) -> Iterator[tuple[str, Promise]]:
    """(field, what is wrong) of a clause that names the operator: a БИН that can be, and a name in words before it, in
    Russian and in Kazakh. Nothing for any other clause."""
    texts = {name: str(values.get(name) or "") for name in ("text_ru", "text_kk", "text_en")}
    number = str(values.get("bin") or "")
    if number and (why := bin_fault(number)):
        yield "bin", why
    if not any(_BIN in text for text in texts.values()):
        return
    if not number:
        yield "bin", NO_NUMBER
    for name in ("text_ru", "text_kk"):
        if _BIN not in texts[name]:
            yield name, NOT_NAMED
        elif not _names_somebody(texts[name]):
            yield name, NO_NAME


def _names_somebody(text: str) -> bool:
    """Between the colon and the number is a body of the edition, or a name: two words, in Cyrillic letters."""
    before, colon, named = text.partition(_BIN)[0].rpartition(":")
    if _IN_BRACES.search(named if colon else before + named):
        return True
    words = [word for word in _WORD.findall(named) if word.casefold() not in _NO_NAMES]
    return bool(colon) and len(words) >= 2
