from __future__ import annotations

import pytest
from django.utils import translation

from cases.values.letter_numbers import number_fault, number_key


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


SOUND = ("MP-77123", "№ 12/3-45 (к)", "№ 12-3/456", "ЖТ-2026-00123", "N° 123", "исх. 7 от 01.02.2026", "ҚР-7.1", "12:5")


def test_a_number_has_figures_and_no_signs_of_another_kind() -> None:
    for number in (*SOUND, "KZ000111222", "1021_4"):
        assert number_fault(number) is None, number
    for number in ("MP-X<b>", "MP-1<b>", "б/н", "…", "1; 2", "{{7}}", "12'5", "7=7"):
        assert number_fault(number), number


def test_who_holds_a_paper_without_a_number_reads_what_to_enter() -> None:
    with translation.override("ru"):
        assert "зарегистрировал Ваш орган" in str(number_fault("б/н"))
