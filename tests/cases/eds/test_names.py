"""Given names out of a CN: surname and patronymic are taken away once, as a whole, however they are spelled."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cases.eds.base import Signer
from cases.eds.pki import certificates
from cases.eds.pki.names import given_names
from cases.values.names import name_key
from demo.pki.certificates import COMMON_NAME, COUNTRY, GIVEN_NAME, SERIAL_NUMBER, SURNAME, Holder, name
from tests.cases.eds import workshop


class _Named(Holder):
    """A holder whose subject says what is given, whatever НУЦ РК would have written."""

    @property
    def subject(self) -> bytes:
        return name(
            (COMMON_NAME, self.given_names),
            (SURNAME, self.surname),
            (SERIAL_NUMBER, f"IIN{workshop.IIN}"),
            (COUNTRY, "KZ"),
            (GIVEN_NAME, self.patronymic),
        )


def _read(common: str, surname: str, patronymic: str = "") -> Signer:
    holder = _Named(surname=surname, given_names=common, patronymic=patronymic)
    return certificates.load(workshop.issue(holder).certificate).signer


@pytest.mark.parametrize(
    ("common", "surname", "patronymic", "given_name"),
    [
        ("ТЕСТОВ ТЕСТ", "ТЕСТОВ", "ТЕСТОВИЧ", "ТЕСТ"),
        ("ABDULLAH ABDULLAH", "ABDULLAH", "", "ABDULLAH"),
        ("АЛИ МУХАММАД", "АЛИ", "МУХАММАД", "МУХАММАД"),
        ("МУХАММАД АЛИ", "МУХАММАД", "АЛИ", "АЛИ"),
        ("МУХАММАД АЛИ", "АЛИ", "МУХАММАД", "МУХАММАД"),
        ("АЛИ МУХАММАД МУХАММАД", "АЛИ", "МУХАММАД", "МУХАММАД"),
        ("ХАСАН МУХАММАД АЛИ", "ХАСАН", "МУХАММАД", "МУХАММАД АЛИ"),
        ("МУХАММАД АЛИ ХАСАН", "ХАСАН", "МУХАММАД", "МУХАММАД АЛИ"),
        ("МУХАММАД МУХАММАД", "МУХАММАД", "МУХАММАД", "МУХАММАД"),
        ("СУКАРНО", "СУКАРНО", "", ""),
        ("СУКАРНО", "", "", "СУКАРНО"),
        ("DE LA CRUZ JUAN DE", "DE LA CRUZ", "", "JUAN DE"),
        ("DE LA CRUZ MARIA LA", "De la Cruz", "", "MARIA LA"),
        ("JUAN DE DE LA CRUZ", "DE LA CRUZ", "", "JUAN DE"),
        ("O'BRIEN SEAN", "O’BRIEN", "", "SEAN"),
        ("O´BRIEN SEAN", "O`Brien", "", "SEAN"),
        ("OʼBRIEN SEAN", "OBRIEN", "", "SEAN"),
        ("ИВАНОВА-ПЕТРОВА АННА", "ИВАНОВА - ПЕТРОВА", "", "АННА"),
        ("ИВАНОВА – ПЕТРОВА АННА ОЛЕГОВНА", "Иванова-Петрова", "олеговна", "АННА"),
        ("СЕМЁНОВ ПЁТР", "Семенов", "", "ПЁТР"),
        ("YILDIZ İLKER", "Yıldız", "", "İLKER"),
        ("ИВАН ПЕТРОВ ИВАНОВИЧ", "ПЕТРОВ", "ИВАНОВИЧ", "ИВАН"),
        ("STRASSE ANNA", "Straße", "", "ANNA"),
        (unicodedata.normalize("NFD", "MÜLLER JOSÉ"), "Müller", "", unicodedata.normalize("NFD", "JOSÉ")),
        ("SMITH JOHN", "СМИТ", "", "SMITH JOHN"),
        ("GARCIA LOPEZ JUAN", "GARCÍA LÓPEZ", "", "JUAN"),
        ("NGUYEN THI LAN ANH", "NGUYỄN", "", "THI LAN ANH"),
        ("JONSDOTTIR GUDRUN", "JÓNSDÓTTIR", "", "GUDRUN"),
        ("USMONOV JASUR AKMAL O‘G‘LI", "Usmonov", "Akmal oʻgʻli", "JASUR"),
        ("ОМАР АЙГЕРІМ СЕРІКҚЫЗЫ", "ОМАР", "СЕРІК ҚЫЗЫ", "АЙГЕРІМ"),
        ("ŞAHİN İREM", "Şahin", "", "İREM"),
        ("IŞIK IŞIK", "ışık", "", "IŞIK"),
        ("", "СУКАРНО", "", ""),
        ("АЛИ", "АЛИ", "АЛИ", ""),
    ],
)
def test_it_takes_surname_and_patronymic_away_once(common, surname, patronymic, given_name):
    assert given_names(common, surname, patronymic) == given_name


def test_it_reads_them_out_of_a_certificate():
    who = _read("ABDULLAH ABDULLAH", "ABDULLAH")
    assert (who.surname, who.given_names, who.full_name) == ("ABDULLAH", "ABDULLAH", "ABDULLAH ABDULLAH")
    assert _read("СУКАРНО", "СУКАРНО").full_name == "СУКАРНО"


some = settings(deadline=None, database=None)
WORD = st.text("АБИЛУХAbdeluÉéçёЁ'’ʼ-ßіғ", min_size=1, max_size=6).filter(lambda text: bool(name_key(text)))
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
MAYBE = st.one_of(st.just(""), NAME)
SPELLED = st.sampled_from(
    [
        str.upper,
        str.lower,
        lambda text: text.replace("'", "’"),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("-", " - "),
        lambda text: text,
    ]
)


def _begins(whole: str, part: str) -> bool:
    words = whole.split()
    return any(name_key("".join(words[:n])) == name_key(part) for n in range(1, len(words) + 1))


def _ends(whole: str, part: str) -> bool:
    words = whole.split()
    return any(name_key("".join(words[-n:])) == name_key(part) for n in range(1, len(words) + 1))


@some
@given(surname=NAME, own=MAYBE, spelled=SPELLED)
def test_it_finds_the_given_names_behind_any_surname(surname, own, spelled):
    assert given_names(f"{surname} {own}", spelled(surname), "") == " ".join(own.split())


@some
@given(surname=NAME, own=NAME, spelled=SPELLED)
def test_it_finds_them_before_any_surname(surname, own, spelled):
    assume(not _begins(f"{own} {surname}", surname))
    assert given_names(f"{own} {surname}", spelled(surname), "") == own


@some
@given(surname=NAME, own=NAME, patronymic=NAME, spelled=SPELLED)
def test_it_finds_them_between_surname_and_patronymic(surname, own, patronymic, spelled):
    assert given_names(f"{surname} {own} {patronymic}", spelled(surname), spelled(patronymic)) == own


@some
@given(surname=NAME, own=NAME, patronymic=NAME)
def test_it_leaves_them_whole_where_the_patronymic_is_not_in_the_cn(surname, own, patronymic):
    """As НУЦ РК has it; a patronymic that the given names end with can be told from none of them, unless it is all."""
    assume(name_key(own) == name_key(patronymic) or not (_begins(own, patronymic) or _ends(own, patronymic)))
    assert given_names(f"{surname} {own}", surname, patronymic) == own


@some
@given(common=MAYBE, surname=MAYBE, patronymic=MAYBE)
def test_it_loses_nothing(common, surname, patronymic):
    """Every word of the CN is in one of the three."""
    left = given_names(common, surname, patronymic)
    assert len(name_key(common)) <= len(name_key(left)) + len(name_key(surname)) + len(name_key(patronymic))


def test_nothing_invisible_stays_in_a_name() -> None:
    """A nought is refused by PostgreSQL, a mark of direction turns what stands behind it."""
    read = _read("\u202eТЕСТОВ\0 ТЕСТ\u200b", "ТЕСТОВ\0", "\0")
    assert (read.surname, read.given_names, read.patronymic) == ("ТЕСТОВ", "ТЕСТ", "")
