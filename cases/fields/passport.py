from __future__ import annotations

from typing import Any

from django import forms

from cases.fields.text import TextLine
from cases.values import passport


class PassportNumberField(TextLine):
    """Stored as Latin capitals and digits, however it was typed (ICAO Doc 9303)."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "short", "spellcheck": "false"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 40} | options)

    def to_python(self, value: object) -> str:
        return passport.parse_number(super().to_python(value))
