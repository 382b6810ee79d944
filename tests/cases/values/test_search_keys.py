"""Two spellings of a name have a reading in common, in whichever script and whichever is typed."""

from __future__ import annotations

import pytest

from cases.values import search_keys

SAME = [
    "Doantri Доантри DOANTRI doantri",
    "Yıldızkaya Yildizkaya YILDIZKAYA Йылдызкая Йилдизкая",
    "Pinhão Pinhau Pinhao Пинхау",
    "Әлия Алия Aliya Aliia",
    "Жақыпов Жакыпов Zhakypov Jaqypov",
    "Құнанбаев Кунанбаев Qunanbayev Kunanbaev",
    "Ғабит Габит Gabit",
    "Іңкәр Инкар Inkar",
    "Гүлһан Гулхан Gulkhan Gulhan",
    "Ұлан Улан Ulan",
    "Müller Mueller Muller Мюллер",
    "Şahin Sahin Шахин",
    "Çakır Cakir Чакыр",
    "Hans Ганс",
    "Hans Ханс",
    "Jan Ян",
    "Jan Жан",
    "Юрий Yuri Yury Iurii",
    "Соловьёв Соловьев Solovyov Solovev",
    "Щербаков Shcherbakov Scherbakov",
    "Ержан Yerzhan Erzhan",
    "Хан Khan Han",
    "O’Brien O'Brien OBRIEN О'Бриен",
]
APART = [("Ivanov", "Petrov"), ("Доантри", "Yildizkaya"), ("Ли", "Ким"), ("Anna", "Inna")]


@pytest.mark.parametrize("spellings", SAME)
def test_each_spelling_of_a_name_meets_each_other(spellings: str) -> None:
    heard = [set(search_keys.readings(word)) for name in spellings.split() for word in search_keys.words(name)]
    for reading in heard:
        for other in heard:
            assert reading & other, spellings


@pytest.mark.parametrize(("name", "other"), APART)
def test_other_names_do_not(name: str, other: str) -> None:
    assert not set(search_keys.readings(name)) & set(search_keys.readings(other))


@pytest.mark.parametrize("text", ["", "😀", "张伟", "%", "_", "\u200f", "12", "-"])
def test_what_has_no_letters_of_ours_is_read_as_nothing(text: str) -> None:
    assert search_keys.readings(text) == ()


def test_both_scripts_are_sorted_together() -> None:
    names = ["Яковлев", "Abel", "Әбілов", "Zorn", "Ёлкин"]
    assert sorted(names, key=search_keys.sort_key) == ["Abel", "Әбілов", "Ёлкин", "Яковлев", "Zorn"]


@pytest.mark.parametrize(
    ("name", "other", "far"),
    [
        ("doantri", "doantri", 0),
        ("doantri", "doatnri", 1),
        ("doantri", "doanri", 1),
        ("doantri", "doanttri", 1),
        ("doantri", "daontry", 2),
        ("doantri", "petrov", 3),
        ("a", "abcdef", 3),
        ("", "ab", 2),
    ],
)
def test_wrong_letters_are_counted_up_to_the_most_that_matters(name: str, other: str, far: int) -> None:
    assert search_keys.distance(name, other, 2) == search_keys.distance(other, name, 2) == far
