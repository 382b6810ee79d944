"""БИН: twelve digits of which the last checks the others."""

from __future__ import annotations

import pytest
from django.utils import translation

from cases.values.bin import bin_fault
from cases.values.operator import operator_faults

KNOWN = "000740000728"
"""Of a state body, as its public papers have it."""


@pytest.mark.parametrize("number", [KNOWN, "241040000209", "241040000308"])
def test_a_number_that_can_be(number: str) -> None:
    assert bin_fault(number) is None


@pytest.mark.parametrize("number", ["", "12345", "2410400002O9", "٢٤١٠٤٠٠٠٠٢٠٩", f"{KNOWN}0", f" {KNOWN}"])
def test_what_is_no_number(number: str) -> None:
    with translation.override("en"):
        assert "twelve digits" in str(bin_fault(number))


def test_zeros_are_no_number_of_an_operator() -> None:
    with translation.override("en"):
        assert "Zeros" in str(bin_fault("0" * 12))
        texts = {"text_ru": "Оператор: Министерство труда, БИН {bin}", "text_kk": "Оператор: Еңбек министрлігі, {bin}"}
        assert [name for name, _why in operator_faults({"bin": "0" * 12} | texts)] == ["bin"]
    assert all(bin_fault(digit * 12) for digit in "0123456789")


def test_a_slip_in_a_single_digit_is_seen() -> None:
    """But in the eleventh, whose weight of 11 the check leaves out, and in rare numbers with the second weights."""
    places = [at for at in range(12) if at != 10]
    slips = [KNOWN[:at] + other + KNOWN[at + 1 :] for at in places for other in "0123456789" if other != KNOWN[at]]
    assert sum(bin_fault(slip) is None for slip in slips) <= len(slips) // 50
