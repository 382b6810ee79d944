"""Text as it is stored: nothing in it that the eye cannot see."""

from __future__ import annotations

import re
import unicodedata

_LINE_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks to Unicode, and nothing to the eye: fillers, joiners, variation selectors."""
_WIDE = ("<wide>", "<font>")
"""Letters and digits of a Chinese keyboard (Ａ１) and of decorated text (𝐀): the same ones to who reads them."""


def without_invisible(text: str) -> str:
    """The text without invisible characters: control, zero-width and direction marks, soft hyphens; every blank is a
    plain one.

    They come with what is copied from web pages and PDFs, and make two equal names differ. Line breaks stay, as "\\n".
    """
    if text.isprintable() and unicodedata.is_normalized("NFKC", text) and not _UNSEEN.search(text):
        return text  # nearly always: what is printable has no control, format mark or odd blank
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_BREAKS.sub("\n", text)))
    return "".join(_visible_sign(sign) for sign in plain)


def _visible_sign(sign: str) -> str:
    if sign in "\n\t":
        return sign
    category = unicodedata.category(sign)
    if category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Cs"):
        return ""
    return unicodedata.normalize("NFKC", sign) if unicodedata.decomposition(sign).startswith(_WIDE) else sign


def clean_line(text: str) -> str:
    """One line, its blanks single."""
    return " ".join(without_invisible(text).split())


def clean_block(text: str) -> str:
    """Several lines, each without blanks at its end."""
    return "\n".join(part.rstrip() for part in without_invisible(text).strip().split("\n"))
