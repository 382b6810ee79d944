"""Text as it is kept: nothing in it that the eye cannot see, and the script its letters are written in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_APOSTROPHES = "'’‘ʼʻʹ`´"
_IN_NAMES = set(_APOSTROPHES + " -‐‑.,()/")


def visible(text: str) -> str:
    """Without what has no shape: control, zero-width and direction marks, soft hyphens; every blank is a plain one.

    They come with what is copied from web pages and PDFs, and make two equal names differ. Line breaks stay, as "\\n".
    """
    plain = unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", text))
    return "".join(_kept(sign) for sign in plain)


def _kept(sign: str) -> str:
    if sign in "\n\t":
        return sign
    category = unicodedata.category(sign)
    if category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf", "Cs") or sign in "\u115f\u1160\u3164\uffa0\u034f" else sign


def line(text: str) -> str:
    """One line, its blanks single."""
    return " ".join(visible(text).split())


def block(text: str) -> str:
    """Several lines, each without blanks at its end."""
    return "\n".join(part.rstrip() for part in visible(text).strip().split("\n"))


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """ "latin", "cyrillic", "" for another; digits and signs have none ("none")."""
    if not letter.isalpha():
        return "none"
    name = unicodedata.name(letter, "")
    return next((script for script in ("latin", "cyrillic") if name.startswith(script.upper())), "")


def letters_of(text: str) -> dict[str, int]:
    """How many letters of each script."""
    found = {"latin": 0, "cyrillic": 0, "": 0}
    for sign in text:
        script = script_of(sign)
        if script != "none":
            found[script] += 1
    return found


def ensure_letters(text: str, letters: str) -> None:
    """`letters`: "latin" (passport data), "cyrillic" (has some), "any". Raises ValidationError naming the letter."""
    if letters == "latin":
        strange = next((sign for sign in text if script_of(sign) not in ("latin", "none")), "")
        if strange:
            raise ValidationError(
                _("Write it in Latin letters, as in your passport: “%(letter)s” is none."),
                code="letters", params={"letter": strange},
            )  # fmt: skip
    elif letters == "cyrillic" and not letters_of(text)["cyrillic"] and any(sign.isalpha() for sign in text):
        raise ValidationError(_("Write it in Cyrillic letters."), code="letters")


def name(text: str, letters: str = "latin") -> str:
    """A person's name: letters, blanks, hyphens, apostrophes and dots."""
    read = line(text)
    ensure_letters(read, letters)
    strange = next((s for s in read if not (s.isalpha() or s in _IN_NAMES or unicodedata.combining(s))), "")
    if strange:
        raise ValidationError(
            _("A name has letters, hyphens and apostrophes: take “%(sign)s” out."),
            code="name",
            params={"sign": strange},
        )
    if read and not any(sign.isalpha() for sign in read):
        raise ValidationError(_("Enter the name in letters."), code="name")
    return read
