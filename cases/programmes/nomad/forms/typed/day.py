from __future__ import annotations

from datetime import date
from typing import Any

from cases.programmes.nomad.forms.base import DayField
from cases.values import days


class PastDayField(DayField):
    """A day in somebody's papers: not to come, and within a lifetime. A form that knows the day sets `today`."""

    today: date | None = None

    def clean(self, value: object) -> Any:
        day = super().clean(value)
        return days.issued(day, self.today) if day and self.today else day
