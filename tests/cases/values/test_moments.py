"""Days of the week in short, in each language."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from cases.values import moments

MONDAY = date(2026, 12, 7)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ru", ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"]),
        ("kk", ["Дс", "Сс", "Ср", "Бс", "Жм", "Сб", "Жс"]),
        ("en", ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]),
    ],
)
def test_days_of_the_week_are_short_and_none_is_anothers(language: str, names: list[str]) -> None:
    with translation.override(language):
        assert [moments.weekday(MONDAY + timedelta(days=n)) for n in range(7)] == names
