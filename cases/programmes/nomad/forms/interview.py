"""The protocol of the interview (п. 7), and its correction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.programmes.nomad.facts import Interview
from cases.programmes.nomad.forms.base import StepForm, TextArea, TextLine
from cases.programmes.nomad.forms.corrections import reason_field
from cases.programmes.nomad.forms.hearing import MomentField
from cases.programmes.nomad.petitions import interviews
from cases.programmes.nomad.petitions.criteria import of_interview

ROWS = interviews.MOST
NOT_CONFIRMED = _("The order names no criteria of the interview: these are not confirmed by a document.")
SHOWN = 3
"""Rows that stand open on an empty form; the others are unfolded."""


class InterviewForm(StepForm):
    """Questions and answers in rows; an empty row is left out."""

    own_page = True
    beside = frozenset({f"{name}_{n}" for name in ("question", "answer") for n in range(1, ROWS + 1)})

    held_at = MomentField(label=_("Held on (Astana time)"))
    present = TextArea(rows=2, help_text=_("Names, and as whom: applicant, interviewer, interpreter."))
    recommended = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        choices=[("yes", _("Qualification confirmed")), ("no", _("Qualification not confirmed"))],
        coerce=lambda value: value == "yes",
        error_messages={"required": _("Choose the result.")},
    )
    text = TextArea(
        rows=6,
        help_text=_("The result in words, and what you recommend. Goes to the ministry with the case."),
    )
    recording = TextLine(label=_("Link of the recording"), max_length=300, required=False)
    recording_sha256 = TextLine(
        max_length=64,
        required=False,
        help_text=_(
            "Asked for where there is a link: so that nobody can put another file in its place. In Windows: certutil "
            "-hashfile NAME SHA256."
        ),
    )

    def prepare(self) -> None:
        for n in range(1, ROWS + 1):
            self.fields[f"question_{n}"] = TextLine(label=_("Question or criterion"), max_length=300, required=False)
            self.fields[f"answer_{n}"] = TextArea(label=_("Answer"), required=False, rows=2, max_length=2000)
        self.criteria = of_interview(self.case, self.now)
        for row in self.criteria:
            label = f"{row} (0–{row.most})"
            self.fields[f"score_{row.code}"] = forms.IntegerField(label=label, min_value=0, max_value=row.most)
            self.fields[f"remark_{row.code}"] = TextLine(label=_("Remark"), max_length=300, required=False)
        own = {f"{what}_{row.code}" for what in ("score", "remark") for row in self.criteria}
        vars(self)["beside"] = self.beside | own  # of this form alone: criteria come and go
        if self.criteria and not all(row.confirmed for row in self.criteria):
            self.warning = NOT_CONFIRMED
        if self.case.slot:
            self.initial.setdefault("held_at", self.case.slot.starts_at)

    def score_fields(self) -> list[BoundField]:
        return [self[f"{what}_{row.code}"] for row in self.criteria for what in ("score", "remark")]

    def clean_recording_sha256(self) -> str:
        typed: str = self.cleaned_data["recording_sha256"]
        return typed.strip().lower()

    def rows(self) -> list[tuple[int, BoundField, BoundField]]:
        return [(n, self[f"question_{n}"], self[f"answer_{n}"]) for n in range(1, ROWS + 1)]

    def open_rows(self) -> list[tuple[int, BoundField, BoundField]]:
        return self.rows()[: max(SHOWN, self._filled())]

    def folded_rows(self) -> list[tuple[int, BoundField, BoundField]]:
        return self.rows()[max(SHOWN, self._filled()) :]

    def _filled(self) -> int:
        """The last row that is not empty."""
        return max((n for n, question, answer in self.rows() if question.value() or answer.value()), default=0)

    def facts(self) -> Interview:
        data: dict[str, Any] = dict(self.cleaned_data)
        rows = ((data[f"question_{n}"], data[f"answer_{n}"]) for n in range(1, ROWS + 1))
        answers = [{"question": question, "answer": answer} for question, answer in rows if question or answer]
        self.cleaned_data["answers"] = answers
        self.cleaned_data["scores"] = [
            interviews.score_row(row, data[f"score_{row.code}"], data[f"remark_{row.code}"]) for row in self.criteria
        ]
        facts = super().facts()
        del self.cleaned_data["answers"], self.cleaned_data["scores"]
        assert isinstance(facts, Interview)
        return facts


class CorrectInterviewForm(InterviewForm):
    reason = reason_field()

    def prepare(self) -> None:
        super().prepare()
        protocol = interviews.protocol_of(self.case)
        if protocol is None:
            return
        known = {name: getattr(protocol, name) for name in ("present", "text", "recording", "recording_sha256")}
        for n, (question, answer) in enumerate(protocol.answers, 1):
            known |= {f"question_{n}": question, f"answer_{n}": answer}
        for score in protocol.scores:
            known |= {f"score_{score.code}": score.score, f"remark_{score.code}": score.remark}
        if protocol.held_at:
            self.initial["held_at"] = protocol.held_at
        for name, value in (known | {"recommended": "yes" if protocol.recommended else "no"}).items():
            self.initial.setdefault(name, value)
