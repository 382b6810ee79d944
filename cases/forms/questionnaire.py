"""The анкета as a form made from data, so that a new official annex needs no new code (п. 10(5))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import get_language

from cases.forms.base import DayField, TextArea
from cases.forms.merging import Conflict
from cases.models import QuestionnaireForm as Schema


def words(texts: dict[str, str]) -> str:
    return texts.get((get_language() or "ru")[:2]) or texts.get("ru", "")


class QuestionnaireForm(forms.Form):
    """Saved at any time; `complete` says whether every required answer is there. Answers are kept as text."""

    use_required_attribute = False
    conflicts: Mapping[str, Conflict] = {}
    """Answers that another tab has changed meanwhile, by their keys."""

    def __init__(self, *args: Any, schema: Schema, **kwargs: Any) -> None:
        self.schema = schema
        super().__init__(*args, **kwargs)
        for item in schema.fields:
            self.fields[item["key"]] = _field(item)

    @property
    def complete(self) -> bool:
        return all(self.cleaned_data.get(i["key"]) for i in self.schema.fields if i.get("required"))

    def missing(self) -> list[str]:
        return [words(i["label"]) for i in self.schema.fields if i.get("required") and not self.answers().get(i["key"])]

    def answers(self) -> dict[str, str]:
        found = {k: v.isoformat() if hasattr(v, "isoformat") else str(v) for k, v in self.cleaned_data.items() if v}
        return found

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Bound fields by section, in the schema's order, marked as they will be asked for at the end."""
        found: dict[str, list[Any]] = {}
        for item in self.schema.fields:
            # Only now, for the eye: a draft is valid without it, so validation must not see it.
            self.fields[item["key"]].required = bool(item.get("required"))
            found.setdefault(words(item.get("section", {})), []).append(self[item["key"]])
        return list(found.items())


def _field(item: dict[str, Any]) -> forms.Field:
    options: dict[str, Any] = {
        "label": words(item["label"]),
        "help_text": escape(words(item.get("help", {}))),  # a template shows it as HTML, which the annex is not
        "required": False,
    }
    match item["type"]:
        case "date":
            return DayField(**options)
        case "long":
            return TextArea(rows=3, **options)
        case "choice":
            choices = [("", "—")] + [(value, words(text)) for value, text in item["choices"]]
            return forms.ChoiceField(choices=choices, **options)
        case _:
            return forms.CharField(max_length=300, **options)
