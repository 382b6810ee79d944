"""What the forms of the admin have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms


class JudgedForm(forms.ModelForm):
    """Facts that may each be right, and are judged together."""

    def faults(self, data: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        """(field, what is wrong with it). A fact that is wrong by itself is not in `data`."""
        return ()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for field, why in list(self.faults(data)):
            self.add_error(field, why)
        return data


def checkboxes(label: Any, choices: dict[str, Any]) -> forms.MultipleChoiceField:
    """A box to tick for each choice."""
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=list(choices.items()), widget=widget)


def machine_text(rows: int, cols: int) -> forms.Textarea:
    """Text for a machine: no browser corrects its spelling."""
    return forms.Textarea(attrs={"rows": rows, "cols": cols, "spellcheck": "false"})
