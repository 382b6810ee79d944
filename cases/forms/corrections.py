"""Forms that put a recorded fact right: the fact anew, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.corrections import correctable
from cases.forms.base import DayField, Line, StepForm, TextArea
from cases.forms.petition import InterviewForm
from cases.forms.preliminary import CLEAR, clear_field
from cases.models import Check
from cases.requirements import CHECK_NAMES
from cases.wording import WHY

KNB = [("yes", _("Approved")), ("no", _("Not approved"))]


def reason_field() -> TextArea:
    return TextArea(
        label=_("Why it is corrected"), rows=3, max_length=WHY.most,
        help_text=_("It stays in the file beside both: what was recorded, and what is recorded now."),
    )  # fmt: skip


class CorrectCheckForm(StepForm):
    """One check, or КНБ's answer, anew. `kind` comes with the link of the fact; without one it is chosen here."""

    kind = forms.ChoiceField(label=_("What is corrected"))
    clear = clear_field(label=_("Result"))
    reference = Line(label=_("Reference number"), max_length=60, required=False)
    answered_on = DayField(label=_("Date of the answer"), required=False)
    text = TextArea(label=_("Remarks"), required=False, rows=3)
    reason = reason_field()

    def prepare(self) -> None:
        kinds = correctable(self.case)
        self.offer("kind", [(kind, CHECK_NAMES[kind]) for kind in kinds])
        chosen = str((self.data if self.is_bound else self.initial).get("kind", ""))
        self.held: Check | None = self.case.dossier.check_now(chosen) if chosen in kinds else None
        if self.held is not None:
            self.fields["kind"].widget = forms.HiddenInput()
            self._hold(self.held)
        if chosen != "knb":
            del self.fields["answered_on"]

    def _hold(self, held: Check) -> None:
        """What is recorded stands in the form already: only what is wrong has to be changed."""
        self.offer("clear", KNB if held.kind == "knb" else CLEAR)
        for name in ("reference", "answered_on", "text"):
            self.initial.setdefault(name, getattr(held, name))
        self.initial.setdefault("clear", "yes" if held.clear else "no")
        if held.kind == "knb":
            self.fields["reference"].label = _("Number of the answer")

    @property
    def name(self) -> Any:
        return CHECK_NAMES[self.held.kind] if self.held else ""

    @property
    def held_words(self) -> Any:
        """The recorded result as the form calls it."""
        words = dict(self.fields["clear"].choices)  # type: ignore[attr-defined]
        return words["yes" if self.held.clear else "no"] if self.held else ""


class CorrectArrivalForm(StepForm):
    arrived_on = DayField(label=_("Day on which the applicant came to the migration service"))
    reason = reason_field()

    def prepare(self) -> None:
        self.initial.setdefault("arrived_on", self.case.arrived_on)


class CorrectInterviewForm(InterviewForm):
    reason = reason_field()

    def prepare(self) -> None:
        held = self.case.dossier.interview
        if held is not None:
            self.initial.setdefault("recommended", "yes" if held.kind == "interview_for" else "no")
            self.initial.setdefault("text", held.text)
