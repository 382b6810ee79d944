"""What people bring to be verified, as they write it: the code of a letter, the checksum of a file."""

from __future__ import annotations

import re

CODE_LENGTH = 12
_ALIKE = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def clean_code(text: str) -> str:
    """Letters and digits only, upper case, Latin. Any length: the caller judges it.

    Blanks, dashes, small letters and Cyrillic look-alikes are how people type it.
    """
    return "".join(sign for sign in text.upper().translate(_ALIKE) if sign.isalnum())


def whole_code(text: str) -> str:
    """The code, or "" for what is none: that never reaches the database."""
    code = clean_code(text)
    return code if len(code) == CODE_LENGTH and code.isascii() else ""


def clean_sha256(text: str) -> str:
    """Hex in lower case, or "" for what is no SHA-256."""
    code = text.strip().lower()
    return code if _SHA256.fullmatch(code) else ""
