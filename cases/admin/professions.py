"""The list of in-demand professions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model

from cases.admin import bodyeffects
from cases.admin.reference import ReferenceAdmin
from cases.models import Profession


@admin.register(Profession)
class ProfessionAdmin(ReferenceAdmin):
    """A profession that leaves the list gets its last day; petitions signed before keep their words."""

    dated = False
    list_display = ("code", "name_ru", "name_kk", "valid_from", "valid_to", "confirmed", "source")
    list_filter = ("confirmed",)
    exact = ("code",)
    fixed = ("code", "valid_from")

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        return bodyeffects.of_profession(form.changed_data)
