"""A date of birth, asked for as the passport has it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.birth import Birth

EARLIEST = 1900
HINT = _("As in the passport: 17.05.1980. Where it has no day or month: 00.00.1980, 00.05.1980 or 1980.")


class BornField(forms.CharField):
    """Cleans to a `Birth`, or None where nothing is given. Takes 00.00.1980, 05.1980 and 1980 besides whole dates.

    `today`: set by the form, which knows the day; nobody is born after it.
    """

    today: date | None = None

    default_error_messages = {
        "invalid": _(
            "Enter the date as the passport has it: 17.05.1980, or 00.00.1980 where day and month are unknown."
        ),
        "future": _("This day has not come yet."),
        "past": _("The year must be 1900 or later."),
    }

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "bday", "class": "short", "spellcheck": "false"}
        merged: dict[str, Any] = {"help_text": HINT, "widget": forms.TextInput(attrs=attrs), "max_length": 20}
        super().__init__(**merged | options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, date):
            value = Birth.of(value)
        return value.dotted if isinstance(value, Birth) else value

    def clean(self, value: Any) -> Birth | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            born = Birth.parse(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if born.year < EARLIEST:
            raise forms.ValidationError(self.error_messages["past"], code="past")
        if self.today and born.earliest > self.today:
            raise forms.ValidationError(self.error_messages["future"], code="future")
        return born

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            told = Birth.parse(data) if data else None
        except ValueError:
            return True
        return bool(told != (initial or None))
