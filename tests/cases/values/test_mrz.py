"""The machine-readable zone as it is typed off, and Cyrillic names in the letters of one."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases.values import latin, mrz

TODAY = date(2026, 5, 10)
ICAO = """P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
"""The specimen of ICAO Doc 9303-4, appendix A, of a state that there is not."""


def test_the_specimen_of_icao_is_read() -> None:
    zone = mrz.parse_zone(ICAO.lower(), TODAY)
    assert zone == mrz.Zone("ERIKSSON", "ANNA MARIA", "L898902C3", "", date(1974, 8, 12), date(2012, 4, 15))


@pytest.mark.parametrize(("three", "code"), [("D<<", "DE"), ("IND", "IN"), ("XXA", "XX"), ("<<<", "")])
def test_the_state_is_known_by_its_letters(three: str, code: str) -> None:
    zone = mrz.parse_zone(ICAO.replace("36UTO", f"36{three}"), TODAY)
    assert zone is not None and zone.citizenship == code


def test_nothing_is_nothing() -> None:
    assert mrz.parse_zone(" \n", TODAY) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (ICAO[:-1], "44"),
        (ICAO.replace("P<UTO", "V<UTO"), "44"),
        (ICAO.replace("ANNA", "АННА"), "44"),
        (ICAO.replace("L898902C3", "L8989O2C3"), "O"),
        (ICAO.replace("7408122", "7408132"), "O"),
    ],
)
def test_what_is_no_zone_is_refused(typed: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        mrz.parse_zone(typed, TODAY)


def test_a_birth_of_unknown_day_is_none() -> None:
    unknown = ICAO.replace("7408122", "74<<<<7")
    signs = unknown.split("\n")[1]
    digit = mrz._digit(signs[13:19])
    zone = mrz.parse_zone(unknown.replace("74<<<<7", f"74<<<<{digit}"), TODAY)
    assert zone is not None and zone.born is None


@pytest.mark.parametrize(
    ("name", "read"), [("Щербаков", "SHCHERBAKOV"), ("Юлия", "IULIIA"), ("Қасым", "QASYM"), ("O’Neil", "O’NEIL")]
)
def test_cyrillic_letters_are_spelled_as_icao_has_them(name: str, read: str) -> None:
    assert latin.icao_spelling(name) == read
