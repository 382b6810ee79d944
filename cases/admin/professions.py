"""The list of in-demand professions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.admin.bodyeffects import UNREAD
from cases.admin.effects import figure, number_of
from cases.admin.reference import ReferenceAdmin
from cases.models import Case, Profession
from cases.values import search_keys

MISSPELT = 2
"""Letters in which a name may differ from what is typed."""


@admin.register(Profession)
class ProfessionAdmin(ReferenceAdmin):
    """A profession that leaves the list gets its last day; petitions signed before keep their words."""

    dated = False
    list_display = ("code", "name_ru", "name_kk", "valid_from", "valid_to", "confirmed", "source")
    list_filter = ("confirmed",)
    search_help_text = _("A code, or a name or a part of it, in any spelling.")
    exact = ("code",)
    fixed = ("code", "valid_from")

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        return effect_of(form.changed_data)

    def get_search_results(self, request: HttpRequest, rows: QuerySet[Any], term: str) -> tuple[QuerySet[Any], bool]:
        text = term.strip()
        if not text:
            return rows, False
        named = Profession.objects.values_list("pk", "name_ru", "name_kk", "name_en")
        alike = [pk for pk, *names in named if any(_alike(text, name) for name in names)]
        return rows.filter(self.search(text)) | rows.filter(pk__in=alike), False


def effect_of(changed: Collection[str]) -> list[str]:
    """Petitions that are still to be signed."""
    running = Case.objects.filter(closed_at__isnull=True, about_letter=None, about_term=None)
    rows = running.filter(petition_signed_at__isnull=True, filed_at__isnull=True)
    number = number_of(rows) if set(changed) - UNREAD else 0
    if not number:
        return []
    words = ngettext(
        "%(n)s petition is not signed yet: it may name what is entered here, on the days on which that holds. "
        "Petitions that are signed keep their words.",
        "%(n)s petitions are not signed yet: they may name what is entered here, on the days on which that holds. "
        "Petitions that are signed keep their words.",
        number,
    )
    return [words % {"n": figure(number)}]


def _alike(text: str, name: str) -> bool:
    """Whether `name` has `text` in it, whatever is between the words, or differs from it in a few letters."""
    wanted, whole = _run_together(text), _run_together(name)
    if not wanted or not whole:
        return False
    return wanted in whole or (len(wanted) > 2 * MISSPELT and search_keys.distance(wanted, whole, MISSPELT) <= MISSPELT)


def _run_together(text: str) -> str:
    """As it sounds, without blanks and hyphens."""
    return "".join(reading for word in search_keys.words(text) for reading in search_keys.readings(word)[:1])
