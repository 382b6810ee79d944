"""ИИН: the check digit, in its two passes. All numbers here are made up: their third and fourth digits are no month."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.values.iin import iin_ok, iin_with_check

ELEVEN = st.text("0123456789", min_size=11, max_size=11)


def by_hand(first11: str) -> str | None:
    """The rule written out: sum of digit × place, mod 11; on 10 the places start at 3; on 10 again, no number.
    Zeros alone are none."""
    if set(first11) == {"0"}:
        return None
    for start in (1, 3):
        total = 0
        for place, digit in enumerate(first11):
            total += int(digit) * ((place + start - 1) % 11 + 1)
        if total % 11 != 10:
            return first11 + str(total % 11)
    return None


# 0·1 + 0·2 + 1·3 + 3·4 = 15 = 11 + 4, and so on.
@pytest.mark.parametrize("number", ["001300000004", "993100000007", "555500000006"])
def test_a_number_with_its_check_digit_passes(number: str):
    assert iin_ok(number)
    assert iin_with_check(number[:11]) == number


@pytest.mark.parametrize("number", ["001300000005", "993100000000", "555500000009", "000000000001"])
def test_a_wrong_check_digit_fails(number: str):
    assert not iin_ok(number)


@pytest.mark.parametrize("digit", "0123456789")
def test_a_digit_twelve_times_is_no_number(digit: str):
    assert not iin_ok(digit * 12)


@given(ELEVEN)
def test_it_agrees_with_the_rule_written_out(first11: str):
    assert iin_with_check(first11) == by_hand(first11)


@given(ELEVEN)
def test_exactly_a_single_check_digit_is_right(first11: str):
    right = [digit for digit in "0123456789" if iin_ok(first11 + digit)]

    assert len(right) == (iin_with_check(first11) is not None)


def test_the_second_pass_is_used_where_the_first_gives_ten():
    assert iin_with_check("00000000010") == "000000000101"  # 10 × 1 = 10; second pass: place 10 weighs 1


def test_a_number_that_gives_ten_twice_is_not_issued():
    never = next(first for n in range(10_000) if iin_with_check(first := f"0099{n:07}") is None)

    assert by_hand(never) is None
    assert not any(iin_ok(f"{never}{digit}") for digit in range(10))


def test_the_test_certificates_of_the_nca_fail_the_check():
    assert not iin_ok("123456789011")


@pytest.mark.parametrize(
    "text", ["", "1", "00130000000", "0013000000041", "00130000000a", " 01300000004", "٠" * 12, "²" * 12]
)
def test_what_is_not_twelve_digits_fails(text: str):
    assert not iin_ok(text)


@pytest.mark.parametrize("text", ["", "123", "1" * 12, "1234567890a", "٠" * 11])
def test_the_check_digit_of_anything_else_is_refused(text: str):
    with pytest.raises(ValueError, match="eleven digits"):
        iin_with_check(text)


@given(st.text())
def test_no_text_breaks_it(text: str):
    assert iin_ok(text) in (True, False)
