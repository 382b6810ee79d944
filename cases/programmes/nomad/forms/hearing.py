"""The hearing before an act against the person (art. 73, 74 of the АППК): what is proposed, objected and recorded."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import ALMATY
from cases.law.titles import HEARING, rule_of
from cases.programmes.nomad import hearing
from cases.programmes.nomad.forms.base import StepForm, TextArea, TextLine
from cases.programmes.nomad.forms.shared import RefuseForm
from cases.programmes.nomad.forms.typed.text import LettersArea
from cases.programmes.nomad.wording import WHY
from cases.values import letters

HOUR = time(11)
"""At which a hearing is offered, until the official says otherwise."""


class MomentInput(forms.DateTimeInput):
    """The browser's own; the value travels as ISO 8601, in the portal's zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"], **options)


class ProposalForm(RefuseForm):
    heard_at = MomentField(
        label=_("Day and hour at which the applicant can be heard (Astana time)"),
        help_text=_("A working day, from the last day for objections to the last day of the decision."),
    )
    place = TextLine(
        label=_("Link of the video meeting, or the place"),
        max_length=300,
        help_text=_("The applicant reads it in the letter, word for word."),
    )
    warning = _("This is no decision yet: the applicant is told at once, and may object before you decide.")

    def prepare(self) -> None:
        super().prepare()
        first = hearing.last_day(self.case, hearing.OBJECTION, self.now)
        self.initial.setdefault("heard_at", datetime.combine(first, HOUR, ALMATY))


class HeardRefusalForm(RefuseForm):
    """Only what was proposed can be decided; what the applicant said is answered here."""

    answer = TextArea(
        label=_("Answer to the objections"),
        rows=5,
        required=False,
        help_text=_("The letter prints it. Say what you take of each objection, and why."),
    )

    def prepare(self) -> None:
        super().prepare()
        self.hearing = self.case.dossier.hearing(self.step.name)
        if self.hearing is None:
            del self.fields["answer"]
            return
        notice = self.hearing.notice
        offered: Any = self.fields["grounds"]
        offered.widget.choices = [row for row in offered.widget.choices if row[0] in notice.grounds]
        self.initial.setdefault("grounds", notice.grounds)
        self.initial.setdefault("text", notice.text)
        self.initial.setdefault("text_kk", notice.text_kk)
        if not (self.hearing.objections or self.hearing.protocols):
            del self.fields["answer"]


class DropRefusalForm(StepForm):
    text = TextArea(
        label=_("Why the refusal is dropped"),
        rows=3,
        max_length=WHY.most,
        help_text=_("The applicant reads that it was dropped; the reason stays in the file."),
    )


class NoHearingForm(RefuseForm):
    warning = _("The applicant is then not heard before the refusal. Only a case that the law names allows it.")


class WithPapers(StepForm):
    """`paper`: the kind of document that may be attached beside it, before it is sent."""

    paper: ClassVar[str]

    def prepare(self) -> None:
        self.rule = rule_of(self.case, HEARING, self.paper)
        held, here = self.case.dossier.documents.get(self.paper), self.case.dossier.open_hearing
        self.attached = held if held and here and held.uploaded_at >= here.notice.at else None


class ObjectionForm(WithPapers):
    paper = "objection"
    text = LettersArea(
        letters.FREE,
        label=_("What you object to, and why"),
        rows=8,
        help_text=_("The official answers it in the decision."),
    )


class AskHearingForm(StepForm):
    text = LettersArea(
        letters.FREE,
        label=_("Wishes"),
        rows=3,
        required=False,
        help_text=_("An interpreter, a representative, another hour: whatever should be known beforehand."),
    )


class WaiveHearingForm(StepForm):
    beside = frozenset({"agree"})
    agree = forms.BooleanField(
        label=_("I have nothing to say to the proposed refusal and waive the hearing."),
        error_messages={"required": _("Confirm that you waive the hearing.")},
    )
    warning = _("The decision may then be made without hearing you. Until it is made you may still object.")


class ProtocolForm(WithPapers):
    paper = "hearing_protocol"
    held_at = MomentField(label=_("When the hearing was held (Astana time)"))
    present = TextLine(label=_("Who was present"), max_length=500)
    text = TextArea(
        label=_("What was said"),
        rows=8,
        help_text=_("The applicant reads it. If nobody appeared, say so, and how long you waited."),
    )
