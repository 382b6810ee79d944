"""The анкета as a form made from data, so that a new official annex needs no new code (п. 10(5))."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from cases.fields.birth import BirthField
from cases.fields.country import CountriesField, CountryField
from cases.fields.hints import hint
from cases.fields.merging import Conflict
from cases.fields.passport import PassportNumberField
from cases.fields.telephone import TelephoneField
from cases.fields.text import EmailLine, LettersArea, LettersLine, NameField, TextArea
from cases.models import Person
from cases.models import QuestionnaireForm as Schema
from cases.programmes.nomad.applicants.agreeing import prefilled
from cases.programmes.nomad.forms.base import DayField
from cases.values import questions
from cases.values.questions import words

ONLY_THE_PERSON = _("The person alone answers this, after signing in: nobody agrees or declares for another.")

__all__ = ["AnswersForm", "prefilled", "words"]


class AnswersForm(forms.Form):
    """Saved at any time; `complete` says whether every required answer is there and sound. Answers are stored as text.

    `today`: the day by which dates are judged, in Almaty. `person`: whose answers they are, as far as that changes what
    is asked. `locked`: where it is a helper who fills in, the answers as they are stored; the personal ones stay so.
    """

    use_required_attribute = False
    conflicts: Mapping[str, Conflict] = {}
    """Answers that another tab has changed meanwhile, by their keys."""

    def __init__(
        self,
        *args: Any,
        schema: Schema,
        today: date,
        person: Person | None = None,
        locked: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.schema, self.today = schema, today
        self.locked = {} if locked is None else {key: locked.get(key, "") for key in schema.personal_keys}
        self.spared = questions.unneeded_keys(schema.fields, bool(getattr(person, "has_single_name", False)))
        self.held: dict[str, str] = {}
        """What is saved although it is in the way of filing: answers in another language than the one declared."""
        super().__init__(*args, **kwargs)
        for item in schema.fields:
            self.fields[item["key"]] = _field(item)
        for key, stored in self.locked.items():
            self.fields[key].disabled, self.initial[key] = True, stored
            self.fields[key].help_text = str(ONLY_THE_PERSON)

    def refuse_personal(self, sent: QueryDict) -> None:
        """Once the form is validated: what a helper sent all the same for a question that is the person's alone."""
        for key, stored in self.locked.items():
            if sent.get(key, stored) != stored:
                self.add_error(key, ONLY_THE_PERSON)

    def clean(self) -> dict[str, Any]:
        super().clean()
        read = self.answers()
        for key, error in questions.inconsistencies(self.schema.fields, read, self.today):
            self.add_error(key, error)
            if error.code == questions.SOFT:
                self.held[key] = read[key]
        return self.cleaned_data

    @property
    def complete(self) -> bool:
        return not self.missing()

    @property
    def not_kept(self) -> list[Any]:
        """Bound fields whose answer has an error for which it cannot be saved even as a draft."""
        return [self[key] for key in self.errors if key in self.fields and key not in self.held]

    def missing(self) -> list[str]:
        answers = self.answers()
        return [words(i["label"]) for i in self.schema.fields if self._required(i) and not answers.get(i["key"])]

    def _required(self, item: questions.Question) -> bool:
        return bool(item.get("required")) and item["key"] not in self.spared

    def answers(self) -> dict[str, str]:
        answers = {k: v.isoformat() if hasattr(v, "isoformat") else str(v) for k, v in self.cleaned_data.items() if v}
        return answers | self.held

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Bound fields by section, in the schema's order, marked as they will be required at the end."""
        by_section: dict[str, list[Any]] = {}
        for item in self.schema.fields:
            # Only now, for the eye: a draft is valid without it, so validation must not see it.
            field = self.fields[item["key"]]
            field.required = self._required(item)
            bound = self[item["key"]]
            if not field.disabled:
                bound.help_text = _help(item, taken_over=bool(bound.value()))
            by_section.setdefault(words(item.get("section", {})), []).append(bound)
        return list(by_section.items())


def _field(item: questions.Question) -> forms.Field:
    options: dict[str, Any] = {
        "label": words(item["label"]),
        "help_text": _help(item),
        "required": False,
    }
    return _MAKE[item["type"]](item, options)


def _help(item: questions.Question, *, taken_over: bool = False) -> str:
    parts = (words(item.get("help", {})), str(hint(item)), str(_origin(item)) if taken_over else "")
    return escape(" ".join(part for part in parts if part))  # a template shows it as HTML, which the annex is not


def _origin(item: questions.Question) -> str | Promise:
    """Where the answer begins from, for what another paper knows (`agreeing`)."""
    if item.get("person"):
        return _("Taken over from “My data”.")
    if item.get("also") == "petition":
        return _("Taken over from the petition that the ministry signed.")
    return _("Taken over from your account.") if item["type"] == "email" else ""


def _choice(item: questions.Question, options: dict[str, Any]) -> forms.Field:
    choices = [("", "—")] + [(value, words(text)) for value, text in item["choices"]]
    return forms.ChoiceField(choices=choices, **options)


def _longest(item: questions.Question) -> int:
    """What flows back to the person must fit there."""
    field: Any = Person._meta.get_field(item["person"]) if item.get("person") else None
    return int(field.max_length) if field else 300


def _line(item: questions.Question, options: dict[str, Any]) -> forms.Field:
    return LettersLine(questions.letters_of(item), hinting=False, max_length=_longest(item), **options)


def _name(item: questions.Question, options: dict[str, Any]) -> forms.Field:
    return NameField(questions.letters_of(item), hinting=False, **options)


def _area(item: questions.Question, options: dict[str, Any]) -> forms.Field:
    alphabet = questions.letters_of(item)
    return LettersArea(alphabet, hinting=False, rows=3, **options) if alphabet else TextArea(rows=3, **options)


_MAKE: dict[str, Any] = {
    "text": _line,
    "long": _area,
    "prose": _area,
    "name": _name,
    "date": lambda item, options: DayField(**options),
    "born": lambda item, options: BirthField(**options),
    "choice": _choice,
    "language": _choice,
    "country": lambda item, options: CountryField(**options),
    "countries": lambda item, options: CountriesField(**options),
    "phone": lambda item, options: TelephoneField(**options),
    "email": lambda item, options: EmailLine(max_length=254, **options),
    "passport_number": lambda item, options: PassportNumberField(**options),
}
"""The field of each type; an agreement test holds it against `questions.READERS`."""
