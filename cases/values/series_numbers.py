"""Numbers of the portal's own series ("AST-2026-00007") as people type or paste them."""

from __future__ import annotations

import re
import unicodedata

_LOOKS = str.maketrans("АВЕІКМНОРСТУХ", "ABEIKMHOPCTYX")
_SOUNDS = str.maketrans("АБВДЕІКЛМНОПРСТУХ", "ABVDEIKLMNOPRSTUH")
"""A keyboard left in Cyrillic letters is used by the look of a letter or by its sound: «АСТ» for AST."""
MINUS = "\N{MINUS SIGN}"
DIGITS = 5
"""Of a number within its year."""
_IN_PARTS = re.compile(
    r"[\W_]*(?:(?P<series>[^\W\d_]{2,5})[\W_]*(?:(?P<sort>[^\W\d_])[\W_]*)?)?"
    rf"(?P<year>20\d\d)(?:[\W_]+(?P<short>\d{{1,{DIGITS}}})|(?P<whole>\d{{{DIGITS}}}))[\W_]*"
)


def whole_numbers(typed: str) -> tuple[str, ...]:
    """A number in its own form, whatever is between its parts and without leading zeros: "hub 2026 49" and
    "HUB/2026/00049" are HUB-2026-00049. Without the series what follows it; empty for what is no number of a series."""
    match = _IN_PARTS.fullmatch(unicodedata.normalize("NFKC", typed).upper())
    if match is None:
        return ()
    number = match["short"] or match["whole"]
    parts = [part for part in (match["series"], match["sort"], match["year"], number.zfill(DIGITS)) if part]
    return spellings("-".join(parts))


def spellings(typed: str) -> tuple[str, ...]:
    """What the number may be, in capital letters and without blanks; a dash of any length is the hyphen."""
    signs = unicodedata.normalize("NFKC", "".join(typed.split())).upper()
    plain = "".join("-" if unicodedata.category(sign) == "Pd" or sign == MINUS else sign for sign in signs)
    return tuple(dict.fromkeys((plain, plain.translate(_LOOKS), plain.translate(_SOUNDS))))
