"""The form of a step that names none: a field for each fact that it is given, by its type and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from types import NoneType
from typing import Any, cast, get_args

from django import forms

from cases.engine.programmes.forms import StepForm
from cases.engine.steps import Step
from cases.engine.steps.facts import AskedAs, StepFacts, Words, hints_of
from cases.fields.day import DayField
from cases.fields.text import LettersArea, LettersLine, TextArea, TextLine
from cases.law.actors import Actor
from cases.values import letters


class FactsForm(StepForm):
    """A day is that of today until another is given, and not to come; a step that puts recorded facts right begins with
    what is recorded."""

    def prepare(self) -> None:
        if self.step.corrects:
            for name, value in self.step.corrects.recorded(self.case, None).items():
                self.initial.setdefault(name, value)
        for name, field in self.fields.items():
            if isinstance(field, DayField) and field.required:
                self.initial.setdefault(name, self.today)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [name for name, field in self.fields.items() if isinstance(field, DayField)]:
            try:
                self.not_in_future(name)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return given


def form_of_facts(step: Step) -> type[StepForm]:
    """Raises TypeError for a fact that has no words or no kind of field: such a step names its form."""
    key = step.facts, step.by == Actor.APPLICANT
    if key not in _FORMS:
        _FORMS[key] = _made(*key)
    return _FORMS[key]


_FORMS: dict[tuple[type[StepFacts], bool], type[StepForm]] = {}


def _made(kind: type[StepFacts], applicant: bool) -> type[StepForm]:
    hints = hints_of(kind)
    asked = {part.name: _field(part, hints[part.name], applicant) for part in fields(kind) if part.init}
    return cast("type[StepForm]", type(f"{kind.__name__}Form", (FactsForm,), asked | {"__module__": kind.__module__}))


def _field(part: Field[Any], hint: Any, applicant: bool) -> forms.Field:
    """`applicant`: it asks the applicant, whose words are in the letters of the three languages."""
    words: Words | None = part.metadata.get("words")  # its label: `StepForm` takes it
    asked: AskedAs = part.metadata.get("asked", AskedAs())
    if words is None:
        raise TypeError(f"{part.name}: no words to ask it with")
    nullable = NoneType in get_args(hint)
    of = next((inner for inner in get_args(hint) if inner is not NoneType), hint) if nullable else hint
    left_out = part.default is not MISSING and (nullable or of is str)
    common: dict[str, Any] = {"help_text": asked.help, "required": not left_out}
    common |= {} if part.default in (MISSING, None, "") else {"initial": part.default}
    if isinstance(words.shown, Mapping):
        return _choice(of, words.shown, common)
    if of is str:
        return _text(asked, applicant, common)
    if of is int:
        return forms.IntegerField(min_value=asked.least, max_value=asked.most or None, **common)
    if of is date:
        return DayField(**common)
    raise TypeError(f"{part.name}: {hint} has no kind of field")


def _choice(of: type, words: Mapping[Any, Any], common: dict[str, Any]) -> forms.Field:
    """One of the values that have words."""
    by_text = {str(value): value for value in words}
    return forms.TypedChoiceField(
        choices=[(text, words[value]) for text, value in by_text.items()],
        coerce=lambda text: by_text.get(text, text),
        empty_value="" if of is str else None,
        widget=forms.RadioSelect,
        **common,
    )


def _text(asked: AskedAs, applicant: bool, common: dict[str, Any]) -> forms.Field:
    """Without an end of its own, a line has 200 characters, and several have as many as every text."""
    if asked.lines == 1:
        common |= {"max_length": asked.most or 200}
        return LettersLine(letters.FREE, **common) if applicant else TextLine(**common)
    common |= {"rows": asked.lines} | ({"max_length": asked.most} if asked.most else {})
    return LettersArea(letters.FREE, **common) if applicant else TextArea(**common)
