"""Every field of text that an applicant fills in declares its letters, says so beside itself, and refuses others."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from cases.engine.programmes import PROGRAMMES
from cases.fields.hints import hint
from cases.fields.text import LettersArea, LettersLine
from cases.law.actors import Actor
from cases.programmes.nomad.forms.documents import DocumentForm
from cases.programmes.nomad.forms.questionnaire import AnswersForm, Schema
from cases.values import letters, questions
from tests.people import START
from tests.test_text_fields import every_form

LANGUAGES = ("ru", "kk", "en")
STRANGE, UNSEEN = "東京", "\u200b\u202e\u00ad\ufe0f"
TYPED = ("name", "text", "long", "prose", "email", "phone", "country", "countries", "passport_number")
CODES = {"code", "present", "username", "password", "mrz"}
"""Given by a machine, not written by a person."""


def items() -> list[dict[str, Any]]:
    text = files("cases.programmes.nomad.reference").joinpath("questionnaire.toml").read_text("utf-8")
    fields: list[dict[str, Any]] = tomllib.loads(text)["questionnaire"][-1]["fields"]
    return [item for item in fields if item["type"] in TYPED]


LANGUAGE = {"key": "language", "type": "language", "choices": [["ru", {}]], "label": {"en": "Language"}}


def errors(item: dict[str, Any], typed: str) -> Any:
    schema = Schema(fields=[LANGUAGE, item])
    form = AnswersForm({"language": "ru", item["key"]: typed}, schema=schema, today=START.date())
    return form.errors.get(item["key"])


@pytest.mark.parametrize("item", items(), ids=lambda item: item["key"])
def test_a_question_declares_its_letters_says_so_and_refuses_others(item: dict[str, Any]) -> None:
    assert item["type"] not in ("name", "text", "long") or item["letters"] in letters.RULES
    declared = set()
    for language in LANGUAGES:
        with override(language):
            declared.add(str(hint(item)))
            assert errors(item, STRANGE)
    assert len(declared) == 3 and all(declared)
    if questions.letters_of(item) == letters.LATIN:
        assert errors(item, "Иванов")


@pytest.mark.parametrize("item", [i for i in items() if questions.letters_of(i)], ids=lambda item: item["key"])
def test_what_cannot_be_seen_does_not_hide_letters(item: dict[str, Any]) -> None:
    typed = {"latin": "Smith", "cyrillic": "Инженер"}.get(questions.letters_of(item), "Bremen")
    assert questions.parse_answer(item, UNSEEN.join(typed)) == typed
    with pytest.raises(ValidationError):
        questions.parse_answer(item, UNSEEN.join(STRANGE))


NAMED = ("surname", "given_names", "patronymic", "earlier_names")


@pytest.mark.parametrize("typed", ["Ёж🙂<script>", "Smith<", "Smith 🙂", "J0hn", "a@b"])
def test_a_name_is_letters_hyphens_and_apostrophes(typed: str) -> None:
    known = {item["key"]: item for item in items()}
    assert [key for key in NAMED if not errors(known[key], typed)] == []
    assert errors({"key": "town", "type": "text", "letters": "passport", "label": {}}, typed) or typed == "J0hn"


def of_applicants() -> Iterator[tuple[str, forms.Field]]:
    """The fields of text in the forms of `egov`, of a document, and of the steps that an applicant takes."""
    steps = {
        programme.forms[step.form]
        for programme in PROGRAMMES.values()
        for step in programme.steps.values()
        if step.by == Actor.APPLICANT
    }
    for form in every_form():
        if form.__module__.startswith("egov.") or form in steps or form is DocumentForm:
            for name, field in getattr(form, "base_fields", {}).items():
                secret = isinstance(field.widget, forms.PasswordInput)  # whose letters are nobody's affair
                if (
                    isinstance(field, forms.CharField)
                    and name not in CODES
                    and not field.widget.is_hidden
                    and not secret
                ):
                    yield f"{form.__name__}.{name}", field


@pytest.mark.parametrize(("name", "field"), list(of_applicants()))
def test_a_field_of_an_applicant_has_a_rule_and_refuses_others(name: str, field: forms.Field) -> None:
    with pytest.raises(ValidationError):
        field.clean(STRANGE)
    if isinstance(field, LettersLine | LettersArea):
        assert str(letters.rule(field.letters).hint) in str(field.help_text)
    assert field.help_text or isinstance(field, forms.EmailField)
