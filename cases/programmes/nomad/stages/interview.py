"""The interview, п. 6–7: the calendar, the booking, the result."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.engine.steps.facts import StepFacts
from cases.engine.steps.wordings import in_its_language
from cases.law.actors import HUB, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.correcting import corrections
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.petitions import interviews, times
from cases.programmes.nomad.stages.base import correction
from cases.programmes.nomad.states import State
from cases.values.wording import ESTABLISHED, MOVED, PRESENT

TAKEN = _("This time has just been taken. Please choose another.")
INTERVIEW = (Decided.INTERVIEW_FOR, Decided.INTERVIEW_AGAINST)
REOPENED = {"no_show": Decided.REOPEN_NO_SHOW, "moved": Decided.REOPEN_MOVED}

_PROTOCOL = [
    interviews.interview_was_held,
    must.in_words("present", PRESENT),
    interviews.answers_in_words,
    interviews.every_criterion_scored,
    must.in_words("text", ESTABLISHED),
    interviews.recording_is_named,
]


def booked_for(case: Case) -> datetime | None:
    """The interview has its result recorded after it took place, not after it was booked."""
    return case.slot.starts_at if case.slot else None


@step(
    by=Actor.SCREENER,
    source=State.ADMITTED,
    target=State.SLOT_CHOICE,
    label=_("Open the calendar and invite"),
    at_once=True,
    paragraph="6",
    requires=[need.slots_free],
    stops=["invite"],
    starts=["choice"],
    letter="interview_invitation",
    tells=_("Choose a time for your video interview in the calendar."),
)
def invite(case: Case, act: Act, data: StepFacts) -> None:
    pass


@step(
    by=Actor.APPLICANT,
    source=State.SLOT_CHOICE,
    target=State.INTERVIEW,
    label=_("Book the interview"),
    paragraph="6",
    form="slot",
    stops=["choice"],
    starts=["interview"],
    runs_from=booked_for,
    tells=_("Your interview is booked."),
    demands=[times.is_offered],
    facts=facts.Booking,
    conflict=TAKEN,
)
def book_interview(case: Case, act: Act, data: facts.Booking) -> None:
    case.slot = data.slot


@step(
    by=Actor.APPLICANT,
    source=State.INTERVIEW,
    target=State.INTERVIEW,
    label=_("Choose another time"),
    paragraph="6",
    form="slot",
    optional=True,
    stops=["interview"],
    starts=["interview"],
    runs_from=booked_for,
    requires=[times.may_change],
    demands=[times.is_offered],
    tells=_("Your interview has been moved."),
    facts=facts.Booking,
    conflict=TAKEN,
)
def rebook(case: Case, act: Act, data: facts.Booking) -> None:
    case.slot = data.slot


@step(
    by=Actor.APPLICANT,
    source=State.INTERVIEW,
    target=State.SLOT_CHOICE,
    label=_("Cancel the interview"),
    paragraph="6",
    form="cancel_interview",
    optional=True,
    stops=["interview"],
    starts=["choice"],
    requires=[times.may_change],
    tells=_("You have cancelled your interview. Choose another time when you can: your petition waits."),
)
def cancel_interview(case: Case, act: Act, data: StepFacts) -> None:
    case.slot = None  # the time goes back to the calendar


@step(
    by=Actor.SCREENER,
    source=State.INTERVIEW,
    target=State.INTERVIEW,
    label=_("Move the interview"),
    paragraph="6",
    form="move_interview",
    optional=True,
    stops=["interview"],
    starts=["interview"],
    runs_from=booked_for,
    requires=[times.not_begun],
    readers=HUB | {Role.APPLICANT},
    demands=[times.is_offered, in_its_language("text", MOVED)],
    tells=_("Astana Hub has moved your interview to another time. If it does not suit you, choose another one."),
    shows=["text", "text_kk"],
    facts=facts.InterviewMove,
    conflict=TAKEN,
)
def move_interview(case: Case, act: Act, data: facts.InterviewMove) -> None:
    case.slot = data.slot


@step(
    by=Actor.SCREENER,
    source=State.INTERVIEW,
    target=State.MINISTRY_REVIEW,
    label=_("Record the interview"),
    paragraph="7",
    form="interview",
    stops=["interview"],
    starts=["ministry_review"],
    requires=[need.interview_begun],
    readers=HUB,
    demands=_PROTOCOL,
    tells=_("The result of your interview was passed to the ministry."),
    facts=facts.Interview,
    decisions=INTERVIEW,
    subject="interview",
    reread=True,
)
def record_interview(case: Case, act: Act, data: facts.Interview) -> None:
    case.sent_to_ministry_at = act.now
    act.decide(INTERVIEW[not data.recommended], text=data.text)


@step(
    by=Actor.SCREENER,
    source=State.INTERVIEW,
    target=State.SLOT_CHOICE,
    label=_("Reopen the calendar"),
    paragraph="6",
    form="reopen",
    stops=["interview"],
    starts=["choice"],
    requires=[need.slots_free],
    optional=True,
    readers=HUB,
    demands=[interviews.absence_is_over, must.in_words("text", MOVED, optional=True)],
    tells=_("The interview did not take place. Please choose another time."),
    facts=facts.Reopening,
    decisions=REOPENED.values(),
    subject="reopening",
)
def reopen_calendar(case: Case, act: Act, data: facts.Reopening) -> None:
    case.slot = None
    act.decide(REOPENED[data.cause], text=data.text)


@correction(
    "interview",
    by=Actor.SCREENER,
    label=_("Correct the record of the interview"),
    paragraph="7",
    form="correct_interview",
    readers=HUB,
    requires=[need.interviewed],
    demands=[corrections.another_result, *_PROTOCOL],
    tells=_("The record of your interview was corrected before the ministry decides."),
    facts=facts.InterviewCorrection,
    decisions=INTERVIEW,
    subject="interview",
)
def correct_interview(case: Case, act: Act, data: facts.InterviewCorrection) -> None:
    act.decide(INTERVIEW[not data.recommended], text=data.text)


@correction(
    "reopening",
    by=Actor.SCREENER,
    label=_("Correct why the calendar was reopened"),
    paragraph="6",
    form="correct_reopening",
    readers=HUB,
    requires=[corrections.was_reopened],
    demands=[corrections.another_cause, must.in_words("text", MOVED, optional=True)],
    tells=_("The record of why your interview did not take place was corrected."),
    facts=facts.ReopeningCorrection,
    decisions=REOPENED.values(),
    subject="reopening",
)
def correct_reopening(case: Case, act: Act, data: facts.ReopeningCorrection) -> None:
    """Whether a person did not appear is read by who decides on the petition (п. 8)."""
    act.decide(REOPENED[data.cause], text=data.text)
