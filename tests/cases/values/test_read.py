"""What is kept of what people type, and what is refused with a word of help."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cases.values import countries, days, email, letters, names, passport, telephone, text

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("C1234567", "C1234567"),
        ("c 123-45 67", "C1234567"),
        ("C12\u200b345\ufeff67", "C1234567"),
        ("\u202aC1234567\u202c", "C1234567"),
        ("C\u00a01234567", "C1234567"),
        ("\uff23\uff11234567", "C1234567"),
        ("С1234567", None),  # the first letter is Cyrillic
        ("N°1234567", None),
        ("ABC", None),
        ("PASSPORT", None),
        ("1" * 21, None),
    ],
)
def test_a_passport_number_is_of_the_icao_alphabet(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(ValidationError):
            passport.parse_number(typed)
    else:
        assert passport.parse_number(typed) == kept


def test_it_names_the_cyrillic_letter_of_a_number() -> None:
    with override("en"):
        with pytest.raises(ValidationError) as refused:
            passport.parse_number("С1234567")
        assert "“С” is a Cyrillic letter" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("+7 700 000 00 00", "+77000000000", "+7 700 000 0000"),
        ("+7 (700) 000-00-00", "+77000000000", "+7 700 000 0000"),
        ("0049 30 123456", "+4930123456", "+49 30 123456"),
        ("+7 7172 12 34 56 ext. 12", "+77172123456;ext=12", "+7 7172 12 34 56 ext. 12"),
        ("+90\u00a0500 000 00 00", "+905000000000", "+90 500 000 00 00"),
    ],
)
def test_a_telephone_number_is_kept_in_a_single_form(typed: str, kept: str, shown: str) -> None:
    assert telephone.parse_number(typed) == kept
    assert telephone.parse_number(kept) == kept
    assert telephone.international(kept) == shown


@pytest.mark.parametrize("typed", ["12", "8 700 000 00 00", "+999 123456789", "+7 12", "call me", "+", "+7" + "0" * 30])
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        telephone.parse_number(typed)


def test_an_older_telephone_number_is_shown_as_it_was_kept() -> None:
    assert telephone.international("8 700 12") == "8 700 12"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Германия", "DE"), ("germany", "DE"), ("DEU", "DE"), ("DE", "DE"), ("ФРГ", "DE"),
        ("Түркия", "TR"), ("Turkiye", "TR"), ("Turkey", "TR"), ("Россия", "RU"), ("Russian Federation", "RU"),
        ("Соединённые Штаты", "US"), ("США", "US"), ("Viet Nam", "VN"), ("Vietnam", "VN"), ("кот-д'ивуар", "CI"),
        ("Бонэйр, Синт-Эстатиус и Саба", "BQ"), ("Лицо без гражданства", "XX"), ("азаматтығы жоқ адам", "XX"),
        ("Кыргызстан", "KG"), ("Киргизия", "KG"), ("  Индия\u200b ", "IN"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_name_in_three_languages(typed: str, code: str) -> None:
    assert countries.parse_country(typed) == code


@pytest.mark.parametrize("typed", ["Нарния", "European Union", "ZZ", "Конго", "no", "–"])
def test_what_is_no_country_of_the_list_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        countries.parse_country(typed)


@pytest.mark.parametrize("language", countries.LANGUAGES)
def test_every_country_offered_is_read_again_and_none_stands_twice(language: str) -> None:
    offered = countries.choices(language)
    assert len(offered) == len({c.name for c in offered}) == 250
    assert [countries.parse_country(c.name) for c in offered] == [c.code for c in offered]
    assert offered[-1].code == countries.STATELESS


def test_several_countries_are_distinguished() -> None:
    assert countries.parse_countries("Германия; Turkey, DEU") == "DE,TR"
    assert countries.country_names("DE,TR", "kk") == "Германия, Түркия"


def test_a_citizenship_of_free_text_is_shown_as_it_was_written() -> None:
    assert countries.country_name("Нарния", "ru") == "Нарния"


@pytest.mark.parametrize("day", [date(2030, 1, 1), date(80, 1, 1), date(1906, 5, 31)])
def test_nobody_is_born_on_such_a_day(day: date) -> None:
    with pytest.raises(ValidationError):
        days.ensure_birth(day, TODAY)


@pytest.mark.parametrize("day", [TODAY, date(1906, 6, 1), date(1990, 1, 31)])
def test_a_day_of_birth_may_be(day: date) -> None:
    assert days.ensure_birth(day, TODAY) == day


def test_no_document_is_valid_to_the_year_9999() -> None:
    with pytest.raises(ValidationError):
        days.ensure_expiry(date(9999, 12, 31), TODAY)
    assert days.ensure_expiry(date(2036, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u200bb\u00adc\ufeffd\u2066e\x00f\x07", "abcdef"),
        (" a\u00a0\u2009 b\t", "a b"),
        ("e\u0301", "é"),
        ("Қазақ", "Қазақ"),
        ("a\ufe0fb\u3164c\u2800d\U000e0101", "abcd"),
        ("\uff21\uff11 \U0001d412mith", "A1 Smith"),
    ],
)
def test_nothing_unseen_is_kept(typed: str, kept: str) -> None:
    assert text.clean_line(typed) == kept


def test_lines_stay_apart() -> None:
    assert text.clean_block(" one\r\ntwo \u2028three\x00\n") == "one\ntwo\nthree"


@pytest.mark.parametrize(
    "typed", ["O'Neill", "Anna-Maria", "Łódź", "Yıldızkaya", "St. John", "Ng", "Oʻgʻli", "Oʼzbek", "İlker", "Đặng"]
)
def test_a_name_as_passports_have_it(typed: str) -> None:
    assert names.parse_name(typed) == typed


@pytest.mark.parametrize("typed", ["Иванов", "Smith2", "-", "Smitн", "A@B", "ʼ", "李明"])
def test_what_no_passport_has_for_a_name(typed: str) -> None:
    with pytest.raises(ValidationError):
        names.parse_name(typed)


@pytest.mark.parametrize("typed", ["Anna–Maria", "Anna - Maria", "Anna\u2011Maria", "Anna — Maria"])
def test_a_dash_in_a_name_is_a_hyphen(typed: str) -> None:
    assert names.parse_name(typed) == "Anna-Maria"


ALLOWED = {
    "latin": "Zürich",
    "passport": "г. Москва / Moscow",
    "cyrillic": "DevOps-инженер",
    "either": "Bremen, Германия",
    "free": "I object, возражаю",
}
REFUSED = {
    "latin": ["Москва", "東京", "Μόσχα", "القاهرة"],
    "passport": ["東京", "القاهرة", "Москва 東"],
    "cyrillic": ["DevOps engineer", "DevOps engineer и", "東京 город"],
    "either": ["東京", "القاهرة", "Bremen 東"],
    "free": ["東京", "القاهرة", "I object 東"],
}


@pytest.mark.parametrize("rule", letters.RULES)
def test_a_rule_of_letters_takes_its_own_and_names_a_strange_letter(rule: str) -> None:
    letters.ensure_letters(ALLOWED[rule], rule)
    letters.ensure_letters("№ 12-3", rule)
    for text_ in REFUSED[rule]:
        with pytest.raises(ValidationError):
            letters.ensure_letters(text_, rule)


@pytest.mark.parametrize(
    "typed", ["me@example.org", "user@b\u00fccher.example", "me@пример.рф", "me@\u200eexample.org"]
)
def test_an_address_may_be_of_a_domain_in_any_script(typed: str) -> None:
    assert email.parse_address(typed) == typed.replace("\u200e", "")


@pytest.mark.parametrize(
    "typed",
    ["me", "a@localhost", "a@[127.0.0.1]", "a@b", "а@пример.рф", "x" * 65 + "@example.org", "a b@example.org"],
)
def test_what_mail_cannot_be_sent_to_is_no_address(typed: str) -> None:
    with pytest.raises(ValidationError):
        email.parse_address(typed)


@pytest.mark.parametrize("typed", ["СССР", "Soviet Union", "КСРО", "Югославия", "ГДР", "Czechoslovakia"])
@pytest.mark.parametrize(("language", "words"), [("ru", "больше нет"), ("kk", "енді жоқ"), ("en", "is no more")])
def test_a_state_that_is_no_more_is_marked_so(typed: str, language: str, words: str) -> None:
    with override(language):
        with pytest.raises(ValidationError) as refused:
            countries.parse_country(typed)
        assert words in refused.value.messages[0] and typed in refused.value.messages[0]


def test_no_state_of_today_is_called_past() -> None:
    assert not any(countries.code_of(name) for name in countries.FORMER.split(","))
