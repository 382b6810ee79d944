"""From which day on a change of reference data holds: entered and confirmed before, in force by itself on its day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ProposedChange
from cases.values import moments
from cases.values.days import ensure_stored_day

HOLDS_FROM = "holds_from"
"""The field of the form, which is none of the row."""


class DatedForm(forms.ModelForm):
    """A form of reference data that asks, besides, from which day on the change holds."""

    today: date
    """Set by the page, which reads the clock."""

    holds_from = forms.DateField(
        label=gettext_lazy("This change holds from"),
        required=False,
        widget=AdminDateWidget,
        validators=[ensure_stored_day],
        help_text=gettext_lazy("Empty: at once. Until its day what is stored now holds."),
    )

    def clean_holds_from(self) -> date | None:
        day: date | None = self.cleaned_data[HOLDS_FROM]
        if day and day <= self.today:
            raise forms.ValidationError(_("This day has come: leave it empty, the change holds at once."))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get(HOLDS_FROM) and not changes(self):
            self.add_error(HOLDS_FROM, _("Change what is to be different from this day on."))
        return data


def with_a_day(form: type[forms.ModelForm[Any]]) -> type[forms.ModelForm[Any]]:
    return type(form.__name__, (DatedForm, form), {})


def changes(form: forms.ModelForm[Any]) -> set[str]:
    """The fields that differ, without the day."""
    return set(form.changed_data) - {HOLDS_FROM}


def day_of(form: forms.ModelForm[Any]) -> date | None:
    """None: at once."""
    return form.cleaned_data.get(HOLDS_FROM)


def coming(row: models.Model) -> list[ProposedChange]:
    """Changes of the row that wait: for another administrator, or for their day."""
    label = row._meta.label_lower
    return list(ProposedChange.objects.filter(label=label, row=str(row.pk), state__in=ProposedChange.OPEN))


def in_the_way(row: models.Model) -> str:
    """Why this row is not changed now; "" where nothing prevents it."""
    days = [change.holds_from for change in coming(row) if change.state == ProposedChange.PLANNED]
    if not days or days[0] is None:
        return ""
    words = _(
        "A change of this row is confirmed and holds from %(day)s. Take it back first, or enter yours from that day on."
    )
    return words % {"day": moments.day(days[0])}


def entered(change: ProposedChange) -> str:
    """What is to happen to it, for whoever has just entered it."""
    if change.holds_from is None:
        return _("Entered. It holds once another administrator confirms it.")
    words = _("Entered. It holds from %(day)s, once another administrator has confirmed it.")
    if change.state == ProposedChange.PLANNED:
        words = _("Entered. It holds by itself from %(day)s.")
    return words % {"day": moments.day(change.holds_from)}
