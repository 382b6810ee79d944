"""The forms of a complaint, by the name that a step gives."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.programmes.forms import StepForm, ask_for_reasons
from cases.engine.rulings import remedies
from cases.engine.steps.proceedings import in_order
from cases.fields.day import DayField
from cases.fields.text import LettersArea, TextArea, TextLine
from cases.law.calendar import local_day
from cases.law.titles import rule_beside
from cases.values import letters


class ComplaintForm(StepForm):
    text = LettersArea(
        letters.FREE,
        label=_("Complaint"),
        rows=10,
        help_text=_("What is wrong with the act, why, and what you ask for."),
        error_messages={"required": _("Say what is wrong with the act.")},
    )
    excuse = LettersArea(
        letters.FREE,
        label=_("Why the complaint comes after its last day"),
        rows=3,
        required=False,
        help_text=_("The complaint is registered all the same; the body judges whether the reason was a good one."),
    )
    warning = _("After signing, the text of the complaint cannot be changed any more.")

    def prepare(self) -> None:
        """The excuse is asked for only where the last day is over."""
        last = remedies.last_day(self.case.about_letter) if self.case.about_letter else None
        self.late = bool(last and local_day(self.now) > last)
        if not self.late:
            del self.fields["excuse"]


class SatisfyForm(StepForm):
    text = TextArea(label=_("Reasons in Russian"), rows=5, required=False)
    text_kk = TextArea(label=_("Reasons in Kazakh"), rows=5, required=False)
    warning = _("This is a decision. The act itself is set aside when another head of the body has confirmed it.")

    def prepare(self) -> None:
        ask_for_reasons(self)


class HandOnForm(StepForm):
    higher = TextLine(label=_("Higher body, in Russian"), max_length=300)
    higher_kk = TextLine(label=_("Higher body, in Kazakh"), max_length=300)
    text = TextArea(label=_("Position of the body"), rows=4, required=False)

    def prepare(self) -> None:
        challenged = remedies.challenged(self.case.about_letter) if self.case.about_letter else None
        self.initial.setdefault("higher", challenged[1].higher_ru if challenged else "")
        self.initial.setdefault("higher_kk", challenged[1].higher_kk if challenged else "")


PRINTED = _("The letter prints it; left empty, the letter says that the reasons stand in the attached document.")


class AnswerForm(StepForm):
    own_page = True  # the paper of the higher body is attached there first
    document = TextLine(label=_("Document"), max_length=200)
    number = TextLine(label=_("Number of the document"), max_length=60)
    answered_on = DayField(label=_("Date of the document"))
    body = TextLine(label=_("Issued by"), max_length=300)
    text = TextArea(label=_("What was decided, in Russian"), rows=4, required=False, help_text=PRINTED)
    text_kk = TextArea(label=_("What was decided, in Kazakh"), rows=4, required=False, help_text=PRINTED)

    def prepare(self) -> None:
        names = [name for name in self.fields if not name.startswith("text")]
        self.order_fields([*names, *in_order(self.case, "text")])
        self.rule = rule_beside(self.case, rulings.PAPER)
        self.attached = self.case.dossier.documents.get(rulings.PAPER)

    def clean_answered_on(self) -> date | None:
        return self.not_in_future("answered_on")


class WithdrawComplaintForm(StepForm):
    beside = frozenset({"agree"})
    agree = forms.BooleanField(
        label=_("Yes, I withdraw the complaint."), error_messages={"required": _("Confirm that you withdraw.")}
    )
    text = LettersArea(letters.FREE, label=_("Reason"), rows=2, required=False)


FORMS: dict[str, type[StepForm]] = {
    "complaint": ComplaintForm,
    "satisfy": SatisfyForm,
    "hand_on": HandOnForm,
    "answer": AnswerForm,
    "withdraw": WithdrawComplaintForm,
}
