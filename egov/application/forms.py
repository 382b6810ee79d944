from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.fields.merging import Conflict
from cases.models import Case, City
from cases.service import orders


class DepartmentField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj}: {obj.department}"


class DepartmentForm(forms.Form):
    """The department that decides (п. 10): one of the edition's cities."""

    conflicts: Mapping[str, Conflict] = {}
    city = DepartmentField(
        label=_("Migration service department"),
        queryset=City.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the department.")},
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["city"] = case.city_id
        self.fields["city"].queryset = orders.cities_of(case.law, today)  # type: ignore[attr-defined]
