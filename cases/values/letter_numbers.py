"""Numbers of letters, and when two spellings are one number."""

from __future__ import annotations

import re
import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_LOOKALIKES = {
    "a": "а",
    "b": "бвv",
    "c": "сs",
    "d": "д",
    "e": "е",
    "f": "ф",
    "g": "г",
    "k": "кқ",
    "m": "м",
    "n": "нңhһ",
    "p": "рп",
    "t": "т",
    "x": "х",
    "y": "уүұu",
    "0": "oо",
    "1": "ilіл",
    "3": "з",
}
_ALIKE = str.maketrans({sign: base for base, signs in _LOOKALIKES.items() for sign in signs})
"""What looks alike, and what is one letter in two alphabets: КНБ is KNB, and O is a zero."""
_NUMERO = re.compile(r"^\s*(№|no?\.?)\s*(?=\d)|№", re.IGNORECASE)


def number_key(number: str) -> str:
    """Equal for two spellings of one number: case, blanks, dashes, other signs and the alphabet tell none apart.

    "" where there is neither letter nor figure.
    """
    small = unicodedata.normalize("NFKC", _NUMERO.sub("", number)).casefold()
    return "".join(sign for sign in small if sign.isalnum()).translate(_ALIKE)


_SIGNS = frozenset(" -‐‑–—/\\.,:№°()_+#")
"""What numbers of offices, registers and couriers have between letters and figures."""


def number_fault(number: str) -> Promise | None:
    """What is wrong with the number of a letter, an order, a waybill, or of an entry in an outside register; None when
    nothing is. "…", "б/н" and "000" are none: by a number the document is found again.

    No order says how the numbers of the other bodies are built: letters, figures and the signs between them.
    """
    if not any(sign.isdigit() and sign != "0" for sign in number):
        return _(
            "This is no number: a number has figures. Enter it as it stands on the document; where the document bears "
            "none (“б/н”), the one under which your office has registered it."
        )
    if all(sign.isalnum() or sign in _SIGNS for sign in number):
        return None
    return _("A number has letters, figures, and signs like “-”, “/”, “.” and “№” only: enter it as it stands there.")
