from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from cases.values import days


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


class PastDayField(DayField):
    """A day in somebody's papers: not in the future, and within a lifetime."""

    today: date | None = None
    """Set by a form that knows the day; without it no limit is checked."""

    def clean(self, value: object) -> Any:
        day = super().clean(value)
        return days.ensure_issue(day, self.today) if day and self.today else day
