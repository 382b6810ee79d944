"""Rates of the state duties, each from a day on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext_lazy as _

from cases.admin import effects
from cases.admin.forms import JudgedForm
from cases.admin.reference import Faults, ReferenceAdmin
from cases.models import DutyRate


class DutyRateForm(JudgedForm):
    def faults(self, data: dict[str, Any]) -> Faults:
        for name in ("rate", "index"):
            if data.get(name) is not None and data[name] <= 0:
                yield name, _("This must be more than zero.")


@admin.register(DutyRate)
class DutyRateAdmin(ReferenceAdmin):
    form = DutyRateForm
    dated = False
    list_display = ("kind", "valid_from", "rate", "index", "amount_display", "source")
    list_filter = ("kind",)

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, DutyRate)
        return effects.of_duty_rate(after)

    @admin.display(description=_("amount, tenge"))
    def amount_display(self, rate: DutyRate) -> Any:
        return floatformat(rate.amount, "-2g")
