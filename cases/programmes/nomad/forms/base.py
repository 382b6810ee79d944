from __future__ import annotations

from django.utils.functional import Promise

from cases.engine.programmes.forms import StepForm
from cases.fields.day import DayField, DayInput
from cases.fields.text import TextArea, TextLine
from cases.values.wording import PROOF

__all__ = ["DayField", "DayInput", "StepForm", "TextArea", "TextLine", "proof_field"]


def proof_field(help_text: Promise) -> TextArea:
    """How a day is known that is not the day of the recording."""
    return TextArea(rows=2, max_length=PROOF.most, required=False, help_text=help_text)
