"""Countries as people write them: by CLDR's names, by official ones, by the codes of passports."""

from __future__ import annotations

import pytest

from cases.values import countries


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Bosnia and Herzegovina", "BA"), ("Saint Lucia", "LC"), ("Saint Vincent and the Grenadines", "VC"),
        ("Cabo Verde", "CV"), ("Iran (Islamic Republic of)", "IR"), ("Tanzania, United Republic of", "TZ"),
        ("Micronesia (Federated States of)", "FM"), ("Federal Republic of Germany", "DE"),
        ("Kingdom of the Netherlands", "NL"), ("Федеративная Республика Германия", "DE"), ("Республика Сербия", "RS"),
        ("Өзбекстан Республикасы", "UZ"), ("Republic of Korea", "KR"), ("deu", "DE"), ("DEU", "DE"),
    ],
)  # fmt: skip
def test_an_official_name_is_the_country(typed: str, code: str) -> None:
    assert countries.parse_country(typed) == code


@pytest.mark.parametrize(
    "typed", ["Republic of China", "Korea (Democratic People's Republic of)", "Республика Нарния", "Республика", "no"]
)
def test_the_form_of_a_state_alone_makes_no_country(typed: str) -> None:
    assert countries.code_of(typed) == ""


@pytest.mark.parametrize("language", countries.LANGUAGES)
def test_every_name_that_is_offered_is_read_again(language: str) -> None:
    assert [c for c in countries.choices(language) if countries.code_of(c.name) != c.code] == []
