"""Countries by ISO 3166-1: stored as two letters ("DE"), named by Unicode's CLDR (the package Babel) in each
language."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.values.text import clean_line

LANGUAGES = ("ru", "kk", "en")
STATELESS = "XX"
"""Of ISO's codes for private use: a person without citizenship (п. 1 of the order names them beside foreigners)."""
_STATELESS = {"ru": "Лицо без гражданства", "kk": "Азаматтығы жоқ адам", "en": "Stateless person"}

OWN_NAMES = {
    ("ru", "KG"): "Кыргызстан",
    ("ru", "US"): "Соединённые Штаты Америки",
    ("kk", "CD"): "Конго Демократиялық Республикасы",
}
"""Where CLDR's name is not the one of Kazakhstan's official papers, or fits two countries."""

NOT_ASSIGNED = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
"""Codes that CLDR names and ISO has not assigned: reserved, groups of states, for private use.

`DNR_COUNTRIES_ALSO` lets some of them in (docs/interpretations.md)."""

ALSO_CALLED = {
    "RU": "Российская Федерация, РФ, Russian Federation, Ресей Федерациясы",
    "KZ": "Республика Казахстан, РК, Republic of Kazakhstan, Қазақстан Республикасы, ҚР",
    "US": "США, Соединённые Штаты, USA, United States of America, U.S.A., АҚШ",
    "GB": "Соединённое Королевство, Британия, Англия, UK, Britain, Great Britain, England",
    "DE": "ФРГ, Германия Федеративтік Республикасы",
    "CN": "КНР, Китайская Народная Республика, PRC, People's Republic of China, ҚХР",
    "KR": "Южная Корея, Korea, Republic of Korea, Корея Республикасы",
    "KP": "Северная Корея, DPRK, КХДР",
    "TR": "Turkey, Турецкая Республика",
    "CZ": "Czech Republic, Чешская Республика",
    "BY": "Белоруссия, Республика Беларусь",
    "KG": "Киргизия, Кыргызская Республика, Kyrgyz Republic",
    "MD": "Молдавия, Republic of Moldova",
    "UZ": "Республика Узбекистан",
    "AE": "Объединённые Арабские Эмираты, UAE, БАӘ",
    "NL": "Голландия, Holland, The Netherlands",
    "VN": "Vietnam, Вьетнам",
    "IR": "Иран, Islamic Republic of Iran, Исламская Республика Иран",
    "SY": "Сирия, Syrian Arab Republic",
    "MM": "Мьянма, Бирма, Myanmar, Burma",
    "CI": "Кот-д’Ивуар, Ivory Coast",
    "CD": "Демократическая Республика Конго, DR Congo",
    "CG": "Республика Конго, Republic of the Congo",
    "MK": "Македония, Macedonia",
    "PS": "Палестина, Palestine, State of Palestine",
    "HK": "Гонконг, Hong Kong",
    "MO": "Макао, Macao, Macau",
    "SZ": "Свазиленд, Swaziland",
    "TL": "Восточный Тимор, East Timor",
    "CV": "Cape Verde, Cabo Verde",
    "TZ": "Tanzania, United Republic of Tanzania",
    "ZA": "ЮАР, South Africa",
    STATELESS: "без гражданства, апатрид, stateless, азаматтығы жоқ",
}
"""Names in use besides CLDR's, by comma: what people write, and what was stored as free text."""

FORM_OF_STATE = re.compile(
    r"""^(?:the[ ])?(?:(?:islamic|feder(?:al|ated|ative)|united|socialist)[ ])*
         (?:republic|kingdom|principality|sultanate|states?)[ ]of[ ](?:the[ ])?
      | \s?[(,]\s?(?:the[ ])?(?:(?:islamic|bolivarian|plurinational|federated|united)[ ])*(?:republic|states?)[ ]of\)?$
      | ^(?:(?:исламская|федеративная|боливарианская|социалистическая)[ ])*
         (?:республика|королевство|княжество|султанат|государство)[ ]
      | [ ](?:(?:ислам|федеративтік)[ ])*(?:республикасы|корольдігі|князьдігі|сұлтандығы|мемлекеті)$""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words before or after a country's name in its official one."""
TWO_OF_A_NAME = frozenset(["CD", "CG", "CN", "KP", "KR"])
"""Where the form of the state tells which is meant ("Republic of China"): only names of the table count."""

FORMER = (
    "СССР, Советский Союз, КСРО, Кеңес Одағы, USSR, Soviet Union, Югославия, Yugoslavia, СФРЮ, Чехословакия, "
    "Czechoslovakia, ГДР, GDR, East Germany, Сербия и Черногория, Serbia and Montenegro, Заир, Zaire"
)
"""States that are no more, by comma: the papers of some people still name them."""


class Country(NamedTuple):
    code: str
    name: str


@cache
def codes() -> frozenset[str]:
    """What may be chosen: the states ISO 3166-1 lists, and a stateless person."""
    two = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}
    return frozenset((two - NOT_ASSIGNED) | (NOT_ASSIGNED & set(settings.COUNTRIES_ALSO)) | {STATELESS})


@cache
def choices(language: str) -> tuple[Country, ...]:
    """Every country by its name in this language, in the order of its alphabet; stateless persons at the end."""
    named = [Country(code, country_name(code, language)) for code in codes() - {STATELESS}]
    named.sort(key=lambda country: _sortable(country.name, language))
    return (*named, Country(STATELESS, country_name(STATELESS, language)))


ALPHABET = {"kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"}


def _sortable(name: str, language: str) -> list[tuple[int, str]]:
    order = ALPHABET.get(language, "")
    return [(order.find(sign), sign) for sign in name.casefold().replace("ё", "е")]


def country_name(code: str, language: str = "") -> str:
    """The name in this language ("": the reader's). What is no code, from when citizenship was free text, as it is."""
    language = _known(language)
    if code == STATELESS:
        return _STATELESS[language]
    if code not in codes():
        return code
    return OWN_NAMES.get((language, code)) or Locale(language).territories[code]


def country_names(stored: str, language: str = "") -> str:
    """The names of several codes, by comma."""
    return ", ".join(country_name(code, language) for code in stored.split(",")) if all_codes(stored) else stored


def all_codes(stored: str) -> bool:
    return bool(stored) and all(code in codes() for code in stored.split(","))


def code_of(text: str) -> str:
    """The code of a country named in Russian, Kazakh or English, or by a code of two or three letters; "" of none."""
    typed = clean_line(text)
    if typed in codes():
        return typed
    return _by_three().get(typed.upper()) or _by_name().get(_key(typed)) or _by_official_name(typed)


def _by_official_name(text: str) -> str:
    """The same without the form of the state: "Федеративная Республика Германия", "Iran (Islamic Republic of)"."""
    known = _by_name().get(_key(FORM_OF_STATE.sub("", text)), "")
    return "" if known in TWO_OF_A_NAME else known


def parse_country(text: str) -> str:
    """The code, as `code_of`, for a form. Raises ValidationError where there is none."""
    known = code_of(text)
    if _key(text) in _former():
        raise ValidationError(
            _("The state “%(name)s” is no more: choose the one whose citizen you are now, or “stateless person”."),
            code="country",
            params={"name": clean_line(text)},
        )
    if clean_line(text) and not known:
        raise ValidationError(
            _("There is no country “%(name)s” in the list: choose one, or write its name in full."),
            code="country",
            params={"name": clean_line(text)},
        )
    return known


@cache
def _former() -> frozenset[str]:
    return frozenset(map(_key, FORMER.split(",")))


def parse_countries(text: str) -> str:
    """Codes by comma, of names separated by commas, semicolons or lines. Raises ValidationError."""
    if known := code_of(text):  # a name may have a comma in itself
        return known
    parts = [part for part in text.replace(";", ",").replace("\n", ",").split(",") if clean_line(part)]
    return ",".join(dict.fromkeys(parse_country(part) for part in parts))


def split_codes(stored: str) -> list[str]:
    """The codes of an answer as `parse_countries` returns it."""
    return [code for code in stored.split(",") if code]


def same_meaning(text: str, other: str) -> bool:
    """Whether two texts say the same, part by part: a country is the same one in whatever language it is named."""
    return text == other or _meaning(text) == _meaning(other)


def _meaning(text: str) -> list[str]:
    return [
        code_of(part) or clean_line(part).casefold().replace("ё", "е") for part in (code_of(text) or text).split(",")
    ]


@cache
def _by_three() -> dict[str, str]:
    """Passports write three letters: DEU."""
    rows = get_global("territory_aliases").items()
    return {three: two[0] for three, two in rows if len(three) == 3 and three.isalpha() and two[0] in codes()}


@cache
def _by_name() -> dict[str, str]:
    by_name: dict[str, str] = {}
    for code, names in ALSO_CALLED.items():
        by_name |= {_key(name): code for name in names.split(",")}
    for language in LANGUAGES:
        by_name |= {_key(country_name(code, language)): code for code in codes()}
    return by_name


def _key(text: str) -> str:
    """Letters alone, ё as е, without accents that a keyboard may lack."""
    folded = clean_line(text).casefold().replace("ё", "е").replace("ü", "u").replace("ô", "o").replace("ç", "c")
    folded = folded.replace("&", "and").replace("saint ", "st ").replace(" the ", " ")
    return "".join(sign for sign in folded if sign.isalnum())


def _known(language: str) -> str:
    short = (language or get_language() or "ru")[:2]
    return short if short in LANGUAGES else "ru"
