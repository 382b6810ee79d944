"""A question of the анкета as a form: what its type can say, in the three languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.admin.questionnaires.kinds import OF_PERSON, PAPERS
from cases.admin.questionnaires.rules import OF_TYPES, need_of
from cases.law.regulations import LANGUAGES
from cases.values import letters
from cases.values.prose import LANGUAGES as ANSWER_LANGUAGES
from cases.values.questions import Question, words

LANGUAGE_NAMES = {"ru": _("in Russian"), "kk": _("in Kazakh"), "en": _("in English")}
NEW, NONE = "new", ""
CHOICE_LINE = _("One answer a line: its value, then its words in Russian, Kazakh and English, with | between them.")
MOST_CHOICES = 60


class QuestionForm(forms.Form):
    """`item`: the question as it stands; None for a new one of the type `kind`. `items`: all of the version."""

    required_css_class = "required"

    def __init__(self, data: QueryDict | None, *, kind: str, items: Sequence[Question], item: Question | None) -> None:
        self.kind, self.items, self.item = kind, items, item
        self.headings = {str(n): texts for n, texts in enumerate(_headings(items))}
        super().__init__(data, initial=self._initial(item) if item else {})
        fields: dict[str, forms.Field] = {} if item else dict(self._of_new())
        self.fields.update(fields | dict(self._words()) | dict(self._limits()))

    # ------------------------------------------------------------------------------------------ what is asked

    def _of_new(self) -> Iterator[tuple[str, forms.Field]]:
        yield (
            "key",
            forms.CharField(
                label=_("Key"),
                max_length=40,
                help_text=_("Its name in the data, such as “second_address”: it never changes."),
                validators=[
                    RegexValidator(
                        r"^[a-z][a-z0-9_]*$", _("Small Latin letters, digits and underscores, a letter first.")
                    )
                ],
            ),
        )
        taken = {item.get("person") for item in self.items}
        free = {name: label for name, (kind, label) in OF_PERSON.items() if kind == self.kind and name not in taken}
        if free:
            yield "person", _select(_("Filled in from “My data”, and flows back there"), free)
        if self.kind == "text":
            yield "also", _select(_("The same as in another paper"), PAPERS)

    def _words(self) -> Iterator[tuple[str, forms.Field]]:
        for language in LANGUAGES:
            yield f"label_{language}", _text(_("Question"), language, 300, required=True)
        for language in LANGUAGES:
            yield f"help_{language}", _text(_("Help below it"), language, 1000)
        yield "required", forms.BooleanField(label=_("Must be answered"), required=False)
        yield "personal", forms.BooleanField(label=_("By the person alone, by no helper"), required=False)
        sections = {number: words(texts) for number, texts in self.headings.items()}
        yield "section", _select(_("Heading above it"), sections | {NEW: _("a new heading, entered here:")})
        for language in LANGUAGES:
            yield f"section_{language}", _text(_("New heading"), language, 100)

    def _limits(self) -> Iterator[tuple[str, forms.Field]]:
        if self._can("choices"):
            area = forms.Textarea(attrs={"rows": 8, "cols": 100})
            yield "choices", forms.CharField(label=_("Answers"), widget=area, help_text=CHOICE_LINE, max_length=20000)
        if self._can("letters"):
            rules = {name: rule.hint for name, rule in letters.RULES.items()}
            yield "letters", _select(_("Letters"), rules)
        if self._can("language"):
            free = forms.BooleanField(label=_("May be answered in any language"), required=False)
            yield "any_language", free
        if self._can("besides"):
            yield "besides", _select(_("Besides the country of"), self._others("country"))
        if self._can("after"):
            yield "not_future", forms.BooleanField(label=_("Not after today"), required=False)
            yield "after", _select(_("Not before the day of"), self._others("date", "born"))
            for name, label in (("min", _("Earliest day")), ("max", _("Latest day"))):
                yield name, forms.DateField(label=label, required=False, widget=_Day())

    def _can(self, part: str) -> bool:
        return self.kind in OF_TYPES[part]

    def _others(self, *kinds: str) -> dict[str, str]:
        own = self.item["key"] if self.item else ""
        return {i["key"]: words(i["label"]) for i in self.items if i["type"] in kinds and i["key"] != own}

    def _initial(self, item: Question) -> dict[str, Any]:
        texts = {
            f"{part}_{language}": item.get(part, {}).get(language, "")
            for part in ("label", "help")
            for language in LANGUAGES
        }
        heading = next((number for number, texts in self.headings.items() if texts == item.get("section")), NONE)
        choices = "\n".join(
            " | ".join([value, *(texts[name] for name in LANGUAGES)]) for value, texts in _choices(item)
        )
        limits = {part: item.get(part, "") for part in ("letters", "besides", "after", "min", "max", "not_future")}
        limits |= {"required": item["required"], "personal": item.get("personal", False)}
        limits |= {"any_language": item.get("language") == "any"}
        return texts | limits | {"section": heading, "choices": choices}

    # ------------------------------------------------------------------------------------------ what is entered

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if any(item["key"] == key for item in self.items):
            raise ValidationError(_("Another question has this key already."))
        return key

    def clean_choices(self) -> list[list[Any]]:
        lines = [line for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if len(lines) > MOST_CHOICES:
            raise ValidationError(_("At most %(number)s answers are possible."), params={"number": MOST_CHOICES})
        choices = [self._choice(number, line) for number, line in enumerate(lines, start=1)]
        values = [value for value, _texts in choices]
        twice = next((value for value in values if values.count(value) > 1), "")
        if twice:
            raise ValidationError(_("The value “%(value)s” stands twice."), params={"value": twice})
        return choices

    def _choice(self, number: int, line: str) -> list[Any]:
        value, *texts = (part.strip() for part in line.split("|"))
        if len(texts) != len(LANGUAGES) or not all([value, *texts]):
            wrong = _("Line %(number)s: a value and its words in three languages are needed, with | between them.")
            raise ValidationError(wrong, params={"number": number})
        if self.kind == "language" and value not in ANSWER_LANGUAGES:
            known = {"names": ", ".join(ANSWER_LANGUAGES), "number": number}
            raise ValidationError(_("Line %(number)s: the value can be one of %(names)s."), params=known)
        return [value, dict(zip(LANGUAGES, texts, strict=True))]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._all_or_none("help", needed=False)
        self._all_or_none("section", needed=data.get("section") == NEW)
        if not data.get("section") and not data.get("section_ru") and not self.errors:
            self.add_error(
                "section", _("Choose the heading above it, or enter a new one: without it, it has no place.")
            )
        need = need_of(self.item) if self.item else None
        if need and need.must and not data.get("required"):
            self.add_error("required", format_lazy(_("It must be answered: {why}."), why=need.why))
        first, last = data.get("min"), data.get("max")
        if first and last and last < first:
            self.add_error("max", _("The latest day lies before the earliest."))
        return data

    def _all_or_none(self, part: str, *, needed: bool) -> None:
        """An applicant may read any of the languages: a text is there in all of them, or in none."""
        names = [f"{part}_{language}" for language in LANGUAGES]
        given = [name for name in names if self.cleaned_data.get(name)]
        for name in names if given or needed else ():
            if name not in given and name not in self.errors:
                missing = _("This text is missing {language}: it is needed in all three.")
                self.add_error(name, format_lazy(missing, language=LANGUAGE_NAMES[name[-2:]]))

    def question(self) -> dict[str, Any]:
        """As `QuestionnaireForm.fields` has it. What this form does not ask for stays as it was."""
        data, old = self.cleaned_data, dict(self.item or {})
        item = {"key": old.get("key") or data["key"], "type": self.kind, "required": data["required"]}
        item |= {part: old[part] for part in ("person", "also") if part in old}
        item |= {part: data[part] for part in ("person", "also") if data.get(part)}
        item |= {"personal": True} if data["personal"] else {}
        if heading := self._heading():
            item["section"] = heading
        item["label"] = self._texts("label")
        if data.get("help_ru"):
            item["help"] = self._texts("help")
        return item | dict(self._limits_entered())

    def _limits_entered(self) -> Iterator[tuple[str, Any]]:
        for part in ("choices", "letters", "besides", "not_future", "after", "min", "max"):
            if value := self.cleaned_data.get(part):
                yield part, value.isoformat() if isinstance(value, date) else value
        if self.cleaned_data.get("any_language"):
            yield "language", "any"

    def _heading(self) -> dict[str, str]:
        chosen = self.cleaned_data["section"]
        typed = chosen == NEW or self.cleaned_data["section_ru"]
        return self._texts("section") if typed else dict(self.headings.get(chosen, {}))

    def _texts(self, part: str) -> dict[str, str]:
        return {language: self.cleaned_data[f"{part}_{language}"] for language in LANGUAGES}


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _headings(items: Sequence[Question]) -> list[dict[str, str]]:
    """Each once, in their order."""
    headings: list[dict[str, str]] = []
    for item in items:
        if (texts := item.get("section")) and texts not in headings:
            headings.append(texts)
    return headings


def _choices(item: Question) -> Sequence[tuple[str, dict[str, str]]]:
    """(value, its words by language)."""
    choices: Sequence[tuple[str, dict[str, str]]] = item.get("choices", ())
    return choices


def _select(label: Promise, choices: Mapping[str, str | Promise]) -> forms.ChoiceField:
    return forms.ChoiceField(label=str(label), choices=[(NONE, "–"), *choices.items()], required=False)


def _text(label: Promise, language: str, most: int, *, required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2, "cols": 80, "lang": language})
    named = format_lazy("{label}, {language}", label=label, language=LANGUAGE_NAMES[language])
    return forms.CharField(label=named, widget=area, max_length=most, required=required)
