"""What a scanner types: a keyboard that is set to Russian or Kazakh gives other letters than the code has."""

from __future__ import annotations

import re

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбю."
_UPPER = str.maketrans(_RUSSIAN[:-1].upper(), 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>')
_LOWER = str.maketrans(_RUSSIAN, _LATIN)
_KAZAKH = str.maketrans("әіңғ,.үұқөһ№", "234567890-=/")
_ADDRESS = re.compile(r"/(?:verify|check)/([2-9A-Z]{12})(?![0-9A-Z])", re.IGNORECASE)
_CODE = re.compile(r"[2-9A-HJ-NP-Z]{12}")
LONGEST = 300
"""Characters of what was scanned that are looked at."""


def readings(text: str) -> list[str]:
    """What was scanned, as it came and as the same keys give it on a Latin keyboard."""
    came = text.strip()[:LONGEST]
    typed = came.translate(_UPPER).translate(_LOWER)
    return list(dict.fromkeys(filter(None, (came, typed, _layouts(came)))))


def _layouts(text: str) -> str:
    """On a Kazakh keyboard the row of figures gives letters."""
    return text.translate(_KAZAKH).translate(_UPPER).translate(_LOWER)


def codes(text: str) -> list[str]:
    """Check codes of letters that it can be: out of the address of the QR code, or the code by itself."""
    known: list[str] = []
    for reading in readings(text):
        known += [code.upper() for code in _ADDRESS.findall(reading)]
        alone = re.sub(r"[\s-]", "", reading).upper()
        known += [alone] if _CODE.fullmatch(alone) else []
    return list(dict.fromkeys(known))
