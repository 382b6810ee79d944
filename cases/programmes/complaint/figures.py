"""What is counted of complaints (art. 91 of the АППК), by the body whose act is complained of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.programmes.figuresets import Figure, FigureSet, Whereabouts
from cases.law.actors import ActingBody
from cases.programmes.complaint import KEY
from cases.programmes.complaint.states import ComplaintState

COMPLAINTS = FigureSet(
    key="complaints",
    programme=KEY,
    label=_("Complaints"),
    place=Whereabouts.BODY,
    bodies=tuple(ActingBody),
    figures=(
        Figure(
            key="complaints_filed",
            label=_("Complaints filed"),
            words=_("Complaints about letters and delays of the body, signed and filed."),
            steps=("file_complaint",),
        ),
        Figure(
            key="complaints_satisfied",
            label=_("Satisfied by the body itself"),
            words=_("Complaints that the head satisfied (art. 91(4) of the АППК)."),
            steps=("satisfy_complaint",),
        ),
        Figure(
            key="complaints_in_part",
            label=_("Satisfied in part by the body itself"),
            words=_("Complaints of which the head granted a part and handed the rest on to the higher body."),
            steps=("satisfy_in_part",),
        ),
        Figure(
            key="complaints_handed_on",
            label=_("Handed on to the higher body"),
            words=_("Complaints that the head handed on with the whole file, those satisfied in part among them."),
            steps=("hand_on_complaint", "satisfy_in_part"),
        ),
        Figure(
            key="complaints_upheld",
            label=_("Satisfied by the higher body"),
            words=_("Answers of the higher body in favour of the person, on the day of the recording."),
            steps=("record_satisfied",),
        ),
        Figure(
            key="complaints_upheld_part",
            label=_("Satisfied in part by the higher body"),
            words=_("Answers of the higher body that grant a part, on the day of the recording."),
            steps=("record_satisfied_in_part",),
        ),
        Figure(
            key="complaints_rejected",
            label=_("Not satisfied"),
            words=_("Answers of the higher body against the person, on the day of the recording."),
            steps=("record_rejected",),
        ),
        Figure(
            key="complaints_closed",
            label=_("Closed: nothing was left to decide"),
            words=_("Complaints closed without a decision, since what they were about had fallen away."),
            steps=("close_complaint", "record_closed"),
        ),
        Figure(
            key="complaints_withdrawn",
            label=_("Withdrawn"),
            words=_("Complaints that the person took back, those that were still being prepared among them."),
            steps=("withdraw_complaint",),
        ),
    ),
    course=("complaints_filed", "complaints_satisfied", "complaints_rejected"),
    terms=("complaint_review", "complaint_answer"),
    waits=(ComplaintState.REVIEW.value, ComplaintState.HANDED_ON.value),
)
