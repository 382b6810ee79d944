"""A Russian text is not taken for a Kazakh one, nor the reverse; a short one that could be either passes."""

from __future__ import annotations

import pytest

from cases.values import kazakh
from tests.cases.programmes.nomad.test_wording import TRUE_AND_SHORT

RUSSIAN = "Проверка показала, что сведения относятся к другому лицу. Жалоба обоснована."
KAZAKH = "Тексеру мәліметтердің басқа адамға қатысты екенін көрсетті. Шағым негізді."


@pytest.mark.parametrize(
    ("ru", "kk", "wrong"),
    [
        (RUSSIAN, KAZAKH, {}),
        (RUSSIAN, "", {}),
        ("", KAZAKH, {}),
        (RUSSIAN, RUSSIAN, {"kk": kazakh.SAME}),
        (RUSSIAN, RUSSIAN.upper().replace(".", " !"), {"kk": kazakh.SAME}),
        ("", RUSSIAN, {"kk": kazakh.NOT_KAZAKH}),
        ("Нет апостиля на дипломе.", RUSSIAN, {"kk": kazakh.NOT_KAZAKH}),
        (KAZAKH, KAZAKH, {"ru": kazakh.SAME_KAZAKH}),
        (KAZAKH, "", {"ru": kazakh.NOT_RUSSIAN}),
        (KAZAKH, RUSSIAN, {"ru": kazakh.NOT_RUSSIAN, "kk": kazakh.NOT_KAZAKH}),
    ],
)
def test_what_is_written_in_the_other_language_is_named(ru: str, kk: str, wrong: dict[str, object]) -> None:
    assert kazakh.faults_of_languages({"ru": ru, "kk": kk}) == wrong


@pytest.mark.parametrize("words", ["Апостиль", "Паспорт 2019", "Диплом, виза", "№ 12-3/45", "ИИС «ЦОН»"])
def test_a_word_of_both_languages_may_stand_in_both(words: str) -> None:
    assert kazakh.faults_of_languages({"ru": words, "kk": words}) == {}


def test_no_terse_text_of_an_official_is_refused_in_either_field() -> None:
    fine = [words for words in TRUE_AND_SHORT if len(words) < kazakh.LONG]
    assert len(fine) > 90
    assert [w for w in fine if kazakh.faults_of_languages({"ru": w}) or kazakh.faults_of_languages({"kk": w})] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "Паспорт Әсета Қуанышұлы Нұрғалиева, живущего на улице Жұмабаева, просрочен на день подачи."),
        ("kk", "Құжатта «Министерство иностранных дел Российской Федерации апостиль не проставило» деп тұр."),
        ("kk", "«Министерство иностранных дел Российской Федерации»"),
    ],
)
def test_names_and_quotations_of_the_other_language_pass(language: str, words: str) -> None:
    assert kazakh.faults_of_languages({language: words}) == {}
