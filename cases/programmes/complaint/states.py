"""Where a complaint can stand: with the applicant, with the head of the body, with the higher body, or answered."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.law.places import May, Place, Places, ShownChecks

DESKS = MappingProxyType({Actor.APPLICANT: "egov:complaints", Actor.HEAD: "con:complaints"})


class ComplaintState(TextChoices):
    DRAFT = "complaint_draft", _("Complaint being prepared")
    REVIEW = "complaint_review", _("Complaint before the head of the body")
    HANDED_ON = "complaint_handed_on", _("Complaint before the higher body")
    SATISFIED = "complaint_satisfied", _("Complaint satisfied")
    IN_PART = "complaint_in_part", _("Complaint satisfied in part")
    REJECTED = "complaint_rejected", _("Complaint not satisfied")
    MOOT = "complaint_moot", _("Complaint closed: nothing is left to decide")
    WITHDRAWN = "complaint_withdrawn", _("Complaint withdrawn")


class ComplaintStage(StrEnum):
    COMPLAINT = "complaint"
    CLOSED = "complaint_closed"


STAGE_NAMES = {ComplaintStage.COMPLAINT: _("Complaint"), ComplaintStage.CLOSED: _("Answered")}

LIST = "complaint"
"""The one list of documents: what the applicant attaches."""

_AT, _NO = "art. 91", ShownChecks.NONE
_MAY = frozenset({May.PREPARE, May.ATTACH, May.FILE})

PLACES = Places(
    {
        ComplaintState.DRAFT: Place(
            Actor.APPLICANT,
            ComplaintStage.COMPLAINT,
            _("You are preparing a complaint"),
            _AT,
            "yours",
            LIST,
            _MAY,
            shows=_NO,
            begins="complaint",
        ),
        ComplaintState.REVIEW: Place(
            Actor.HEAD,
            ComplaintStage.COMPLAINT,
            _("The head of the body is considering your complaint"),
            _AT,
            documents=LIST,
            shows=_NO,
        ),
        ComplaintState.HANDED_ON: Place(
            Actor.HEAD,
            ComplaintStage.COMPLAINT,
            _("The higher body is considering your complaint"),
            _AT,
            documents=LIST,
            may=frozenset({May.GO_TO_COURT}),
            shows=_NO,
        ),
        ComplaintState.SATISFIED: Place(
            None, ComplaintStage.CLOSED, _("Your complaint is satisfied"), _AT, "granted", shows=_NO
        ),
        ComplaintState.IN_PART: Place(
            None, ComplaintStage.CLOSED, _("Your complaint is satisfied in part"), _AT, "ended", shows=_NO
        ),
        ComplaintState.REJECTED: Place(
            None, ComplaintStage.CLOSED, _("Your complaint is not satisfied"), _AT, "refused", shows=_NO
        ),
        ComplaintState.MOOT: Place(
            None,
            ComplaintStage.CLOSED,
            _("Your complaint is closed: what it was about has fallen away"),
            _AT,
            "ended",
            shows=_NO,
        ),
        ComplaintState.WITHDRAWN: Place(
            None,
            ComplaintStage.CLOSED,
            _("You withdrew your complaint"),
            _AT,
            "ended",
            may=frozenset({May.BEGIN_AGAIN}),
            shows=_NO,
        ),
    }
)
