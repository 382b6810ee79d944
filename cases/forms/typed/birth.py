from __future__ import annotations

from datetime import date
from typing import Any

from cases.forms.base import DayField
from cases.values import days


class BirthField(DayField):
    """A day of birth: not to come, and not so long ago that nobody alive was born then.

    A form that knows the day sets `today`; without it only the date itself is read.
    """

    today: date | None = None

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return days.born(day, self.today) if day and self.today else day
