"""БИН, the number of an organisation: twelve digits, the last of them a check digit, made as that of an ИИН.

Nothing else is read out of it.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values.iin import LENGTH, iin_ok


def bin_fault(text: str) -> Promise | None:
    """Why this is no БИН; None where it can be one."""
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()):
        return _("A BIN has twelve digits.")
    if not text.strip("0"):
        return _("Zeros are no number: enter the BIN itself.")
    return (
        None if iin_ok(text) else _("There is no such BIN: its last digit does not fit the others. Check each digit.")
    )
