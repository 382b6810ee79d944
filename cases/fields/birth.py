"""A date of birth, entered as the passport has it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.fields.text import TextLine
from cases.values import days
from cases.values.birth import Birth

HINT = _("As in the passport: 17.05.1980. Where it has no day or month: 00.00.1980, 00.05.1980 or 1980.")


class BirthField(TextLine):
    """Cleans to a `Birth`, or None for an empty input. Accepts 00.00.1980, 05.1980 and 1980 besides whole dates."""

    today: date | None = None
    """Set by a form that knows the day: a birth is then neither in the future nor before the lifetime of anybody alive.
    Without it only the date itself is checked."""
    default_error_messages = {
        "invalid": _(
            "Enter the date as the passport has it: 17.05.1980, or 00.00.1980 where day and month are unknown."
        ),
    }

    def __init__(self, **options: object) -> None:
        attrs = {"autocomplete": "bday", "class": "short", "spellcheck": "false"}
        options["help_text"] = options.get("help_text") or HINT
        merged: dict[str, Any] = {"widget": forms.TextInput(attrs=attrs), "max_length": 20} | options
        super().__init__(**merged)

    def prepare_value(self, value: object) -> Any:
        born = _read(value)
        return born.dotted if born else value

    def clean(self, value: object) -> Birth | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            born = Birth.parse(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if self.today:
            days.ensure_birth(born.earliest, self.today)
        return born

    def has_changed(self, initial: object, data: object) -> bool:
        return bool(_read(data) != _read(initial)) or (bool(data) and _read(data) is None)


def _read(value: object) -> Birth | None:
    """Of a date, a text of ISO 8601 or a passport's; None for anything else."""
    if isinstance(value, Birth):
        return value
    if not value:
        return None
    try:
        return Birth.of(value) if isinstance(value, date) else Birth.parse(str(value))
    except ValueError:
        return None
