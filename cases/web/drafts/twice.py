"""Whether a form that comes again says what was recorded already: the own second click, and no other word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from cases.engine.writing import audit


def repeats(form: forms.Form, facts: dict[str, Any]) -> bool:
    """Each thing entered stands in the recorded `facts` (of an Event). A box says nothing beside the button.

    Field by field, since after the first click the whole form may not be valid any more.
    """
    recorded = set(_leaves(facts))
    asked = (bound for bound in form.visible_fields() if not isinstance(bound.field, forms.BooleanField))
    return all(_is_recorded(bound, recorded) for bound in asked)


def _is_recorded(bound: forms.BoundField, recorded: set[str]) -> bool:
    raw = set(_leaves(bound.data))
    return raw <= recorded or set(_leaves(_read(bound))) <= recorded


def _read(bound: forms.BoundField) -> Any:
    """As an event has it; what is no value stays as it was sent."""
    try:
        return audit.plain({"": bound.field.clean(bound.data)}).get("")
    except forms.ValidationError:
        return bound.data


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif value not in ("", None):
        yield str(value).replace("\r\n", "\n").strip()
