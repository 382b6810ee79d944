"""The check code of a letter as people write it: with blanks and dashes, small letters, Cyrillic look-alikes."""

from __future__ import annotations

CODE_LENGTH = 12
_ALIKE = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


def clean_code(text: str) -> str:
    """Letters and digits only, upper case, Latin. Any length: the caller judges it."""
    return "".join(sign for sign in text.upper().translate(_ALIKE) if sign.isalnum())
