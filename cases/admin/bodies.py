"""How the bodies work: whose acts a second official approves, who heads a body, when it is open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from cases.admin import bodyeffects
from cases.admin.forms import JudgedForm
from cases.admin.reference import ReferenceAdmin
from cases.admin.render import step_label
from cases.engine.performing import drafted_acts
from cases.engine.steps import STEPS
from cases.models import (
    BodyHead,
    SecondApproval,
    WorkingHours,
)


class SecondApprovalForm(JudgedForm):
    """Offers the acts for which it can be set."""

    step = forms.ChoiceField(label=_("step"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "step" in self.fields:  # fixed once it is there
            acts = [step for step in STEPS.values() if drafted_acts.may_need_approval(step)]
            choices = [(step.name, f"{step.by.label}: {step.label}") for step in acts]
            self.fields["step"].choices = choices  # type: ignore[attr-defined]


@admin.register(SecondApproval)
class SecondApprovalAdmin(ReferenceAdmin):
    """Acts drafted from that day on; a draft that waits when it ends is approved as it was begun."""

    form = SecondApprovalForm
    dated = False
    list_display = ("step_display", "city", "valid_from", "valid_to", "source")
    list_select_related = ("city",)
    fixed = ("step", "city", "valid_from")

    @admin.display(description=_("step"), ordering="step")
    def step_display(self, row: SecondApproval) -> str:
        return step_label(row.step)


@admin.register(BodyHead)
class BodyHeadAdmin(ReferenceAdmin):
    """Letters name it from the next act on; those that are out stay."""

    list_display = ("body", "city", "name", "position_ru", "confirmed", "source")
    list_filter = ("body", "confirmed")
    list_select_related = ("city",)
    fixed = ("body", "city")

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, BodyHead)
        return bodyeffects.of_head(after, form.changed_data)


@admin.register(WorkingHours)
class WorkingHoursAdmin(ReferenceAdmin):
    """Hearings are set within them from now on; an hour that was named stays."""

    list_display = ("body", "city", "opens", "closes", "confirmed", "source")
    list_filter = ("body", "confirmed")
    list_select_related = ("city",)
    fixed = ("body", "city")

    def effect(self, before: Model | None, after: Model, form: forms.ModelForm[Any]) -> list[str]:
        assert isinstance(after, WorkingHours)
        return bodyeffects.of_hours(after, form.changed_data)
