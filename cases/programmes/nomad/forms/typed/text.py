"""The text fields every form uses, of strangers and of the staff: what the eye cannot see is taken out."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.programmes.nomad.wording import Measure, lacking
from cases.values import text

MAX_TEXT = 4000


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(text.line(str(value)) if value not in self.empty_values else value))


class TextArea(forms.CharField):
    """Several lines."""

    def __init__(self, rows: int = 4, **options: Any) -> None:
        merged: dict[str, Any] = {"max_length": MAX_TEXT, "widget": forms.Textarea(attrs={"rows": rows})} | options
        super().__init__(**merged)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(text.block(str(value)) if value not in self.empty_values else value))


class Reason(TextArea):
    """Words that a person reads as a reason, as the measure has it: no boilerplate, in either direction of length."""

    def __init__(self, measure: Measure, **options: Any) -> None:
        self.measure = measure
        super().__init__(**{"max_length": measure.most} | options)

    def validate(self, value: str) -> None:
        super().validate(value)
        wrong = lacking(value, self.measure) if value else None
        if wrong:
            raise forms.ValidationError(str(wrong))


class EmailLine(forms.EmailField):
    def to_python(self, value: Any) -> str:
        return str(super().to_python(text.line(str(value)) if value not in self.empty_values else value))


class AddressOfPage(forms.URLField):
    def to_python(self, value: Any) -> str:
        return str(super().to_python(text.line(str(value)) if value not in self.empty_values else value))


class NameField(Line):
    """`letters`: "latin" where the passport is quoted, "cyrillic", or "any" (`cases.values.text.ensure_letters`)."""

    def __init__(self, letters: str = "latin", **options: Any) -> None:
        self.letters = letters
        super().__init__(**{"max_length": 100} | options)

    def to_python(self, value: Any) -> str:
        return text.name(super().to_python(value), self.letters)


class LettersLine(Line):
    """One line in letters of a given script."""

    def __init__(self, letters: str = "any", **options: Any) -> None:
        self.letters = letters
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        read = super().to_python(value)
        text.ensure_letters(read, self.letters)
        return read


class LettersArea(TextArea):
    """Several lines in letters of a given script."""

    def __init__(self, letters: str = "any", **options: Any) -> None:
        self.letters = letters
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        read = super().to_python(value)
        text.ensure_letters(read, self.letters)
        return read
