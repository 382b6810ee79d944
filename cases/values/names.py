"""Names of people: how they are read, joined, and when two spellings are one name."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.values.letters import FREE, LATIN, ensure_letters
from cases.values.text import clean_line

APOSTROPHES = "'`´‘’‛ʹʻʼʽʾʿˈˊˋꞋꞌ՚＇′"
"""Some are letters to Unicode, some come apart into a blank and an accent."""

_DASHES = re.compile(r"\s*[‐‑‒–—―−]\s*|\s+-\s+")
_IN_NAMES = frozenset(APOSTROPHES + " -.,()/")
_NO_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
_LETTERS = str.maketrans({"ё": "е", "ı": "i", "\u0307": None})
"""Ё is written with and without its dots; Turkish İ and ı come apart when they are made small."""

_BARRED = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that no accent comes off from (ICAO Doc 9303-3, 6 A)."""


def name_key(name: str) -> str:
    """Equal for two spellings of one name.

    Case, Unicode forms, blanks, hyphens and every kind of apostrophe tell no names apart: an authority writes O’BRIEN
    where the passport has O'BRIEN, and IVANOVA - PETROVA where it has IVANOVA-PETROVA.
    """
    small = unicodedata.normalize("NFKC", name.translate(_NO_APOSTROPHES)).casefold()
    small = unicodedata.normalize("NFKC", small).translate(_LETTERS)
    return "".join(sign for sign in small if sign.isalnum() or unicodedata.category(sign)[0] == "M")


def unaccented_key(name: str) -> str:
    """`name_key` without accents, as machine-readable zones, old certificates and keyboards write it: NGUYEN."""
    apart = unicodedata.normalize("NFKD", name_key(name).translate(_BARRED))
    return "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")


def joined(*parts: str) -> str:
    """Surname, given names and patronymic as one text; a person may lack any of them, or have a dash for it."""
    return " ".join(part for part in parts if name_key(part))


def short(full_name: str) -> str:
    """A colleague's name, stored surname first, for a row of a list: initials and surname. Where a row cuts it
    at its end, two of one surname still differ."""
    surname, *given = full_name.split()[:3] or [""]
    return " ".join([*(f"{word[0]}." for word in given), surname])


def name_before_comma(text: str) -> str:
    """The text, which begins with a person's name; what follows a comma is free, as the power of attorney by which the
    person acts. Raises ValidationError."""
    parse_name(text.partition(",")[0], FREE)
    return text


def parse_name(text: str, letters: str = LATIN) -> str:
    """Letters, blanks, hyphens, apostrophes and dots; a dash is a hyphen. Raises ValidationError."""
    read = _DASHES.sub("-", clean_line(text))
    ensure_letters(read, letters)
    strange = next((s for s in read if not (s.isalpha() or s in _IN_NAMES or unicodedata.combining(s))), "")
    if strange:
        raise ValidationError(
            _("A name has letters, hyphens and apostrophes: take “%(sign)s” out."),
            code="name",
            params={"sign": strange},
        )
    if read and not name_key(read):
        raise ValidationError(_("Enter the name in letters."), code="name")
    return read
