"""The form with which a person takes a step: a programme names one for each of its steps (`Programme.forms`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import faults
from cases.engine.steps.facts import StepFacts, facts_from, words_of
from cases.engine.steps.proceedings import NAMED, language_of
from cases.law.calendar import local_day

if TYPE_CHECKING:
    from cases.engine.steps import Step
    from cases.models import Case, User


OURS = frozenset({"version", "draft"})
"""Inputs of the form itself."""


class StepForm(forms.Form):
    """Collects the facts of a step; `facts()` are those that `perform()` receives. A field without a label has that of
    the fact of its name."""

    beside: ClassVar[frozenset[str]] = frozenset()
    """Names of further fields that are no facts."""

    version = forms.IntegerField(label=_("State of the case that you saw"), widget=forms.HiddenInput, required=False)
    draft = forms.UUIDField(label=_("Draft"), widget=forms.HiddenInput, required=False)
    """The StepDraft that the form was filled from, which goes with it."""
    ready: ClassVar[bool] = False
    """It is for steps to come, so that no step need name it today."""
    own_page: ClassVar[bool] = False
    """Too long, or with a page of its own, to be filled in beside the file."""
    first: ClassVar[bool] = False
    """What others have prepared waits for this step: it is offered before everything else."""
    warning: Any = ""
    """A sentence displayed above the button, for steps that cannot be undone."""
    before: ClassVar[str] = ""
    """A template of what is to be read before, on the page of the step and of its signature; its context: `form`."""
    note: Any = ""
    """A sentence beside what is to be read before, on the page of the step and of its signature."""

    def __init__(self, *args: Any, case: Case, step: Step, user: User, now: datetime, **kwargs: Any) -> None:
        self.case, self.step, self.user, self.now = case, step, user, now
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"version": case.version} | kwargs["initial"]
        super().__init__(*args, **kwargs)
        self._label_as_facts()
        self.prepare()

    def _label_as_facts(self) -> None:
        for name, declared in words_of(self.step.facts).items():
            if name in self.fields and self.fields[name].label is None:
                self.fields[name].label = declared.label  # type: ignore[assignment]  # a lazy text

    @classmethod
    def folded(cls, case: Case) -> bool:
        """It is offered by a link alone, though it fits beside the file."""
        return cls.own_page

    @classmethod
    def awaited(cls, case: Case, now: datetime) -> bool:
        """The person waits for just this, though the step is an optional one: it is offered before everything else."""
        return False

    def prepare(self) -> None:
        """Fill in choices that depend on the case."""

    def offer(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """What the step demands is displayed at the field it is about, before `perform` would refuse it."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        for name, reason in faults(self.case, self.step.demands, self.now, self.facts()):
            self.add_error(name if name in self.fields else None, str(reason))

    @property
    def tells(self) -> bool:
        """Whether the form has fields: a step without any is signed on its first page."""
        return bool(self.fields.keys() - OURS)

    @property
    def brings_letter(self) -> bool:
        """Whether a letter goes out with it, which is seen before."""
        return bool(self.step.letter)

    def followed_by(self) -> str:
        """The step that is taken in the same click; "" for none."""
        return ""

    @property
    def today(self) -> date:
        return local_day(self.now)

    def facts(self) -> StepFacts:
        """Of the class that the step declares. Raises FactsError where the form has other fields."""
        return facts_from(self.step, {k: v for k, v in self.cleaned_data.items() if k not in OURS | self.beside})

    def not_in_future(self, name: str) -> date | None:
        day: date | None = self.cleaned_data.get(name)
        if day and day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day


READ_IN_THE_LETTER = _(
    "The applicant reads this text in the letter, word for word. Say what was found, and where, in 4000 characters "
    "at most."
)

READ_IN_THE_CASE = _("The applicant reads this text in the case, word for word.")


def ask_for_reasons(form: StepForm) -> None:
    """`text` and `text_kk`: first that in the language of the proceedings, which is not to be left out. They are read
    in the letter, or beside the step in the case (`Step.shows`)."""
    shown = "text" in form.step.shows
    language = language_of(form.case)
    first, second = ("text_kk", "text") if language == "kk" else ("text", "text_kk")
    form.fields[first].help_text = format_lazy(
        "{} {}", READ_IN_THE_CASE if shown else READ_IN_THE_LETTER, NAMED.get(language, _("Either language will do."))
    )
    form.fields[first].required = bool(language)
    if language:
        form.fields[first].error_messages["required"] = str(NAMED[language])
    form.fields[second].help_text = (
        _("If you wish: without it the other text is read in this language too.")
        if shown
        else _("If you wish: without it the letter in this language prints the other text.")
    )
    for name in (first, second):
        form.fields[name].has_alternative = not language  # type: ignore[attr-defined]  # one of the two is needed
    form.order_fields(["version", "draft", "grounds", first, second])
