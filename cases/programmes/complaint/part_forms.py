"""The forms by which a complaint is satisfied in part: what falls, and what stands."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.programmes.forms import StepForm, ask_for_reasons
from cases.engine.steps.proceedings import NAMED, in_order, language_of
from cases.fields.day import DayField
from cases.fields.text import TextArea, TextLine
from cases.law.titles import rule_beside
from cases.programmes.complaint.facts import ACT_FALLS
from cases.programmes.complaint.forms import propose_higher


def _act_falls() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        widget=forms.RadioSelect,
        choices=[("yes", ACT_FALLS[True]), ("no", ACT_FALLS[False])],
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Say whether the act itself falls.")},
    )


def _ask_for_parts(form: StepForm) -> None:
    """First in the language of the proceedings, in which they are not to be left out."""
    language = language_of(form.case)
    for name in ("aside", "left"):
        first = in_order(form.case, name)[0]
        form.fields[first].required = bool(language)
        if language:
            form.fields[first].error_messages["required"] = str(NAMED[language])


class SatisfyPartForm(StepForm):
    act_falls = _act_falls()
    aside = TextArea(label=_("What is set aside, in Russian"), rows=3, required=False)
    aside_kk = TextArea(label=_("What is set aside, in Kazakh"), rows=3, required=False)
    left = TextArea(label=_("What stands, in Russian"), rows=3, required=False)
    left_kk = TextArea(label=_("What stands, in Kazakh"), rows=3, required=False)
    text = TextArea(label=_("Reasons in Russian"), rows=5, required=False)
    text_kk = TextArea(rows=5, required=False)
    higher = TextLine(label=_("Higher body, in Russian"), max_length=300)
    higher_kk = TextLine(label=_("Higher body, in Kazakh"), max_length=300)
    higher_address = TextLine(max_length=300)
    warning = _(
        "This is a decision on a part. With what you do not grant the complaint goes to the higher body, with the "
        "whole file. If the whole act falls, another head of the body confirms it first."
    )

    def prepare(self) -> None:
        ask_for_reasons(self)
        _ask_for_parts(self)
        propose_higher(self)
        parts = [*in_order(self.case, "aside"), *in_order(self.case, "left")]
        self.order_fields(["version", "draft", "act_falls", *parts, *in_order(self.case, "text")])


class PartAnswerForm(StepForm):
    own_page = True  # as of the whole answer
    document = TextLine(max_length=200)
    number = TextLine(max_length=60)
    answered_on = DayField()
    body = TextLine(max_length=300)
    act_falls = _act_falls()
    aside = TextArea(label=_("What is set aside, in Russian"), rows=3, required=False)
    aside_kk = TextArea(label=_("What is set aside, in Kazakh"), rows=3, required=False)
    left = TextArea(label=_("What stands, in Russian"), rows=3, required=False)
    left_kk = TextArea(label=_("What stands, in Kazakh"), rows=3, required=False)

    def prepare(self) -> None:
        _ask_for_parts(self)
        parts = [*in_order(self.case, "aside"), *in_order(self.case, "left")]
        self.order_fields([*(name for name in self.fields if name not in parts), *parts])
        self.rule = rule_beside(self.case, rulings.PAPER)
        self.attached = self.case.dossier.documents.get(rulings.PAPER)

    def clean_answered_on(self) -> date | None:
        return self.not_in_future("answered_on")


FORMS: dict[str, type[StepForm]] = {"satisfy_part": SatisfyPartForm, "answer_part": PartAnswerForm}
