"""The forms of a complaint, by the name that a step gives."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.programmes.forms import StepForm, ask_for_reasons
from cases.engine.rulings import ordering, remedies
from cases.engine.steps.proceedings import LANGUAGES, in_order, is_taken_over, language_of
from cases.fields.day import DayField
from cases.fields.text import LettersArea, TextArea, TextLine
from cases.law.calendar import local_day
from cases.law.titles import rule_beside
from cases.models import Case
from cases.programmes.complaint.requirements import names_a_day, reason_to_close
from cases.values import letters
from cases.values.dates import in_words

UNTIL = _("Day by which it has to be done")


def ask_for_a_day(form: StepForm) -> None:
    """Only where the complaint is satisfied, about something late that is still to be done."""
    term = form.case.about_term
    if term is None or ordering.ordering_step(term) is None or names_a_day not in form.step.demands:
        del form.fields["until"]
        return
    last = ordering.latest_day(term.case, form.now)
    sentence = _("The officials see it as a term of the case, up to {day} at most; it ends when they take the case on.")
    form.fields["until"].required = True
    form.fields["until"].help_text = format_lazy(sentence, day=in_words(last))


LANGUAGE_OF = {
    "page": _("It is proposed as the language of this page; choose the other if you wish."),
    "account": _("It is proposed as the language of your account; choose the other if you wish."),
    "case": _("It is proposed as the language in which case {number} is conducted; choose the other if you wish."),
    "": _("If you choose none, the answer may come in either."),
}


def proposed_language(complaint: Case) -> tuple[str, str]:
    """(language, why it is proposed: a key of LANGUAGE_OF): that of the page in which it is written, else that of the
    account, else that of the case (interpretation 60)."""
    page = (get_language() or "")[:2]
    if page in LANGUAGES:
        return page, "page"
    language = language_of(complaint)
    return language, ("case" if is_taken_over(complaint) else "account") if language else ""


class ComplaintForm(StepForm):
    text = LettersArea(
        letters.FREE,
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
    language = forms.ChoiceField(
        label=_("Language of the complaint"),
        widget=forms.RadioSelect,
        choices=[("kk", "Қазақша"), ("ru", "Русский")],
        required=False,
    )
    warning = _("After signing, the text of the complaint cannot be changed any more.")

    def prepare(self) -> None:
        """An excuse is required only after the last day."""
        last = remedies.last_day_of(self.case)
        self.late = bool(last and local_day(self.now) > last)
        if not self.late:
            del self.fields["excuse"]
        self._propose_language()
        if self.case.about_term:
            self.fields["text"].help_text = _("What is late, what that means for you, and what you ask for.")
            self.fields["text"].error_messages["required"] = _("Say what is late.")

    def _propose_language(self) -> None:
        language, why = proposed_language(self.case)
        self.initial.setdefault("language", language)
        field = self.fields["language"]
        because = format_lazy(LANGUAGE_OF[why], number=self.case.about.number if self.case.about else "")
        field.help_text = format_lazy("{} {}", _("The body answers, and gives its reasons, in this language."), because)
        field.has_alternative = bool(language)  # type: ignore[attr-defined]  # chosen already: nothing is left open

    def clean_language(self) -> str:
        """Left out, it is the one proposed."""
        return self.cleaned_data["language"] or self.initial["language"]


class SatisfyForm(StepForm):
    text = TextArea(label=_("Reasons in Russian"), rows=5, required=False)
    text_kk = TextArea(rows=5, required=False)
    until = DayField(label=UNTIL, required=False)
    warning = _("This is a decision. The act itself is set aside when another head of the body has confirmed it.")

    def prepare(self) -> None:
        ask_for_reasons(self)
        ask_for_a_day(self)
        if "until" in self.fields:
            self.warning = _("This is a decision: the officials of the body are bound by the day that you name.")
        elif self.case.about_term:
            self.warning = _("What was late has been done since, or the case has ended: nothing is left to be ordered.")
        elif reason_to_close(self.case) == "fallen":
            self.warning = _("This is a decision. The act is set aside already: nothing more changes in the case.")


class CloseForm(StepForm):
    text = TextArea(label=_("Reasons in Russian"), rows=5, required=False)
    text_kk = TextArea(rows=5, required=False)
    warning = _(
        "Nothing is decided in the matter itself. The applicant reads why, and how to go on: to the higher body and to "
        "court."
    )

    def prepare(self) -> None:
        ask_for_reasons(self)


def propose_higher(form: StepForm) -> None:
    """As an administrator has entered the higher body."""
    remedy = remedies.remedy_about(form.case)
    form.initial.setdefault("higher", remedy.higher_ru if remedy else "")
    form.initial.setdefault("higher_kk", remedy.higher_kk if remedy else "")
    form.initial.setdefault("higher_address", remedy.higher_address if remedy else "")
    if remedy and not remedy.confirmed:
        words = _("Unconfirmed: nobody has compared it with the text of the law. Source: {source}")
        for name in ("higher", "higher_address") if remedy.higher_address else ("higher",):
            form.fields[name].help_text = format_lazy(words, source=remedy.source)


class HandOnForm(StepForm):
    higher = TextLine(label=_("Higher body, in Russian"), max_length=300)
    higher_kk = TextLine(label=_("Higher body, in Kazakh"), max_length=300)
    higher_address = TextLine(max_length=300)
    text = TextArea(
        rows=4,
        required=False,
        help_text=_("The letter prints it for the applicant, who may answer it to the higher body."),
    )

    def prepare(self) -> None:
        propose_higher(self)


PRINTED = _("The letter prints it; left empty, the letter says that the reasons stand in the attached document.")


class AnswerForm(StepForm):
    own_page = True  # the paper of the higher body is attached there first
    document = TextLine(max_length=200)
    number = TextLine(max_length=60)
    answered_on = DayField()
    body = TextLine(max_length=300)
    text = TextArea(label=_("What was decided, in Russian"), rows=4, required=False, help_text=PRINTED)
    text_kk = TextArea(label=_("What was decided, in Kazakh"), rows=4, required=False, help_text=PRINTED)
    until = DayField(label=UNTIL, required=False)

    def prepare(self) -> None:
        ask_for_a_day(self)
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
    text = LettersArea(letters.FREE, rows=2, required=False)


FORMS: dict[str, type[StepForm]] = {
    "complaint": ComplaintForm,
    "satisfy": SatisfyForm,
    "close": CloseForm,
    "hand_on": HandOnForm,
    "answer": AnswerForm,
    "withdraw": WithdrawComplaintForm,
}
