"""The анкета as a whole: what keeps it from being filed, and that each type has its reader, its field and its words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from cases.programmes.nomad.forms import questionnaire
from cases.programmes.nomad.reference.questionnaire import schema_problems
from cases.values import questions

TODAY = date(2026, 6, 1)
TEXT = {"ru": "а", "kk": "ә", "en": "a"}


def item(key: str, kind: str, **more: Any) -> dict[str, Any]:
    label = {"ru": key, "kk": key, "en": key}
    return {"key": key, "type": kind, "required": True, "label": label} | more


CHOICES = [["ru", TEXT], ["kk", TEXT]]
ITEMS = [
    item("language", "language", choices=CHOICES),
    item("surname", "name"),
    item("born", "born"),
    item("country", "country"),
    item("others", "countries", required=False),
    item("number", "passport_number"),
    item("issued", "date", not_future=True, after="born"),
    item("ends", "date", required=False, after="issued", max="2060-01-01"),
    item("phone", "phone"),
    item("email", "email"),
    item("why", "prose"),
    item("firm", "text", required=False),
]
GOOD = {
    "language": "ru",
    "surname": "Smith",
    "born": "1990-01-31",
    "country": "DE",
    "others": "TR,CZ",
    "number": "C1234567",
    "issued": "2020-01-31",
    "ends": "2030-01-30",
    "phone": "+77000000000",
    "email": "me@example.org",
    "why": "Хочу жить и работать в Казахстане вместе с семьёй",
    "firm": "Google LLC",
}
WRONG = [
    ("surname", "Смит"),
    ("surname", ""),
    ("born", "2030-01-01"),
    ("born", "0080-01-01"),
    ("born", "31.02.1990"),
    ("country", "Нарния"),
    ("country", ""),
    ("others", "Нарния"),
    ("number", "С1234567"),
    ("issued", "1980-01-31"),
    ("issued", "2026-06-02"),
    ("ends", "2019-12-31"),
    ("ends", "9999-12-31"),
    ("phone", "12"),
    ("email", "not an email"),
    ("why", "I want to live in Kazakhstan with my family"),
    ("why", "Қазақстанда тұрып, жұмыс істегім келеді, себебі мұнда отбасым тұрады"),
    ("language", "en"),
]


def test_these_answers_may_be_filed() -> None:
    assert list(schema_problems(ITEMS)) == []
    assert questions.problems(ITEMS, GOOD, TODAY) == []


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_an_unsound_answer_keeps_the_questionnaire_from_being_filed(key: str, value: str) -> None:
    problems = questions.problems(ITEMS, GOOD | {key: value}, TODAY)
    assert key in problems


@pytest.mark.parametrize(("key", "value"), [pair for pair in WRONG if pair[1]])
def test_the_form_says_so_at_the_field(key: str, value: str) -> None:
    schema = questionnaire.Schema(fields=ITEMS)
    form = questionnaire.AnswersForm(GOOD | {key: value}, schema=schema, today=TODAY)
    assert key in form.errors


def test_an_answer_in_another_language_is_kept_as_a_draft() -> None:
    answers = GOOD | {"why": "I want to live in Kazakhstan with my family"}
    form = questionnaire.AnswersForm(answers, schema=questionnaire.Schema(fields=ITEMS), today=TODAY)
    assert not form.is_valid() and "why" in form.errors
    assert form.answers()["why"] == answers["why"] and form.not_kept == []


def test_a_person_of_a_single_name_has_no_given_names() -> None:
    items = [*ITEMS, item("given", "name", person="given_names")]
    assert questions.problems(items, GOOD, TODAY) == ["given"]
    assert questions.problems(items, GOOD, TODAY, questions.unneeded_keys(items, single_name=True)) == []


def test_every_type_has_a_reader_and_a_field() -> None:
    assert questions.READERS.keys() == questionnaire._MAKE.keys()


@pytest.mark.parametrize(
    ("key", "shown"),
    [("country", "Germany"), ("others", "Türkiye, Czechia"), ("phone", "+7 700 000 0000"), ("why", GOOD["why"])],
)
def test_an_answer_is_shown_in_words(key: str, shown: str) -> None:
    with override("en"):
        asked = next(i for i in ITEMS if i["key"] == key)
        assert questions.display_answer(asked, GOOD[key]) == shown


OLD = [item("country", "country"), item("born", "date"), item("name", "text"), item("why", "long")]


def test_a_form_of_the_earlier_types_still_works() -> None:
    answers = {"country": "Германия", "born": "1990-01-31", "name": "Иванов", "why": "Because"}
    assert list(schema_problems(OLD)) == []
    form = questionnaire.AnswersForm(answers, schema=questionnaire.Schema(fields=OLD), today=TODAY)
    assert form.is_valid() and form.complete and form.answers() == answers | {"country": "DE"}


def test_an_earlier_answer_of_free_text_is_shown_as_it_was_given() -> None:
    assert questions.display_answer(OLD[0], "Нарния") == "Нарния"


NEW_FAULTS: dict[str, Any] = {
    "letters unknown": [item("x", "text", letters="greek")],
    "letters of a date": [item("x", "date", letters="latin")],
    "after nothing": [item("x", "date", after="y")],
    "after itself": [item("x", "date", after="x")],
    "after a list": [item("x", "date", after=["y"])],
    "a bound that is no date": [item("x", "date", max="soon")],
    "not_future in words": [item("x", "date", not_future="yes")],
    "prose without a language": [item("x", "prose")],
    "two languages": [item("x", "language", choices=CHOICES), item("y", "language", choices=CHOICES)],
    "a language nobody asks": [item("x", "language", choices=[["en", TEXT]])],
    "language of a text": [item("x", "text", language="any")],
    "language unknown": [item("x", "prose", language="en")],
}


@pytest.mark.parametrize("what", NEW_FAULTS)
def test_an_unsound_rule_is_described(what: str) -> None:
    problems = [str(problem) for problem in schema_problems(NEW_FAULTS[what])]
    assert problems and all(problems)
