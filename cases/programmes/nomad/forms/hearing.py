"""The hearing before an act against the person (art. 73, 74 of the АППК): what is proposed, objected and recorded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.proceedings import language_of
from cases.fields.text import LettersArea
from cases.law.calendar import ALMATY, local_day
from cases.law.titles import HEARING, rule_of
from cases.models import Case
from cases.programmes.nomad.forms.base import StepForm, TextArea, TextLine
from cases.programmes.nomad.forms.shared import ReasonForm, RefuseForm
from cases.programmes.nomad.hearings import hearing, hours
from cases.values import letters, moments
from cases.values.wording import WHY

HOUR = time(11)
"""At which a hearing is offered where the body works then, until the official says otherwise."""


class MomentInput(forms.DateTimeInput):
    """The browser's own; the value travels as ISO 8601, in the portal's zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    widget = MomentInput

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M"], **options)


def _days(case: Case, first: date, last: date) -> str:
    """The days and hours of which one may be chosen."""
    sentence = _("A working day: the first is {first}, the last {last}. From {opens} to {closes}.")
    return str(
        format_lazy(
            sentence, first=moments.day(first), last=moments.day(last), **hours.opening_times(hours.hours_of_body(case))
        )
    )


def _offered(case: Case, day: date) -> datetime:
    open_hours = hours.hours_of_body(case)
    hour = HOUR if open_hours.opens <= HOUR < open_hours.closes else open_hours.opens
    return datetime.combine(day, hour, ALMATY)


class ProposalForm(RefuseForm):
    heard_at = MomentField(label=_("Day and hour at which the applicant can be heard (Astana time)"))
    place = TextLine(
        label=_("Link of the video meeting, or the place"),
        max_length=300,
        help_text=_("The applicant reads it in the letter, word for word."),
    )
    warning = _("This is no decision yet: the applicant is notified at once, and may object before you decide.")

    def prepare(self) -> None:
        super().prepare()
        first = hearing.heard_from(self.case, self.now)
        self.fields["heard_at"].help_text = _days(
            self.case, first, hearing.last_day(self.case, hearing.DECISION, self.now)
        )
        self.initial.setdefault("heard_at", _offered(self.case, first))


class MoveHearingForm(ReasonForm):
    own_page = True

    @classmethod
    def awaited(cls, case: Case, now: datetime) -> bool:
        """The person is to be heard, and the hour cannot be kept: it was before a ruling, or is on a day off."""
        return hours.needs_another(case, now)

    heard_at = MomentField(label=_("Day and hour at which the applicant can be heard (Astana time)"))
    place = TextLine(label=_("Link of the video meeting, or the place"), max_length=300)

    def prepare(self) -> None:
        super().prepare()
        self.order_fields(["version", "draft", "heard_at", "place"])
        current = self.case.dossier.open_hearing
        objection = hearing.term_of(self.case, hearing.OBJECTION)
        last = hours.last_hour(self.case, self.now)
        first = self.today + timedelta(days=1)
        if objection and last:
            first = max(hearing.hour_from(objection.due_at), first)
            self.fields["heard_at"].help_text = _days(self.case, first, last)
        if current:
            possible = current.held_at is not None and local_day(current.held_at) >= first
            self.initial.setdefault("heard_at", current.held_at if possible else _offered(self.case, first))
            self.initial.setdefault("place", current.place)


class HeardRefusalForm(RefuseForm):
    """Only what was proposed can be decided; what the applicant stated is answered here."""

    answer = TextArea(label=_("Answer to the objections in Russian"), rows=5, required=False)
    answer_kk = TextArea(rows=5, required=False)

    def prepare(self) -> None:
        self.hearing = self.case.dossier.hearing(self.step.name)
        super().prepare()
        if self.hearing is None or not self.hearing.has_words:
            del self.fields["answer"], self.fields["answer_kk"]
        else:
            self._ask_for_answers()
        if self.hearing is None:
            return
        self.fields["grounds"].help_text = _(
            "Those of the notice alone, and so with the reasons: what the applicant could not speak to needs a "
            "proposal of its own."
        )
        notice = self.hearing.notice
        self.initial.setdefault("grounds", notice.grounds)
        self.initial.setdefault("text", notice.text)
        self.initial.setdefault("text_kk", notice.text_kk)

    def may_be_named(self, ground: str) -> bool:
        return self.hearing is None or ground in self.hearing.notice.grounds

    def _ask_for_answers(self) -> None:
        """First in the language of the proceedings, as the reasons are."""
        language = language_of(self.case)
        first, second = ("answer_kk", "answer") if language == "kk" else ("answer", "answer_kk")
        self.fields[first].required = bool(language)
        self.fields[first].error_messages["required"] = str(hearing.UNANSWERED)
        self.fields[first].help_text = _("The letter prints it. Say what you take of each objection, and why.")
        self.fields[second].help_text = _("If you wish: without it the letter in this language prints the other text.")
        reasons = [name for name in self.fields if name not in (first, second)]
        self.order_fields([*reasons, first, second])


class DropRefusalForm(StepForm):
    own_page = True
    text = TextArea(
        rows=3,
        max_length=WHY.most,
        help_text=_("The applicant reads that it was dropped; the reason stays in the file."),
    )


class NoHearingForm(RefuseForm):
    warning = _("The applicant is then not heard before the refusal. Only a case that the law names allows it.")


class WithPapers(StepForm):
    paper: ClassVar[str]
    """The kind of document that may be attached beside it, before it is sent."""

    def prepare(self) -> None:
        self.rule = rule_of(self.case, HEARING, self.paper)
        here = self.case.dossier.open_hearing
        self.attached = here.new_paper(self.case.dossier.documents.get(self.paper)) if here else None


class ObjectionForm(WithPapers):
    paper = "objection"
    warning: Promise | str = ""
    """After the last day: what becomes of what is sent all the same."""
    text = LettersArea(
        letters.FREE,
        label=_("What you object to, and why"),
        rows=8,
        help_text=_("The official answers it in the decision."),
    )

    def prepare(self) -> None:
        super().prepare()
        term = hearing.term_of(self.case, hearing.OBJECTION)
        if term and hearing.is_late(self.case, self.now):
            sentence = _(
                "The last day for objections was {day}. Until the decision is made yours is taken all the same, and "
                "marked as late: say what kept you."
            )
            self.warning = format_lazy(sentence, day=moments.day(term.last_day))


class AskHearingForm(StepForm):
    text = LettersArea(
        letters.FREE,
        rows=3,
        required=False,
        help_text=_("An interpreter, a representative, another hour: whatever should be known beforehand."),
    )


class WaiveHearingForm(StepForm):
    beside = frozenset({"agree"})
    agree = forms.BooleanField(
        label=_("I waive the hearing."),
        error_messages={"required": _("Confirm that you waive the hearing.")},
    )
    warning = _("The decision may then be made without hearing you. Until it is made you may still object.")

    def prepare(self) -> None:
        here = self.case.dossier.open_hearing
        if here and here.has_words:
            self.warning = _(
                "What you have stated stays in the file, and the decision answers it. It may then be made without "
                "hearing you by video; until it is made you may add to your objection."
            )
