from __future__ import annotations

from typing import Any

from django import forms

from cases.fields.text import TextLine
from cases.values import telephone


class TelephoneField(TextLine):
    """Stored as E.164, displayed as it is written internationally."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "class": "short"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 40} | options)

    def to_python(self, value: object) -> str:
        return telephone.parse_number(super().to_python(value))

    def prepare_value(self, value: object) -> Any:
        return telephone.international(value) if isinstance(value, str) and value else value

    def has_changed(self, initial: object, data: object) -> bool:
        return not self.same(str(initial or ""), str(data or ""))

    def same(self, text: str, other: str) -> bool:
        return _digits(text) == _digits(other)


def _digits(typed: str) -> str:
    """The number alone; what is none as it was typed."""
    try:
        return telephone.parse_number(typed) if typed else ""
    except forms.ValidationError:
        return typed.strip()
