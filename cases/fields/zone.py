"""The lines that the machine reads, typed off or pasted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.fields.text import TextArea
from cases.values.mrz import parse_zone


class ZoneField(TextArea):
    """The lines as they were typed; refused where they are no such lines (`cases.values.mrz.parse_zone`)."""

    today: date
    """Set by the form."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("The two lines at the foot of your passport's page with the photo"))
        super().__init__(rows=2, required=False, max_length=200, **options)

    def clean(self, value: object) -> str:
        text = str(super().clean(value))
        parse_zone(text, self.today)
        return text
