"""An e-mail address that mail can be sent to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from cases.values.text import clean_line

WRONG = _("This is not an e-mail address: name@example.org.")
LONGEST, LONGEST_LOCAL = 254, 64
"""Characters of the whole, and before the “@” (RFC 5321, 4.5.3.1)."""

_validate = EmailValidator(message=WRONG, allowlist=[])


def parse_address(text: str) -> str:
    """As typed, the domain may have letters of any script. Raises ValidationError, also for a host of no domain."""
    read = clean_line(text)
    if not read:
        return ""
    _validate(read)
    if "[" in read or len(read) > LONGEST or len(read.rpartition("@")[0]) > LONGEST_LOCAL:
        raise ValidationError(WRONG, code="invalid")
    return read
