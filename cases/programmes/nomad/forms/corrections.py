"""Forms that put a recorded fact right: the new value, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.fields.country import CountryField
from cases.law.calendar import local_day
from cases.law.titles import list_at, rule_beside, titles
from cases.models import Check, Document
from cases.models.document import LEGALISATIONS
from cases.programmes.nomad.checks import check_papers
from cases.programmes.nomad.checks.check_results import choices
from cases.programmes.nomad.correcting.corrections import correctable, correctable_documents
from cases.programmes.nomad.facts import CORRECTED, DocumentCorrection
from cases.programmes.nomad.forms.base import DayField, StepForm, TextArea, TextLine
from cases.programmes.nomad.forms.petition import ReopenForm
from cases.programmes.nomad.forms.preliminary import ResultForm, clear_field
from cases.programmes.nomad.papers import particulars, visits
from cases.programmes.nomad.papers.changes import value
from cases.programmes.nomad.papers.particulars import LABELS
from cases.programmes.nomad.petitions import decided
from cases.programmes.nomad.requirements import CHECK_NAMES

READ_BY_APPLICANT = _("It stays in the file beside both, and the applicant reads it.")


def reason_field(help_text: Promise | str = CORRECTED.help) -> TextArea:
    return TextArea(rows=CORRECTED.lines, max_length=CORRECTED.most, help_text=help_text)


OTHER_REMARKS = _("The result is another one, and these remarks go with the one before: change them.")


class CorrectCheckForm(ResultForm):
    """One check, or КНБ's answer, once more."""

    kind = forms.ChoiceField()
    """Comes with the link of the fact; without one it is chosen here."""
    clear = clear_field()
    reference = TextLine(max_length=60, required=False)
    answered_on = DayField(required=False)
    text = TextArea(required=False, rows=3)
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
            return
        self.rule, self.attached = rule_beside(self.case, self.step.paper), check_papers.attached(self.step, self.case)

    def _hold(self, recorded: Check) -> None:
        """What is recorded is in the form already: only what is wrong has to be changed."""
        self.offer("clear", choices(recorded.kind))
        self.initial.setdefault("clear", "yes" if recorded.clear else "no")
        turned = self.initial["clear"] != ("yes" if recorded.clear else "no")
        for name in ("reference", "answered_on", *(() if turned else ("text",))):
            self.initial.setdefault(name, getattr(recorded, name))
        if recorded.kind == "knb":
            self.fields["reference"].label = _("Number of the answer")

    def clean(self) -> dict[str, Any]:
        """Words of the other result are not recorded with this one by mistake."""
        entered, recorded = self.cleaned_data, self.held
        text = entered.get("text", "")
        if recorded and text and text == recorded.text and entered.get("clear") not in (None, recorded.clear):
            self.add_error("text", OTHER_REMARKS)
            return entered
        return super().clean()

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
    reason = reason_field(READ_BY_APPLICANT)

    def prepare(self) -> None:
        self.initial.setdefault("arrived_on", self.case.arrived_on)


class CorrectCrossingForm(StepForm):
    entered = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        choices=choices("arrival"),
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Choose the result.")},
    )
    crossed_on = DayField(label=_("Day of entry into Kazakhstan (UIS Berkut), if known"), required=False)
    text = TextArea(required=False, rows=2)
    reason = reason_field()

    def prepare(self) -> None:
        recorded = self.case.dossier.check("arrival")
        if recorded is not None:
            self.initial.setdefault("entered", "yes" if recorded.clear else "no")
            self.initial.setdefault("crossed_on", recorded.happened_on)
            self.initial.setdefault("text", recorded.text)


class CorrectVisitForm(StepForm):
    came_on = DayField(label=_("Day on which the applicant came with the package"))
    reason = reason_field(READ_BY_APPLICANT)

    def prepare(self) -> None:
        came = visits.came_to_centre_at(self.case)
        self.initial.setdefault("came_on", came and local_day(came))


class CorrectReceiptForm(StepForm):
    received_on = DayField(label=_("Day on which the originals came"))
    reason = reason_field(READ_BY_APPLICANT)

    def prepare(self) -> None:
        term = self.case.dossier.running("final")
        self.initial.setdefault("received_on", term and local_day(term.starts_at))


class CorrectReopeningForm(ReopenForm):
    reason = reason_field()

    def prepare(self) -> None:
        recorded = decided.reopening_reason(self.case)
        if recorded is not None:
            self.initial.setdefault("cause", recorded.kind.removeprefix("reopen_"))
            self.initial.setdefault("text", recorded.text)


class CorrectDocumentForm(StepForm):
    """What is recorded of one document, once more."""

    kind = forms.ChoiceField()
    """Comes with the link beside the document; without one the page offers the documents first, since each has other
    data."""
    country = CountryField(label=LABELS["country"], required=False)
    issued_on = DayField(label=LABELS["issued_on"])
    valid_from = DayField(label=LABELS["valid_from"])
    expires_on = DayField(label=LABELS["expires_on"])
    no_end = forms.BooleanField(label=LABELS["no_end"], required=False)
    legalisation = forms.ChoiceField(
        label=LABELS["legalisation"],
        required=False,
        choices=[("", _("The paper shows no legalisation")), *LEGALISATIONS],
    )
    legalisation_note = TextLine(label=LABELS["legalisation_note"], max_length=200, required=False)
    notarised = forms.BooleanField(label=LABELS["notarised"], required=False)
    bars_entry = forms.BooleanField(label=LABELS["bars_entry"], required=False)
    reason = reason_field()

    def prepare(self) -> None:
        names = titles(self.case, list_at(self.case))
        self.offered = [(kind, str(names[kind])) for kind in correctable_documents(self.case)]
        self.offer("kind", self.offered)
        chosen = str((self.data if self.is_bound else self.initial).get("kind", ""))
        self.held: Document | None = self.case.dossier.documents[chosen] if chosen in dict(self.offered) else None
        self.asked = particulars.FACTS[chosen] if self.held else ()
        for name in LABELS.keys() - set(self.asked):
            del self.fields[name]
        if self.held is not None:
            self._hold(self.held)

    def _hold(self, recorded: Document) -> None:
        """What is recorded is in the form already: only what is wrong has to be changed."""
        self.fields["kind"].widget = forms.HiddenInput()
        for name in self.asked:
            self.initial.setdefault(name, getattr(recorded, name))
        if "no_end" in self.fields:
            self.fields["expires_on"].required = False
        self.fields["reason"].help_text = READ_BY_APPLICANT  # type: ignore[assignment]

    @property
    def name(self) -> str:
        return dict(self.offered)[self.held.kind] if self.held else ""

    @property
    def recorded(self) -> list[tuple[Any, str]]:
        return [(LABELS[name], value(name, getattr(self.held, name))) for name in self.asked]

    def facts(self) -> DocumentCorrection:
        data = self.cleaned_data
        recorded = {name: data[name] for name in self.asked if name in data}
        return DocumentCorrection(kind=data["kind"], recorded=recorded, reason=data["reason"])
