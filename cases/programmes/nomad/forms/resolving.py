"""The form in which an officer resolves a discrepancy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.law.titles import rule_beside
from cases.models import Case, Discrepancy
from cases.programmes.nomad.checks import check_papers
from cases.programmes.nomad.forms import base
from cases.programmes.nomad.forms.base import DayField, TextArea
from cases.programmes.nomad.resolving import Choice, faults, needs_letter
from cases.values.wording import WHY


class ResolveForm(forms.Form):
    """Which of the two answers holds, and why. The side chosen becomes the fact of the case."""

    side = forms.ChoiceField(
        label=_("What holds"),
        widget=forms.RadioSelect,
        choices=Discrepancy.SIDES,
        help_text=_("What you choose becomes the fact of the case: the decision looks at it alone."),
        error_messages={"required": _("Choose which of the two holds.")},
    )
    word = TextArea(label=_("Why"), rows=3, max_length=WHY.most)
    letter_number = base.TextLine(
        label=_("Number of their newer letter"),
        max_length=60,
        required=False,
        help_text=_(
            "Only where what was entered by hand is to hold. Their own answer yields to nothing but a later letter of "
            "theirs (art. 49 of the law on migration)."
        ),
    )
    letter_on = DayField(label=_("Date of their newer letter"), required=False)

    draft = forms.UUIDField(label=_("Draft"), widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        case: Case,
        discrepancy: Discrepancy,
        now: datetime,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.case, self.discrepancy, self.now = case, discrepancy, now
        super().__init__(data, initial=initial)
        if not needs_letter(case, discrepancy):
            del self.fields["letter_number"], self.fields["letter_on"]
        elif step := check_papers.attaching(case):
            self.paper_step, self.rule = step, rule_beside(case, step.paper)
            self.attached = check_papers.attached(step, case)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for name, reason in faults(self.case, self.discrepancy, self.now, self.choice()):
                self.add_error(name if name in self.fields else None, str(reason))
        return data

    def choice(self) -> Choice:
        return Choice(**{name: self.cleaned_data.get(name) or default for name, default in _UNSAID.items()})


_UNSAID: dict[str, Any] = {"side": "", "word": "", "letter_number": "", "letter_on": None}
