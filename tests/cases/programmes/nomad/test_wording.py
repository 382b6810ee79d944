"""Whatever people read as a reason is words: one measure for every step that is given any, and for the other forms."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import MagicMock

import pytest
from django.utils import translation

from cases.admin.identity import DecisionForm
from cases.engine.steps import Step
from cases.engine.steps.facts import StepFacts, words_of
from cases.law.actors import Actor
from cases.programmes.complaint.programme import COMPLAINT
from cases.programmes.nomad.programme import NOMAD
from cases.values import wording
from egov.accounts.identity_forms import NameForm
from tests import people

STEPS = NOMAD.steps
"""Of this programme alone."""


NO_PROSE = {
    "card_number",
    "courier",
    "crossing",
    "kind",
    "mp_number",
    "profession",
    "reference",
    "stay_address",
    "address",
    "waybill",
    "cause",
    "receiver",
    "receipt",
    "document",
    "number",
    "body",
    "act",
    "successor",
    "case",
    "complaint",
    "ruling",
    "place",
    "recording",
    "recording_sha256",
    "profession_kk",
    "code",
    "language",
}
"""Numbers, names, addresses and codes: facts of text that are no sentence."""
EMPTY = ("..........", "!!!! ???? ....", "аааааа аааааа аааааа", "123 456 789", "x" * 5000)


PROSE = [
    (name, field.name)
    for name, step in STEPS.items()
    for field in fields(step.facts)
    if field.type == "str" and field.name in words_of(step.facts) and field.name not in NO_PROSE
    if step.by != Actor.APPLICANT
]
"""(step, fact) of every text that is read as words; a new one is among them until it is declared as data."""


OWN_PROSE = [
    (step, field.name)
    for programme in (NOMAD, COMPLAINT)
    for step in programme.steps.values()
    for field in fields(step.facts)
    if step.by == Actor.APPLICANT and field.type == "str" and field.name in words_of(step.facts)
    if field.name not in NO_PROSE
]
TERSE = ("Нет", "Я не согласен с отказом.", "Бас тартумен келіспеймін.", "I do not agree with the refusal.", "жоқ", "5")
"""Of the person whom the case is about: the right to object or to complain hangs on no wording."""

GOOD = "The paper shows another day than the copy."


def faults(step: Step, fact: str, words: str) -> set[str]:
    """What the demands find wrong with these words; what they ask of the case itself is no matter here."""
    codes: set[str] = set()
    values: dict[str, Any] = {field.name: None for field in fields(step.facts) if field.init} | {fact: words}
    rows = [{"kind": "paper", "verdict": "differs", "text": GOOD}]  # which agreed before
    values |= {"missing": (), "returns": (), "clear": False, "accepted": True, "rows": rows} | {fact: words}
    case, now, given = MagicMock(), people.START, cast(StepFacts, SimpleNamespace(**values))
    case.dossier.stale.return_value = False
    case.dossier.comparisons = {"paper": SimpleNamespace(verdict="agrees", text="")}
    case.language = ""  # of no proceedings: either language serves
    for demand in step.demands:
        with suppress(Exception):
            codes |= {str(why) for name, why in demand.check(case, now, given) if name == fact}
    return codes


@pytest.mark.parametrize(("name", "fact"), PROSE)
def test_boilerplate_is_refused_wherever_words_are_read(name: str, fact: str) -> None:
    fine = faults(STEPS[name], fact, GOOD)
    assert [words for words in EMPTY if not faults(STEPS[name], fact, words) - fine] == []


@pytest.mark.parametrize("words", EMPTY)
def test_the_reason_of_a_name_decision_is_words(words: str) -> None:
    form = DecisionForm({"decision": "refuse", "reason": words})
    assert "reason" in form.errors


@pytest.mark.parametrize("words", TERSE)
def test_a_person_asks_for_another_name_in_whatever_words(words: str) -> None:
    asked = NameForm({"surname": "SMITH", "why": words}, person=MagicMock(surname="SMYTH"))
    assert "why" not in asked.errors
    signs = NameForm({"surname": "SMITH", "why": "..!"}, person=MagicMock(surname="SMYTH"))
    assert "why" in signs.errors


@pytest.mark.parametrize(("step", "fact"), OWN_PROSE, ids=lambda value: getattr(value, "name", value))
def test_the_persons_own_words_are_taken_as_they_are(step: Step, fact: str) -> None:
    assert [words for words in TERSE if faults(step, fact, words) - faults(step, fact, GOOD)] == []
    mute = {words for words in ("....", "!? —") if faults(step, fact, words)}
    assert not mute or len(mute) == 2


def test_whoever_may_object_or_complain_is_among_them() -> None:
    spoken = {(step.name, fact) for step, fact in OWN_PROSE}
    assert spoken >= {
        ("object_to_refusal", "text"),
        ("object_to_ministry", "text"),
        ("file_complaint", "text"),
        ("file_complaint", "excuse"),
        ("ask_hearing", "text"),
        ("claim_arrival", "text"),
        ("withdraw", "text"),
    }


TRUE_AND_SHORT = (
    "Не согласен с КНБ", "Нет апостиля", "Нет перевода", "Нет печати", "Нет подписи", "Нет даты", "Срок истёк",
    "Фото размыто", "Не тот паспорт", "Снимок тёмный", "Ошибка в дате", "Чужой диплом", "Справка 2019 года",
    "Не видно номера", "Нет стр. 2", "Перевод неполный", "Опечатка в ФИО", "Дата другая", "Не его подпись",
    "Подпись другая", "Судимость есть", "Долги по штрафам", "Въезд запрещён", "Розыск Интерпола", "Диплом подделан",
    "Виза аннулирована", "Связь прервалась", "Не пришёл", "Стаж 1 год", "Нет опыта в ИТ", "Не заполнен п. 5",
    "Скан обрезан", "Ответ СИО пришёл", "ҰҚК-мен келіспеймін", "Апостиль жоқ", "Аударма жоқ", "Мөрі жоқ", "Қолы жоқ",
    "Күні жоқ", "Мерзімі өткен", "Сурет бұлыңғыр", "Басқа адам", "Күні қате", "Аты-жөнінде қате", "2-бет жоқ",
    "Аударма толық емес", "Диплом жалған", "Қолы басқа", "Соттылығы бар", "Айыппұлы бар", "Кіруге тыйым бар",
    "Іздеуде жүр", "Визасы жойылған", "Келмеді, күттік", "Байланыс үзілді", "Тәжірибесі жоқ", "Анықтама ескі",
    "Нөмірі көрінбейді", "Паспорт ол емес", "5-т. толтырылмаған", "Көшірме қиылған", "Еңбек өтілі 1 жыл",
    "Мәтін оқылмайды", "Апостиль не читается", "Паспорт просрочен", "Страница обрезана", "Диплом без приложения",
    "Не указан адрес", "Договор короче 180 дней", "Не оплачена пошлина", "Его там нет", "Въезд не найден",
    "Не подтверждено КНБ", "Нет файла", "Не тот файл", "Не прошёл проверку КНБ", "Проверка СИО: розыск",
    "Фото не подходит по размеру", "Нет документа", "Құжат аударылмаған", "Паспорт мерзімі өткен", "Табылмады.",
    "Келмеді.", "Расталмады.", "Жауап бермеді", "Файл ашылмайды", "Файл жоқ", "Басқа файл", "Баж төленбеген",
    "Шарт 180 күннен аз", "Кіру тіркелмеген", "Төлқұжат жарамсыз", "Құжат қабылданбады: мөрі жоқ", "Not found.",
    "It is not there.", "The page is cut off", "Passport expired", "No apostille", "Photo too dark", "Name differs",
    "Not translated", "No signature", "The seal is missing", "Another person", "Did not appear", "Not legalised",
    "Wrong date of birth", "The file does not open", "No file", "Wrong file", "He did not come", "Diploma forged",
    "Border crossing not found", "The contract is for 90 days",
)  # fmt: skip
"""What officials write where they have forty cases, and what tells the person everything."""
BOILERPLATE = (
    "....", "нет", "да", "см. выше", "см. файл", "asdf", "asdf asdf asdf", "qwerty qwerty", "йцукен", "фыва олдж",
    "ывапролд", "аааа бббб вввв", "х х х х х х", "тест", "тест тест тестовый", "ок", "ок ок ок ок",
    "не соответствует", "не соответствует требованиям", "отказать", "отказать по закону", "согласно приказу",
    "в соответствии с законодательством", "по результатам рассмотрения", "иная причина", "причина указана выше",
    "иное", "прочие причины", "без комментариев", "абвгд абвгд", "123456 7890", "см. выше 123", "жоқ", "иә",
    "жоғарыны қараңыз", "өзге себеп", "басқа себеп бар", "заңға сәйкес", "талаптарға сәйкес емес", "тест тест",
    "see above", "no reason", "not ok", "other reason", "lkjhg fdsa", "шщзхъ ъхзщш", "ошибка", "всё неверно",
    "қате, дұрыс емес", "бас тартылсын", "Имеются основания для отказа.", "Жалоба обоснована.", "Шағым негізді.",
    "Доводы жалобы обоснованны", "Жалоба подлежит удовлетворению", "The complaint is justified.",
    "There are grounds for refusal", "Бас тартуға негіз бар", "см. документы", "по закону", "-----", "не подходит",
    "решение принято", "по результатам проверки", "не положено", "Не принято.", "отказ согласно результатам проверки",
    "не соответствует закону", "құжаттарды қараңыз", "жарамсыз", "шешім қабылданды", "қабылданбады",
    "талаптарға сәйкес келмейді", "заң бойынша", "see documents", "check the documents", "does not comply",
    "according to law", "not suitable", "no grounds", "rejected", "n/a",
)  # fmt: skip
OTHER = (
    "Иная причина, указанная в замечании.",
    "Ескертпеде көрсетілген өзге себеп.",
    "Another reason, see the comment.",
)
MEASURES = [
    measure
    for measure in vars(wording).values()
    if isinstance(measure, wording.Measure) and not measure.quoted and not measure.own and not measure.common
]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_meaning_counts_and_not_the_length(measure: wording.Measure) -> None:
    assert [words for words in TRUE_AND_SHORT if wording.text_fault(words, measure)] == []
    assert [words for words in BOILERPLATE if not wording.text_fault(words, measure)] == []


COMMON = (
    "По просьбе заявителя",
    "Өтініш берушінің өтінуі бойынша",
    "At the request of the applicant",
    "Болезнь заявителя",
)


@pytest.mark.parametrize("words", COMMON)
def test_why_an_hour_is_moved_may_be_true_of_many_cases(words: str) -> None:
    assert wording.text_fault(words, wording.MOVED) is None and wording.text_fault(words, wording.PRESENT) is None
    assert wording.text_fault(COMMON[0], wording.REASONS), "an act against the person rests on more"


@pytest.mark.parametrize("words", ["", "....", "asdf asdf asdf", "йцукен", "ааааа аааа", "12:30 12:30"])
def test_and_is_words_all_the_same(words: str) -> None:
    assert wording.text_fault(words, wording.MOVED)


def test_own_words_are_those_that_the_ground_does_not_have() -> None:
    legalised = ("Документ не легализован, и освобождение от легализации не подтверждено.", "", "")
    assert [words for words in TRUE_AND_SHORT if wording.repeats(words, OTHER)] == []
    assert [words for words in BOILERPLATE if not wording.repeats(words, OTHER)] == []
    assert not wording.repeats("Нет апостиля", legalised)
    assert wording.repeats("Документ не легализован", legalised) and wording.repeats("Не подтверждено", legalised)


def test_there_are_steps_that_are_given_words() -> None:
    assert len(PROSE) > 20


def test_both_ends_of_the_length_are_named() -> None:
    with translation.override("en"):
        assert "At most" in str(wording.text_fault("a good word " * 500, wording.WHY))
        assert "at least" in str(wording.text_fault("So.", wording.WHY))


@pytest.mark.parametrize("words", ["Отказ.", "Не согласовано.", "Келісілмеді."])
def test_the_words_of_another_body_may_be_as_terse_as_they_came(words: str) -> None:
    assert wording.text_fault(words, wording.QUOTED) is None
    assert wording.text_fault("..........", wording.QUOTED)
