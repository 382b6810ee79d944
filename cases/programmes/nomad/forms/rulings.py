"""Forms of the head of a body: a ruling is recorded, carried out by another head, or set aside."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.rulings import RulingFacts
from cases.engine.steps import STEPS
from cases.law.places import label_of
from cases.law.titles import rule_beside
from cases.models import Case, Event, Ruling
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.demands.rulings import to_choose
from cases.programmes.nomad.facts import SUCCESSORS
from cases.programmes.nomad.forms.base import DayField, StepForm, TextLine
from cases.programmes.nomad.forms.shared import ReasonForm
from cases.programmes.nomad.periods import eligibility
from cases.values import moments


class RulingForm(StepForm):
    kind = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=Ruling.KINDS,
        error_messages={"required": _("Choose what it is.")},
    )
    document = TextLine(max_length=200, help_text=_("As it is called: “decision”, “ruling on the appeal” …"))
    number = TextLine(max_length=60)
    ruled_on = DayField()
    body = TextLine(max_length=300, help_text=_("The court or the body, in full."))
    act = forms.ChoiceField(widget=forms.RadioSelect)
    warning = _("Nothing moves yet: another head of the body looks at the ruling and confirms it.")

    @classmethod
    def folded(cls, case: Case) -> bool:
        """While one waits for its confirmation, another is the exception."""
        return rulings.waiting_ruling(case) is not None

    def prepare(self) -> None:
        fallible, acts = rulings.current_acts(self.case), rulings.acts_of_body(self.case, self.user)
        self.offered = {_value(event, acts): event for event in acts}
        self.offer("act", [(value, _in_words(event, event in fallible)) for value, event in self.offered.items()])
        self.initial.setdefault("act", next(iter(self.offered), ""))
        if self.case.place.rests_on and acts == fallible:  # the body is bound by its own grant
            self.offer("kind", [(kind, label) for kind, label in Ruling.KINDS if kind != Ruling.OWN])
        self.rule, self.attached = rule_beside(self.case, rulings.PAPER), rulings.attached_paper(self.case)

    def facts(self) -> RulingFacts:
        """The choice names one of several acts of the same name by its moment."""
        event = self.offered[self.cleaned_data["act"]]
        entered = {name: self.cleaned_data[name] for name in ("kind", "document", "number", "ruled_on", "body")}
        return RulingFacts(**entered, act=event.step, made_at=event.at)

    def clean_ruled_on(self) -> date | None:
        return self.not_in_future("ruled_on")


def _value(event: Event, acts: list[Event]) -> str:
    """The name of the step; of an earlier one of the same name, with its moment."""
    newest = next(act for act in acts if act.step == event.step)
    return event.step if newest == event else f"{event.step} {event.at.isoformat()}"


def _in_words(event: Event, comes_back: bool) -> str:
    step = STEPS.get(event.step)
    sentence = _("%(act)s, %(day)s; the case has gone on since and stays where it is")
    if comes_back:
        sentence = _("%(act)s, %(day)s; the case goes back to “%(place)s”")
    elif step and step.recalls:
        sentence = _("%(act)s, %(day)s; the consent stands again, and the case stays where it is")
    label = step.label if step else event.step
    return sentence % {"act": label, "day": moments.moment(event.at), "place": label_of(event.source)}


class ExecuteRulingForm(StepForm):
    """What was recorded is above; a choice only where the person has another case."""

    before = "cases/_ruling_recorded.html"
    first = True
    successor = forms.ChoiceField(label=_("Another case of the person"), widget=forms.RadioSelect, required=False)
    warning = _("This cannot be taken back: the act is set aside, and the applicant is notified at once.")

    def prepare(self) -> None:
        waiting = list(rulings.waiting_rulings(self.case))
        self.ruling, self.behind = next(iter(waiting), None), waiting[1:]
        self.holds = bool(self.ruling and rulings.is_current(self.case, self.ruling))
        self.gives_consent = bool(self.ruling and STEPS[self.ruling.act].recalls)
        self.keeps_closed = bool(self.ruling and self.holds and withdrawals.keeps_closed(self.case, self.ruling))
        moves = self.holds and not self.keeps_closed and not self.case.open
        self.other = eligibility.other_case(self.case) if moves else None
        if self.other is None:
            del self.fields["successor"]
            return
        field = self.fields["successor"]
        field.required, field.error_messages["required"] = True, to_choose(self.other)  # type: ignore[assignment]
        field.label = format_lazy(_("Another case of the person: {number}"), number=self.other.number)
        offered = SUCCESSORS if self.other.open else {"goes_on": SUCCESSORS["goes_on"]}
        self.offer("successor", offered.items())

    @property
    def act_words(self) -> str:
        return str(STEPS[self.ruling.act].label) if self.ruling and self.ruling.act in STEPS else ""

    @property
    def place_words(self) -> str:
        return str(label_of(self.ruling.place)) if self.ruling else ""


class WithdrawRulingForm(ReasonForm):
    """Why it is withdrawn."""

    own_page = True
