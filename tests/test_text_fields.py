"""Every field of text takes out what the eye cannot see, whoever fills it in: a kind, not a list of fields."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

from cases.fields.text import AddressOfPage, EmailLine, TextArea, TextLine

MODULES = sorted(
    ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
    for side in ("cases/programmes", "cases/web", "egov", "hub", "con")
    for path in Path(settings.BASE_DIR, side).rglob("*.py")
    if side != "cases/programmes" or "forms" in {path.stem, *path.parent.parts}
)
UNSEEN = "a\u200bb\u00adc\u202e\x00d"
OF_DJANGO = {"username", "password"}
"""Fields of Django's own sign-in form: a password is what it is, to the last sign."""


def every_form() -> Iterator[type[forms.BaseForm]]:
    for name in MODULES:
        for thing in vars(import_module(name)).values():
            if isinstance(thing, type) and issubclass(thing, forms.BaseForm) and thing.__module__ == name:
                yield thing


def test_no_text_field_keeps_what_cannot_be_seen() -> None:
    fields = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, TextLine | TextArea | EmailLine | AddressOfPage | forms.UUIDField)
        and not isinstance(field.widget, forms.PasswordInput)
    ]
    assert [name for name in fields if name.rpartition(".")[2] not in OF_DJANGO] == []


@pytest.mark.parametrize("field", [TextLine(), TextArea()])
def test_it_keeps_what_was_meant(field: forms.Field) -> None:
    assert field.clean(UNSEEN) == "abcd"


def test_an_address_copied_with_a_blank_of_no_width_is_an_address() -> None:
    assert EmailLine().clean("me\u200b@example.org\u00a0") == "me@example.org"
