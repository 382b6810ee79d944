"""The number of a passport, as ICAO Doc 9303 has it: A–Z and 0–9, without blanks."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cases.values.letters import script_of
from cases.values.text import clean_line

LONGEST = 20
"""The machine-readable zone has nine and lets longer numbers run on; what is printed has at most some fifteen."""
_BETWEEN = re.compile(r"[\s\-‐‑‒–—−./]")


def parse_number(text: str) -> str:
    """Capital letters and digits. Raises ValidationError; a Cyrillic letter is named, since А and A look alike."""
    read = _BETWEEN.sub("", clean_line(text)).upper()
    if not read:
        return ""
    strange = next((sign for sign in read if not (sign.isascii() and sign.isalnum())), "")
    if strange:
        raise ValidationError(_why(strange), code="passport", params={"sign": strange})
    if not any(sign.isdigit() for sign in read) or not 4 <= len(read) <= LONGEST:
        raise ValidationError(
            _("A passport number has 4 to 20 Latin letters and digits, as on the page with your photo."),
            code="passport",
        )
    return read


def _why(strange: str) -> str:
    if script_of(strange) == "cyrillic":
        return _("“%(sign)s” is a Cyrillic letter: switch the keyboard to Latin and enter the number again.")
    return _("“%(sign)s” cannot stand in a passport number: only Latin letters and digits can.")
