"""The protocol of the interview (п. 7): questions and answers, as the event of its step has it.

The event is the record: it is never changed, a correction is an event of its own, and the file that goes with a
complaint holds them all. Who reads it is declared by the step (`readers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS
from cases.engine.steps.conditions import Faults, demand
from cases.models import Event, InterviewCriterion
from cases.programmes.nomad.facts import Interview, Reopening
from cases.programmes.nomad.petitions.criteria import of_interview
from cases.values import meeting, moments, wording

if TYPE_CHECKING:
    from cases.models import Case

MOST = 12
"""Questions of one protocol."""
SHA256 = 64
NO_SHOW = "no_show"
NO_SUM = _(
    "Enter the checksum of its file too: without it nobody can tell later whether the file is the same. Where you have "
    "no file of it, leave the link out and say in the result where it is kept."
)


@dataclass(frozen=True, slots=True)
class Score:
    """Of a criterion, as it was called when it was scored."""

    code: str
    name_ru: str
    name_kk: str
    score: str
    most: str
    """The highest that `score` could be."""
    remark: str = ""

    @property
    def name(self) -> str:
        return self.name_kk if (get_language() or "").startswith("kk") else self.name_ru


@dataclass(frozen=True, slots=True)
class InterviewProtocol:
    held_at: datetime | None
    """None of a case whose interview was recorded before protocols were kept."""
    present: str
    answers: tuple[tuple[str, str], ...]
    """(question, answer) of each."""
    scores: tuple[Score, ...]
    recommended: bool
    text: str
    recording: str
    recording_sha256: str
    reason: str
    """Why it was corrected; "" where it was not."""
    at: datetime
    by: str

    @property
    def paragraph(self) -> str:
        """Of the step that records it."""
        return STEPS[protocol_steps()[0]].paragraph


def protocol_steps() -> list[str]:
    """The steps that record it, or put it right."""
    return [name for name, step in STEPS.items() if step.subject == "interview"]


def protocol_among(events: Sequence[Event]) -> InterviewProtocol | None:
    """As it stands by these events, the newest first."""
    names = protocol_steps()
    return next((_read(event) for event in events if event.step in names), None)


def protocol_of(case: Case) -> InterviewProtocol | None:
    return protocol_among(list(Event.objects.filter(case=case, step__in=protocol_steps()).order_by("-id")[:1]))


def _read(event: Event) -> InterviewProtocol:
    facts: dict[str, Any] = event.facts
    held_at = facts.get("held_at")
    words = {name: facts.get(name, "") for name in ("present", "text", "recording", "recording_sha256", "reason")}
    return InterviewProtocol(
        held_at=datetime.fromisoformat(held_at) if held_at else None,
        answers=tuple((row["question"], row["answer"]) for row in facts.get("answers", ())),
        scores=tuple(Score(**row) for row in facts.get("scores", ())),
        recommended=bool(facts.get("recommended")),
        at=event.at,
        by=event.user_name,
        **words,
    )


# ------------------------------------------------------------------------------------------------ demands


@demand(_("the interview lies between its booking and now"))
def interview_was_held(case: Case, now: datetime, facts: Interview) -> Faults:
    if facts.held_at > now:
        return [("held_at", _("This moment is still to come."))]
    if case.slot and facts.held_at < case.slot.starts_at:
        sentence = _("The interview was booked for {moment}: it was not held before that.")
        return [("held_at", format_lazy(sentence, moment=moments.moment(case.slot.starts_at)))]
    return []


@demand(_("who did not appear was waited for"))
def absence_is_over(case: Case, now: datetime, facts: Reopening) -> Faults:
    """Nobody has failed to appear before the hour that was booked (interpretation 69)."""
    if facts.cause != NO_SHOW or (case.slot and case.slot.starts_at <= now):
        return []
    return [("cause", _("The booked hour has not come yet: nobody has failed to appear."))]


@demand(_("what was asked and answered is written down in words"))
def answers_in_words(case: Case, now: datetime, facts: Interview) -> Faults:
    if not facts.answers:
        return [("answers", _("Write down at least one question and what was answered."))]
    if len(facts.answers) > MOST:
        return [("answers", format_lazy(_("At most {most} questions fit into a protocol."), most=MOST))]
    return [
        ("answers", format_lazy(_("Question {number}: {why}"), number=number, why=why))
        for number, row in enumerate(facts.answers, 1)
        if (why := _lacking(row))
    ]


def _lacking(row: dict[str, str]) -> Promise | str | None:
    if not row["question"]:
        return _("Say what was asked.")
    if not row["answer"]:
        return _("Say what was answered; “no answer was given” is one as well.")
    return wording.text_fault(row["question"], wording.QUOTED) or wording.text_fault(row["answer"], wording.QUOTED)


def score_row(criterion: InterviewCriterion, score: int, remark: str = "") -> dict[str, str]:
    names = {"code": criterion.code, "name_ru": criterion.name_ru, "name_kk": criterion.name_kk}
    return names | {"score": str(score), "most": str(criterion.most), "remark": remark}


@demand(_("each criterion in use has its score"))
def every_criterion_scored(case: Case, now: datetime, facts: Interview) -> Faults:
    marks = {row["code"]: row["score"] for row in facts.scores}
    return [
        (f"score_{row.code}", format_lazy(_("Give a score from 0 to {most}: {name}."), most=row.most, name=str(row)))
        for row in of_interview(case, now)
        if not ((mark := marks.get(row.code, "")).isdecimal() and len(mark) < 5 and int(mark) <= row.most)
    ]


@demand(_("the recording is named by its address, and by the checksum of its file"))
def recording_is_named(case: Case, now: datetime, facts: Interview) -> Faults:
    if facts.recording and not meeting.is_link(facts.recording):
        return [("recording", meeting.NO_LINK)]
    if not facts.recording_sha256:
        return [("recording_sha256", NO_SUM)] if facts.recording else []
    if not facts.recording:
        return [("recording", _("Name the recording to which this checksum belongs."))]
    if len(facts.recording_sha256) != SHA256 or set(facts.recording_sha256) - set("0123456789abcdef"):
        return [("recording_sha256", _("A SHA-256 has 64 signs, digits and the letters a to f."))]
    return []
