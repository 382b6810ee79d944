from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.stepforms import StepForm
from cases.programmes.nomad.forms.typed.text import TextArea, TextLine
from cases.programmes.nomad.reasons.wording import PROOF

__all__ = ["DayField", "DayInput", "StepForm", "TextArea", "TextLine", "proof_field"]


class DayInput(forms.DateInput):
    """The browser's own calendar; the value travels as ISO 8601 whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: str) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class DayField(forms.DateField):
    """`not_after`/`not_before` are checked against the day of the form, in Almaty."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d.%m.%Y"], **options)


def proof_field(help_text: Promise) -> TextArea:
    """How a day is known that is not the day of the recording."""
    return TextArea(label=_("How the day is known"), rows=2, max_length=PROOF.most, required=False, help_text=help_text)
