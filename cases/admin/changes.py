"""A change of a row in words: each field with its value before and after, in both official languages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.utils import display_for_field
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.defaultfilters import floatformat
from django.utils import translation
from django.utils.translation import gettext as _

from cases.admin.dated import HOLDS_FROM
from cases.admin.render import EMPTY

LANGUAGES = ("ru", "kk")
UNKEPT = ("csrfmiddlewaretoken", "base", "password1", "password2", HOLDS_FROM)
"""What a proposal does not store as typed: what belongs to one page, a password, which nobody but its owner knows, and
its day, which has a column."""
IMPORTED = "rows"
"""The key under which a proposal stores the rows of a file, in place of a form."""
UNCOMPARED = ("password", "last_login")
"""Fields that change by themselves meanwhile."""


def row_digest(row: models.Model) -> str:
    facts = {f.attname: f.value_from_object(row) for f in row._meta.concrete_fields if f.name not in UNCOMPARED}
    text = json.dumps(facts, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


Words = dict[str, dict[str, str]]
"""Field → language → value."""


def words_of(row: models.Model | None, form: forms.ModelForm[Any]) -> tuple[Words, Words]:
    """What changes, as it is stored and as it is to be."""
    before, after = Words(), Words()
    for name in form.changed_data:
        if name in UNKEPT or name not in form.cleaned_data:
            continue
        before[name] = _worded(row, name, getattr(row, name, None)) if row is not None else {}
        after[name] = _worded(form.instance, name, form.cleaned_data[name])
    return before, after


def row_in_words(row: models.Model) -> Words:
    return {f.name: _worded(row, f.name, getattr(row, f.name)) for f in row._meta.concrete_fields if not f.primary_key}


def _worded(row: models.Model, name: str, value: object) -> dict[str, str]:
    field = next((f for f in row._meta.concrete_fields if f.name == name), None)
    words = {}
    for language in LANGUAGES:
        with translation.override(language):
            words[language] = _in_language(field, value)
    return words


def in_both(row: models.Model, names: Iterable[str]) -> dict[str, str]:
    """Some fields of a row on a line, in each language."""
    parts = [_worded(row, name, getattr(row, name)) for name in names]
    return {language: ", ".join(p[language] for p in parts if p[language] != EMPTY) for language in LANGUAGES}


def in_language_of(language: str, words: object) -> str:
    """What is worded by the active language, such as a row, in another."""
    with translation.override(language):
        return str(words)


def plain_value(row: models.Model, name: str) -> str:
    """Of a field of the row, in the active language."""
    return _in_language(next(f for f in row._meta.concrete_fields if f.name == name), getattr(row, name))


def _in_language(field: models.Field[Any, Any] | None, value: object) -> str:
    if field is None or field.remote_field is not None or isinstance(value, bool | dict | list):
        return _plain(value)
    if isinstance(value, Decimal) and isinstance(field, models.DecimalField):
        return floatformat(value, f"-{field.decimal_places}g")
    return str(display_for_field(value, field, EMPTY))


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return EMPTY if value in (None, "") else str(value)


def in_words(
    model: type[models.Model], before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str, str]]:
    """(label, before, after) in the reader's language."""
    language = (translation.get_language() or "ru")[:2]
    language = language if language in LANGUAGES else "ru"
    labels = {f.name: str(f.verbose_name) for f in model._meta.concrete_fields}
    names = list(dict.fromkeys([*before, *after]))
    return [
        (
            labels.get(n, OTHER_LABELS.get(n, n)),
            before.get(n, {}).get(language, EMPTY),
            after.get(n, {}).get(language, EMPTY),
        )
        for n in names
    ]


OTHER_LABELS: dict[str, Any] = {"reset_second_factor": translation.gettext_lazy("Reset the second factor")}
"""Fields of a form that are none of the row."""
