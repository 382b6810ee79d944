"""Forms that several steps use."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.forms import ask_for_reasons
from cases.fields.text import LettersArea, LettersLine
from cases.law.titles import rule_beside
from cases.models import Case, Ground
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.demands import misfits
from cases.programmes.nomad.forms.base import DayField, StepForm, TextArea
from cases.programmes.nomad.papers import annexes
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.reasons import beside
from cases.values import letters, moments
from cases.values.bilingual import half_in_language
from cases.values.wording import PROOF, WHY


class ReasonForm(StepForm):
    """Reasons that the applicant reads in the case, in the language of the proceedings."""

    text = TextArea(label=_("Reasons in Russian"), rows=3, max_length=WHY.most, required=False)
    text_kk = TextArea(label=_("Reasons in Kazakh"), rows=3, max_length=WHY.most, required=False)

    def prepare(self) -> None:
        ask_for_reasons(self)


class ConfirmForm(StepForm):
    """Nothing to tell: the button itself is the step."""


class NoteForm(StepForm):
    """For a step with a remark alone."""

    ready = True
    text = TextArea(label=_("Note"), required=False, rows=2)


class ApproveForm(StepForm):
    text = TextArea(label=_("Reasons for the record"), required=False, rows=3)
    warning = _("This is a decision: it cannot be taken back, and the applicant is notified at once.")


class SignForm(StepForm):
    """Nothing to tell: the sheet above the signature says it all."""

    warning = _("After signing, nothing of this can be changed unless it is returned to you.")


class ConsentForm(StepForm):
    """What the annex asks for and the portal does not know yet (п. 20(10)): where the person stays."""

    stay_address = LettersLine(
        letters.CYRILLIC,
        max_length=300,
        help_text=_("Where you live while you are in Kazakhstan, or will live: town, street, house."),
        error_messages={"required": _("Enter the address: the statement has a line for it.")},
    )
    warning = _("The statement holds from its signing until you withdraw it in writing.")
    note = annexes.TWO_TEXTS

    def prepare(self) -> None:
        """The address that the анкета has, where it was known then."""
        items = self.case.dossier.questions_of(self.today)
        key = next((item["key"] for item in items if item.get("also") == "consent"), "")
        self.initial.setdefault("stay_address", self.case.questionnaire.get("answers", {}).get(key, ""))


def closed_for_good(case: Case, today: date) -> Promise:
    """What ends with the case, and whether another one could be filed: an order takes filings until its last day, which
    a running case may outlive (interpretation 28)."""
    petition = case.petition_law if case.petition_signed_at else None
    if eligibility.intake_edition(today, petition):
        then = _("You may begin a new one as long as the pilot accepts filings.")
    elif opens := eligibility.intake(today).opens:
        words = _("No order of the pilot accepts filings today: a new one can be filed from {day} at the earliest.")
        then = format_lazy(words, day=moments.day(opens))
    else:
        then = _("No order of the pilot accepts filings today: whether and when a new one can be filed is not known.")
    return format_lazy("{closed} {then}", closed=_("The case is closed at once and cannot be opened again."), then=then)


class WithdrawForm(StepForm):
    beside = frozenset({"agree"})
    agree = forms.BooleanField(
        label=_("Yes, I withdraw and understand that the case is closed."),
        error_messages={"required": _("Confirm that you withdraw.")},
    )
    text = LettersArea(letters.FREE, label=_("Reason"), required=False, rows=2)

    def prepare(self) -> None:
        self.warning = closed_for_good(self.case, self.today)


class WithdrawConsentForm(StepForm):
    """Signed by the applicant; its words say what it brings about (interpretation 23)."""

    beside = frozenset({"agree"})
    agree = forms.BooleanField(
        label=_("Yes, I withdraw this consent."), error_messages={"required": _("Confirm that you withdraw.")}
    )
    text = LettersArea(letters.FREE, label=_("Reason"), required=False, rows=2)

    def prepare(self) -> None:
        if self.step.target:
            self.warning = closed_for_good(self.case, self.today)


class WrittenWithdrawalForm(StepForm):
    """On paper: the official records what came, and when."""

    received_on = DayField(label=_("Day on which the writing came"))
    writing = TextArea(
        rows=2,
        max_length=PROOF.most,
        help_text=_("From whom, its date, its incoming number, where the paper is kept."),
    )
    text = TextArea(label=_("Note"), required=False, rows=2)

    def prepare(self) -> None:
        self.initial.setdefault("received_on", self.today)
        self.rule = rule_beside(self.case, self.step.paper)
        self.attached = withdrawals.withdrawal_paper(self.case, self.step.paper)
        if self.step.target:
            self.warning = _("The case is closed at once, and the applicant is notified. Look at the signature first.")


class RefuseForm(StepForm):
    """A refusal names its grounds from the reference table and gives reasons in words (п. 9, 12, 19, 24)."""

    grounds = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one ground.")},
    )
    text = TextArea(label=_("Reasons in Russian"), rows=5, required=False)
    text_kk = TextArea(rows=5, required=False)
    warning = _("This is a decision: it cannot be taken back, and the applicant is notified at once.")

    def clean_grounds(self) -> list[str]:
        """Each once, however it was sent: letters print them one by one."""
        return list(dict.fromkeys(self.cleaned_data["grounds"]))

    def prepare(self) -> None:
        self._offer_grounds()
        ask_for_reasons(self)

    def _offer_grounds(self) -> None:
        """Only the grounds that fit the file can be chosen; of the others `unfit` says why they do not. The wording
        of the `unconfirmed` ones nobody has compared with the law: the choice is marked, the letter is not."""
        rows = self.case.dossier.grounds(self.step.grounds, self.today, self.step.by)
        why = misfits(self.case, self.now, rows)
        named = {g.code: f"{g} ({half_in_language(g.article)})" if g.article else str(g) for g in rows}
        self.offer("grounds", list(named.items()))
        offered = [row for row in rows if row.code not in why and self.may_be_named(row.code)]
        self.fields["grounds"].widget.choices = [(g.code, _marked(g, named[g.code])) for g in offered]  # type: ignore[attr-defined]
        self.unconfirmed = [(named[g.code], g.source) for g in offered if not g.confirmed]
        self.unfit = [(named[code], reason) for code, reason in why.items()]
        fit = [(named[row.code], beside.facts(self.case, self.now, row.needs)) for row in offered]
        self.rests_on = [(ground, facts) for ground, facts in fit if facts]

    def may_be_named(self, ground: str) -> bool:
        """Whether a ground that fits the file may be chosen on this form, by its code."""
        return True


def _marked(ground: Ground, words: str) -> Promise | str:
    return words if ground.confirmed else format_lazy("{} – {}", words, _("unconfirmed"))
