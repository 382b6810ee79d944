"""Names of people: when two spellings are one, in sign-in, in the анкета, in searches."""

from __future__ import annotations

import unicodedata

import pytest

from cases.values import names

ALIKE = [
    ("O'BRIEN", "O’Brien"),
    ("OʻGʻLI", "o‘g‘li"),
    ("O`NEIL", "O´Neil"),
    ("OʼZBEK", "OʻZBEK"),
    ("ꞋALI", "'Ali"),
    ("İLKER", "ilker"),
    ("YILDIZ", "Yıldız"),
    ("ИВАНОВА–ПЕТРОВА", "Иванова - Петрова"),
    ("СЕМЁНОВ", "Семенов"),
    (unicodedata.normalize("NFD", "ЙÉ"), "йé"),
    ("СЕРІК ҚЫЗЫ", "Серікқызы"),
    ("STRASSE", "Straße"),
]


@pytest.mark.parametrize(("first", "other"), ALIKE)
def test_two_spellings_are_the_same_name(first: str, other: str) -> None:
    assert names.name_key(first) == names.name_key(other)


@pytest.mark.parametrize(
    ("first", "other"),
    [("García", "GARCIA"), ("Nguyễn", "NGUYEN"), ("Đặng", "Dang"), ("Łukasz", "LUKASZ"), ("Bjørk", "BJORK")],
)
def test_accents_tell_names_apart_but_for_searches(first: str, other: str) -> None:
    assert names.name_key(first) != names.name_key(other) and names.unaccented_key(first) == names.unaccented_key(other)


@pytest.mark.parametrize("parts", [("СУКАРНО", "", ""), ("", "СУКАРНО", ""), ("A", "", "B"), ("", "", "")])
def test_a_part_that_is_missing_leaves_no_blank(parts: tuple[str, str, str]) -> None:
    whole = names.joined(*parts)
    assert whole == " ".join(whole.split())


def test_there_is_a_single_list_of_apostrophes() -> None:
    for sign in names.APOSTROPHES:
        assert names.name_key(names.parse_name(f"O{sign}a")) == names.name_key(f"O{sign}a") == "oa"
