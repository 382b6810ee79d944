"""A code of the list of professions means one profession on each day."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases.models import Profession

pytestmark = pytest.mark.django_db


def profession(first: date, last: date | None = None) -> Profession:
    names = {f"name_{language}": "Архитектор" for language in ("ru", "kk", "en")}
    return Profession(code="EX-1", source="№ 49", valid_from=first, valid_to=last, **names)


@pytest.mark.parametrize(
    ("first", "last", "sound"),
    [
        (date(2026, 3, 1), None, False),
        (date(2025, 1, 1), None, False),
        (date(2025, 1, 1), date(2026, 1, 1), False),
        (date(2026, 6, 30), date(2026, 7, 1), False),
        (date(2025, 1, 1), date(2025, 12, 31), True),
        (date(2026, 7, 1), None, True),
    ],
)
def test_a_code_that_is_in_force_is_entered_again_from_the_day_after(
    first: date, last: date | None, sound: bool
) -> None:
    held = profession(date(2026, 1, 1), date(2026, 6, 30))
    held.full_clean()
    held.save()
    held.full_clean()
    if sound:
        profession(first, last).full_clean()
    else:
        with pytest.raises(ValidationError) as caught:
            profession(first, last).full_clean()
        assert set(caught.value.error_dict) == {"code"}
