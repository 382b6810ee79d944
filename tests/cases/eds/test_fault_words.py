"""What is said of a refused signature, as a person reads it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from cases.eds.base import EdsError
from cases.eds.faults import FAULTS


@pytest.mark.parametrize("code", [code for code, words in FAULTS.items() if "%(day)s" in str(words)])
@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_a_day_and_its_sentence_end_once(code: str, language: str) -> None:
    """A Russian date ends with a full stop of its own: «18 января 2023 г.»."""
    with translation.override(language):
        text = str(EdsError(code, day=date(2023, 1, 18)))
    assert "2023" in text and ".." not in text
