"""ИИН: twelve digits, the last of them a check digit.

Nothing else is read out of the number: since Government Decree № 853 of 26 August 2013 its digits need not agree with
the date of birth or the sex of the person, and what digit 7 is for a foreigner is not defined anywhere we know of.
"""

from __future__ import annotations

_FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)  # used only where the first pass gives 10
LENGTH = 12


def iin_ok(text: str) -> bool:
    """No trimming here: a form strips blanks, a certificate must carry the bare number."""
    return len(text) == LENGTH and text.isascii() and text.isdigit() and iin_with_check(text[:-1]) == text


def iin_with_check(first11: str) -> str | None:
    """The whole number for eleven digits; None where no such number is issued: both passes give 10, or all are zeros.

    ValueError if `first11` is not eleven ASCII digits.
    """
    if len(first11) != LENGTH - 1 or not (first11.isascii() and first11.isdigit()):
        raise ValueError("eleven digits are needed")
    digits = tuple(map(int, first11))
    if not any(digits):
        return None  # zeros check zeros: what is typed where a number is missing
    for weights in (_FIRST, _SECOND):
        check = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if check < 10:
            return f"{first11}{check}"
    return None


def masked(iin: str) -> str:
    """For papers that others see: the first two and the last two digits; "" for none."""
    return f"{iin[:2]}••••••••{iin[-2:]}" if iin else ""
