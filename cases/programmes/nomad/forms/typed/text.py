"""The text fields every form uses, of strangers and of the staff: what the eye cannot see is taken out."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.values import text

MAX_TEXT = 4000


class Line(forms.CharField):
    """One line of text."""

    def to_python(self, value: object) -> str:
        return str(super().to_python(text.line(str(value)) if value not in self.empty_values else value))


class TextArea(forms.CharField):
    """Several lines."""

    def __init__(self, rows: int = 4, **options: Any) -> None:
        merged: dict[str, Any] = {"max_length": MAX_TEXT, "widget": forms.Textarea(attrs={"rows": rows})} | options
        super().__init__(**merged)

    def to_python(self, value: object) -> str:
        return str(super().to_python(text.block(str(value)) if value not in self.empty_values else value))


class EmailLine(forms.EmailField):
    def to_python(self, value: object) -> str:
        return str(super().to_python(text.line(str(value)) if value not in self.empty_values else value))


class AddressOfPage(forms.URLField):
    def to_python(self, value: object) -> str:
        return str(super().to_python(text.line(str(value)) if value not in self.empty_values else value))


class NameField(Line):
    """`letters`: "latin" where the passport is quoted, "cyrillic", or "any" (`cases.values.text.ensure_letters`)."""

    def __init__(self, letters: str = "latin", **options: Any) -> None:
        self.letters = letters
        super().__init__(**{"max_length": 100} | options)

    def to_python(self, value: object) -> str:
        return text.name(super().to_python(value), self.letters)


class LettersLine(Line):
    """One line in letters of a given script."""

    def __init__(self, letters: str = "any", **options: Any) -> None:
        self.letters = letters
        super().__init__(**options)

    def to_python(self, value: object) -> str:
        read = super().to_python(value)
        text.ensure_letters(read, self.letters)
        return read


class LettersArea(TextArea):
    """Several lines in letters of a given script."""

    def __init__(self, letters: str = "any", **options: Any) -> None:
        self.letters = letters
        super().__init__(**options)

    def to_python(self, value: object) -> str:
        read = super().to_python(value)
        text.ensure_letters(read, self.letters)
        return read
