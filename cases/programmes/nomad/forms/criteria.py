"""The verdicts of the screening on the criteria that an administrator keeps (п. 5)."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.facts import StepFacts
from cases.models import InterviewCriterion
from cases.programmes.nomad.forms.base import StepForm, TextLine
from cases.programmes.nomad.petitions import criteria


class CriteriaForm(StepForm):
    """A verdict, and what may be added, on each criterion in use; nothing where there is none."""

    def prepare(self) -> None:
        super().prepare()
        self.criteria = criteria.of_screening(self.now)
        own: dict[str, forms.Field] = {}
        for row in self.criteria:
            own[f"verdict_{row.code}"] = forms.ChoiceField(
                label=str(row),
                choices=[("", "–"), *InterviewCriterion.VERDICTS.items()],
                error_messages={"required": _("Say whether the petition meets it.")},
            )
            own[f"word_{row.code}"] = TextLine(label=_("Remark"), max_length=300, required=False)
        self.fields.update(own)
        self.order_fields([*StepForm.base_fields, *own])
        vars(self)["beside"] = self.beside | own.keys()  # of this form alone: criteria come and go
        if self.criteria and not all(row.confirmed for row in self.criteria):
            unsure = criteria.NOT_CONFIRMED
            self.warning = format_lazy("{} {}", unsure, self.warning) if self.warning else unsure

    def facts(self) -> StepFacts:
        data = self.cleaned_data
        data["criteria"] = [
            criteria.verdict_row(row, data[f"verdict_{row.code}"], data[f"word_{row.code}"]) for row in self.criteria
        ]
        facts = super().facts()
        del data["criteria"]
        return facts
