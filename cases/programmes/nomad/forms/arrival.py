from __future__ import annotations

from datetime import date

from django import forms
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.proceedings import fields_of, in_order, language_of
from cases.fields.text import LettersArea
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad.applicants import claims
from cases.programmes.nomad.correcting import measuring
from cases.programmes.nomad.demands.arrival import answer_field
from cases.programmes.nomad.facts import Lapse
from cases.programmes.nomad.forms.base import DayField, StepForm, TextArea
from cases.programmes.nomad.forms.languages import InTwoLanguages
from cases.programmes.nomad.kinds import CheckKind
from cases.values import letters, moments
from cases.values.wording import PROOF, WHY


class ArrivalForm(StepForm):
    """What happened in the days of the approval counts, also where it is recorded after them (п. 19)."""

    arrived_on = DayField(label=_("Day on which the applicant came to the migration service"))
    crossed_on = DayField(label=_("Day of entry into Kazakhstan (UIS Berkut), if known"), required=False)
    crossing = TextArea(required=False, rows=2)
    proof = TextArea(
        label=_("How the arrival in time is known"),
        rows=2,
        required=False,
        max_length=PROOF.most,
        help_text=_("For the record: an entry in the visitors' book, a stamp, who received the applicant."),
    )

    def prepare(self) -> None:
        term = measuring.approval_validity(self.case)
        if term is None or self.now < term.due_at:
            del self.fields["proof"]
            self.fields["arrived_on"].initial = self.today
            return
        ended = _("The days of the approval ended on {last}. What happened by then is recorded, with how it is known.")
        self.warning = format_lazy(
            "{ended} {later} {claimed}",
            ended=format_lazy(ended, last=moments.day(term.last_day)),
            later=self._of_a_later_day(local_day(term.starts_at), term.last_day),
            claimed=claim_words(self.case),
        )

    def _of_a_later_day(self, first: date, last: date) -> Promise | str:
        """Of an appearance after the days of the approval (interpretation 15)."""
        entry = self.case.dossier.clear_within(CheckKind.ARRIVAL, first, last)
        if entry is None:
            return _(
                "A later day of appearance is taken only where the entry into Kazakhstan was by then: give its day and "
                "the crossing. None is on file."
            )
        words = _("An entry into Kazakhstan on {day} is on file: with it a later day of appearance is taken as well.")
        return format_lazy(words, day=moments.day(entry.happened_on or local_day(entry.at)))

    def clean_arrived_on(self) -> date | None:
        return self._since_approval("arrived_on")

    def clean_crossed_on(self) -> date | None:
        return self._since_approval("crossed_on")

    def _since_approval(self, name: str) -> date | None:
        day = self.not_in_future(name)
        if day and self.case.approved_at and day < local_day(self.case.approved_at):
            raise forms.ValidationError(_("This is before the preliminary approval."))
        return day


class ClaimForm(StepForm):
    """The applicant's own word, when the portal knows of no arrival."""

    day = DayField(label=_("Day on which you entered Kazakhstan or came to the migration service"))
    text = LettersArea(
        letters.FREE,
        label=_("Where you were, and how it can be seen"),
        rows=4,
        max_length=PROOF.most,
        help_text=_("The border crossing or the department, who received you, the number of the flight or the ticket."),
    )


class LapseForm(InTwoLanguages):
    """An official says what was looked at before saying that nobody came (interpretation 15)."""

    berkut = TextArea(label=_("What UIS Berkut shows, in Russian"), rows=2, max_length=PROOF.most, required=False)
    berkut_kk = TextArea(rows=2, max_length=PROOF.most, required=False)
    journal = TextArea(
        label=_("What the department's own journal shows, in Russian"), rows=2, max_length=PROOF.most, required=False
    )
    journal_kk = TextArea(rows=2, max_length=PROOF.most, required=False)
    warning = _("For a year from the approval no new application can be filed (para. 19). The letter is sent.")

    def prepare(self) -> None:
        self.words = claims.in_order(self.case)
        order = self.ask_in_both("berkut", "journal")
        for number, word in enumerate(self.words, start=1):
            order += self._ask_for_an_answer(number, word)
        self.last(order)

    def _ask_for_an_answer(self, number: int, word: claims.Claimed) -> list[str]:
        """Beside what the applicant has written; first in the language of the proceedings."""
        labels = {"text": _("Answer to word {n}, in Russian"), "text_kk": _("Answer to word {n}, in Kazakh")}
        language, names = language_of(self.case), list[str]()
        for name in in_order(self.case, "text"):
            label, required = format_lazy(labels[name], n=number), bool(language and not names)
            field = TextArea(label=label, rows=3, max_length=WHY.most, required=required)
            field.has_alternative = not language  # type: ignore[attr-defined]  # one of the two is needed
            if not names:
                field.help_text = escape(claim_sentence(word))  # what a person has written, in a place for markup
            names.append(answer_field(name, number))
            self.fields[names[-1]] = field
        return names

    def facts(self) -> Lapse:
        data = self.cleaned_data
        answers = [
            {
                "at": word.at.isoformat(),
                "day": word.day.isoformat(),
                **{name: data.get(answer_field(name, number), "") for name in fields_of("text").values()},
            }
            for number, word in enumerate(self.words, start=1)
        ]
        given = {name: data.get(name, "") for name in ("berkut", "berkut_kk", "journal", "journal_kk")}
        return Lapse(**given, answers=answers)


def claim_sentence(word: claims.Claimed) -> Promise:
    """What the applicant has stated, for the official's eyes."""
    sentence = _("The applicant says: was there on {day}. {text}")
    return format_lazy(sentence, day=moments.day(word.day), text=word.text)


def claim_words(case: Case) -> Promise | str:
    """All that was stated; "" where there is nothing."""
    words = [claim_sentence(word) for word in claims.in_order(case)]
    return format_lazy(" ".join(["{}"] * len(words)), *words) if words else ""
