"""The text fields every form uses, of strangers and of the staff: what the eye cannot see is taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from cases.fields.hints import with_hint
from cases.models.person import LONGEST_NAME
from cases.values import email, letters, meeting, names, text
from cases.values.wording import Measure, text_fault

MAX_TEXT = 4000


class _Visible(forms.CharField):
    """Text without invisible characters."""

    visible: Callable[[str], str] = staticmethod(text.clean_line)
    """What removes them."""

    def to_python(self, value: object) -> str:
        return str(super().to_python(self.visible(str(value)) if value not in self.empty_values else value))


class TextLine(_Visible):
    """One line of text."""


class TextArea(_Visible):
    """Several lines."""

    visible = staticmethod(text.clean_block)

    def __init__(self, rows: int = 4, **options: object) -> None:
        merged: dict[str, Any] = {"max_length": MAX_TEXT, "widget": forms.Textarea(attrs={"rows": rows})} | options
        super().__init__(**merged)


def in_words(measure: Measure) -> Callable[[str], None]:
    """A validator for words that a person reads as a reason: no boilerplate, and neither too short nor too long."""

    def check(value: str) -> None:
        wrong = text_fault(value, measure)
        if wrong:
            raise forms.ValidationError(str(wrong))

    return check


class EmailLine(forms.EmailField):
    default_validators = []
    """Read by `cases.values.email`, which requires more than Django does."""

    def to_python(self, value: object) -> str:
        return email.parse_address(str(value)) if value not in self.empty_values else ""


class AddressOfPage(_Visible, forms.URLField):
    """The address of a page that is called by https, in one line."""

    default_validators = [meeting.LINK]
    default_error_messages = {"invalid": meeting.NO_LINK}


class Lettered(forms.CharField):
    """Text in the letters of one of `letters.RULES`; the hint that says so follows its help text."""

    def __init__(self, rule: str, *, hinting: bool = True, **options: Any) -> None:
        self.letters = rule
        super().__init__(**options | _with_hint(rule, hinting, options))

    def to_python(self, value: object) -> str:
        read = str(super().to_python(value))
        letters.ensure_letters(read, self.letters)
        return read


class LettersLine(Lettered, TextLine):
    """One line in such letters."""


class NameField(LettersLine):
    """A person's name (`cases.values.names`)."""

    def __init__(self, rule: str = letters.LATIN, **options: Any) -> None:
        super().__init__(rule, **{"max_length": LONGEST_NAME} | options)

    def to_python(self, value: object) -> str:
        return names.parse_name(super().to_python(value), self.letters)


class LettersArea(Lettered, TextArea):
    """Several lines in such letters."""


def _with_hint(rule: str, hinting: bool, options: dict[str, Any]) -> dict[str, Any]:
    return {"help_text": with_hint(options.get("help_text", ""), rule)} if hinting else {}
