from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.law.titles import rules_of
from cases.programmes.nomad.forms.base import DayField, StepForm, TextArea, TextLine, proof_field
from cases.programmes.nomad.forms.languages import InTwoLanguages
from cases.values.wording import ITEM_REMARK, WHY


class ReconcileForm(StepForm):
    """One document of the package against its original (п. 21)."""

    kind = forms.ChoiceField()
    accepted = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Matches the original")), ("no", _("Missing or does not match"))],
        error_messages={"required": _("Choose the result.")},
    )
    text = TextLine(label=_("Remarks in Russian"), max_length=ITEM_REMARK.most, required=False)
    text_kk = TextLine(max_length=ITEM_REMARK.most, required=False)
    reason = TextLine(label=_("Why it differs from what is recorded"), max_length=WHY.most, required=False)

    def prepare(self) -> None:
        self.offer("kind", [(r.kind, str(r.title)) for r in rules_of(self.case, self.case.place.documents)])


class VisitForm(StepForm):
    """What happened on its day counts: the day of the visit, not the hour at which it is written down."""

    came_on = DayField(label=_("Day on which the applicant came with the package"), required=False)
    proof = proof_field(_("Only where it is not today: a ticket of the queue, an entry in the book, who received it."))

    def prepare(self) -> None:
        self.initial.setdefault("came_on", self.today)


class ReceiptForm(StepForm):
    received_on = DayField(label=_("Day on which the originals came"), required=False)
    proof = proof_field(_("Only where it is not today: the courier's mark, an entry in the book, who received it."))
    text = TextArea(label=_("Note"), required=False, rows=2)

    def prepare(self) -> None:
        self.initial.setdefault("received_on", self.today)


class HandBackForm(StepForm):
    returned_on = DayField(label=_("Day on which the originals were given back"), required=False)
    proof = proof_field(_("Only where it is not today: the date of the receipt, an entry in the book."))
    receiver = TextLine(
        max_length=200,
        help_text=_("The applicant, or who took them for the applicant; by which power of attorney after a comma."),
    )
    receipt = TextLine(
        max_length=200,
        help_text=_("Number and date of the receipt that the receiver has signed."),
    )

    def prepare(self) -> None:
        self.initial.setdefault("returned_on", self.today)
        self.initial.setdefault("receiver", self.case.person.full_name)


class BroughtForm(StepForm):
    brought_on = DayField(label=_("Day on which the originals were brought"), required=False)
    proof = proof_field(_("Only where it is not today: an entry in the book, who received them."))

    def prepare(self) -> None:
        self.initial.setdefault("brought_on", self.today)


class ReturnPackageForm(InTwoLanguages):
    """Ticked beforehand is what the clerk has recorded as wrong; what nobody has looked at yet is no finding."""

    missing = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what is missing.")},
    )
    text = TextArea(label=_("Explanation for the applicant, in Russian"), required=False, rows=3)
    text_kk = TextArea(label=_("Explanation for the applicant, in Kazakh"), required=False, rows=3)

    def prepare(self) -> None:
        rules = rules_of(self.case, "con")
        self.offer("missing", [(r.kind, str(r.title)) for r in rules])
        self.fields["missing"].initial = [r.kind for r in rules if self.case.dossier.recorded_wrong(r.kind, "con")]
        self.last(self.ask_in_both("text", needed=False))
