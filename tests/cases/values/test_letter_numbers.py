from __future__ import annotations

import pytest

from cases.values.letter_numbers import number_key


@pytest.mark.parametrize(
    "other", ["knb-77", "KNB 77", "КНБ-77", "кнб – 77", "KHБ/77", "№ KNB-77", "ＫＮＢ－７７"]
)  # Latin, Cyrillic, both mixed, full width
def test_two_spellings_are_the_same_number(other: str) -> None:
    assert number_key(other) == number_key("KNB-77")


@pytest.mark.parametrize("other", ["KNB-78", "KNB-7", "12/3-00001", ""])
def test_two_numbers_are_two(other: str) -> None:
    assert number_key(other) != number_key("KNB-77")


def test_signs_alone_are_no_number() -> None:
    assert number_key(" – / . ") == ""
