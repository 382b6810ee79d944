"""Numbers of the portal's own series ("AST-2026-00007") as people type or paste them."""

from __future__ import annotations

import unicodedata

_LOOKS = str.maketrans("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX")
_SOUNDS = str.maketrans("АБВДЕІКЛМНОПРСТУХ", "ABVDEIKLMNOPRSTUH")
"""A keyboard left in Cyrillic letters is used by the look of a letter or by its sound: «АСТ» for AST."""
MINUS = "\N{MINUS SIGN}"


def spellings(typed: str) -> tuple[str, ...]:
    """What the number may be, in capital letters and without blanks; a dash of any length is the hyphen."""
    signs = unicodedata.normalize("NFKC", "".join(typed.split())).upper()
    plain = "".join("-" if unicodedata.category(sign) == "Pd" or sign == MINUS else sign for sign in signs)
    return tuple(dict.fromkeys((plain, plain.translate(_LOOKS), plain.translate(_SOUNDS))))
