"""A row opened twice: what a colleague, or another tab, has changed meanwhile is overwritten by nobody unseen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.fields import merging
from cases.models.row import values_before
from cases.values import moments

VERSIONS = 100
"""How many earlier versions are looked through for the moment at which a field was changed elsewhere."""

NEWER = _(
    "Changed meanwhile by a colleague or in another tab (%(at)s). Stored now: “%(theirs)s”. Entered here: “%(mine)s”. "
    "To put yours in its place, save once more."
)


class MergingForm(forms.ModelForm):
    """Beside a form of the admin: it brings `base` (`cases.fields.merging`), only what changed on its page counts."""

    plain: type[forms.ModelForm[Any]]
    """The form without this."""
    conflicts: Mapping[str, merging.Conflict] = {}

    def __init__(self, data: QueryDict | None = None, *args: Any, **options: Any) -> None:
        row = options.get("instance")
        if data is not None and row is not None and merging.BASE in data and "_saveasnew" not in data:
            merged = merging.merge(data, self.plain(instance=row), partial(_changed_at, row))
            self.conflicts = merged.conflicts
            data = merged.for_the_form_with_the_rest(data)
        super().__init__(data, *args, **options)

    def clean(self) -> Any:
        cleaned = super().clean()
        for name, conflict in self.conflicts.items():
            at = moments.moment(conflict.at) if conflict.at else "–"
            values = {"at": at, "mine": conflict.mine or "–", "theirs": conflict.theirs or "–"}
            self.add_error(name, forms.ValidationError(NEWER, params=values))
        return cleaned

    def stored(self) -> str:
        """The value of `base`: the row as it is stored now."""
        row = self.instance
        if self.is_bound:  # by now it holds what was sent
            row = type(row)._default_manager.get(pk=row.pk)
        return merging.base_of(self.plain(instance=row))


def merging_form(plain: type[forms.ModelForm[Any]]) -> type[MergingForm]:
    return type(plain.__name__, (MergingForm, plain), {"plain": plain})


def _changed_at(row: models.Model, name: str) -> datetime | None:
    attribute = next((field for field in row._meta.fields if field.name == name), None)
    if not hasattr(row, "history") or attribute is None:
        return None
    return merging.changed_at(values_before(row, name, VERSIONS), attribute.value_from_object(row))
