"""A telephone number of any country: stored as E.164 (+77001234567), displayed as people write it (+7 700 123 4567)."""

from __future__ import annotations

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberFormat

from cases.values.text import clean_line

_EXTENSION = ";ext="


def parse_number(text: str) -> str:
    """E.164, with ";ext=12" where there is an extension (RFC 3966). Raises ValidationError.

    The country and the length are checked, not whether the number is assigned: ranges are opened every week, and
    somebody's real number must not be refused because our tables are older.
    """
    typed = clean_line(text)
    if not typed:
        return ""
    if typed.startswith("00"):
        typed = "+" + typed[2:]
    if not typed.startswith(("+", "＋")):
        raise ValidationError(
            _("Begin with “+” and the code of the country, for instance +7 700 000 00 00."), code="phone"
        )
    try:
        read = phonenumbers.parse(typed)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_wrong(error), code="phone") from error
    if not phonenumbers.is_possible_number(read):
        raise ValidationError(
            _("This number is too short or too long for its country: check the digits."), code="phone"
        )
    return phonenumbers.format_number(read, PhoneNumberFormat.E164) + (
        f"{_EXTENSION}{read.extension}" if read.extension else ""
    )


def _wrong(error: phonenumbers.NumberParseException) -> str:
    if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
        return _("No country has this code: check the first digits after “+”.")
    return _("This is not a telephone number. An example: +7 700 000 00 00.")


def international(stored: str) -> str:
    """As it is written internationally; what was stored before numbers were checked stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(stored), PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return stored
