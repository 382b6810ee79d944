"""Who acts and where a case can stand: the vocabulary every other module speaks.

Source: joint order № 241/НҚ – № 301 of 2026, п. 4–27; the official names follow its text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor

DESKS = MappingProxyType(
    {
        Actor.APPLICANT: "egov:cabinet",
        Actor.SCREENER: "hub:screening",
        Actor.SIGNER: "hub:signing",
        Actor.OFFICER: "con:officer",
        Actor.CLERK: "con:clerk",
    }
)
"""The URL namespace in which each actor works; each holds the names `home` and `case`."""


class Stage(StrEnum):
    PETITION = "petition"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    RESIDENCE = "residence"
    CLOSED = "closed"


STAGE_NAMES: MappingProxyType[Stage, Promise] = MappingProxyType(
    {
        Stage.PETITION: _("Petition"),
        Stage.PRELIMINARY: _("Preliminary approval"),
        Stage.FINAL: _("Final decision"),
        Stage.RESIDENCE: _("Residence"),
        Stage.CLOSED: _("Closed"),
    }
)


class State(TextChoices):
    """Value, official name for staff. What the applicant reads stands in `PLACES`."""

    PETITION_DRAFT = "petition_draft", _("Petition being prepared")
    SCREENING = "screening", _("Initial screening")
    ADMITTED = "admitted", _("Admitted to the next stage")
    SLOT_CHOICE = "slot_choice", _("Choice of interview time")
    INTERVIEW = "interview", _("Video interview")
    MINISTRY_REVIEW = "ministry_review", _("Review by the ministry")
    REFUSAL_NOTICE = "refusal_notice", _("Notice of refusal being sent")
    PETITION_SIGNED = "petition_signed", _("Petition signed")
    REGISTRATION = "registration", _("Registration in the migration police IS")
    REWORK = "rework", _("Returned for revision")
    CHECKS = "checks", _("Checks of special and criminal records")
    KNB = "knb", _("Approval by the national security bodies")
    PRELIMINARY_DECISION = "preliminary_decision", _("Preliminary decision")
    PRELIMINARY_APPROVED = "preliminary_approved", _("Preliminary approval given")
    ARRIVED = "arrived", _("Arrival recorded")
    INTAKE = "intake", _("Checking against originals")
    DISPATCH = "dispatch", _("Hand-over to the courier")
    IN_TRANSIT = "in_transit", _("Originals with the courier")
    FINAL_REVIEW = "final_review", _("Final review")
    GRANTED = "granted", _("Permit granted")
    REGISTERED = "registered", _("Residence registered")
    CARD_ORDERED = "card_ordered", _("Residence card ordered")
    CONSENT_DECLINED = "consent_declined", _("Ended: consent declined")
    PETITION_REFUSED = "petition_refused", _("Petition refused")
    ANNULLED = "annulled", _("Application annulled")
    PRELIMINARY_REFUSED = "preliminary_refused", _("Preliminary permit refused")
    LAPSED = "lapsed", _("Preliminary approval lapsed")
    FINAL_REFUSED = "final_refused", _("Permit refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")
    CARD_ISSUED = "card_issued", _("Residence card issued")


@dataclass(frozen=True, slots=True)
class Place:
    """One state as people meet it: whom it waits on, its plain name, its tone, its paragraph."""

    waits_on: Actor | None
    stage: Stage
    plain: Promise
    paragraph: str
    tone: str = "work"

    @property
    def final(self) -> bool:
        return self.waits_on is None


def _place(waits_on: Actor | None, stage: Stage, plain: Promise, paragraph: str, tone: str = "work") -> Place:
    return Place(waits_on, stage, plain, paragraph, tone)


_A, _S, _M, _O, _C = Actor.APPLICANT, Actor.SCREENER, Actor.SIGNER, Actor.OFFICER, Actor.CLERK
_PET, _PRE, _FIN, _RES, _END = Stage.PETITION, Stage.PRELIMINARY, Stage.FINAL, Stage.RESIDENCE, Stage.CLOSED

PLACES: MappingProxyType[State, Place] = MappingProxyType(
    {
        State.PETITION_DRAFT: _place(_A, _PET, _("You are preparing your petition"), "4", "yours"),
        State.SCREENING: _place(_S, _PET, _("Astana Hub is checking your documents"), "5"),
        State.ADMITTED: _place(_S, _PET, _("You are admitted; the interview calendar is being opened"), "6"),
        State.SLOT_CHOICE: _place(_A, _PET, _("Choose a time for your interview"), "6", "yours"),
        State.INTERVIEW: _place(_S, _PET, _("Your interview is booked"), "7"),
        State.MINISTRY_REVIEW: _place(_M, _PET, _("The ministry is considering your petition"), "8"),
        State.REFUSAL_NOTICE: _place(_S, _PET, _("A decision on your petition is being sent"), "9"),
        State.PETITION_SIGNED: _place(_A, _PRE, _("Your petition is signed; the application is next"), "10", "yours"),
        State.REGISTRATION: _place(_O, _PRE, _("Your application is being registered"), "12"),
        State.REWORK: _place(_A, _PRE, _("Your application came back: correct what is listed"), "12", "yours"),
        State.CHECKS: _place(_O, _PRE, _("Your application is being checked"), "13"),
        State.KNB: _place(_O, _PRE, _("Your application is with the national security bodies"), "15"),
        State.PRELIMINARY_DECISION: _place(_O, _PRE, _("The preliminary decision is being made"), "16"),
        State.PRELIMINARY_APPROVED: _place(_A, _PRE, _("You are approved; your arrival is next"), "19", "yours"),
        State.ARRIVED: _place(_A, _FIN, _("Bring your package to the public service centre"), "20", "yours"),
        State.INTAKE: _place(_C, _FIN, _("Your package is being checked against the originals"), "21"),
        State.DISPATCH: _place(_C, _FIN, _("Your originals are being handed to the courier"), "21"),
        State.IN_TRANSIT: _place(_O, _FIN, _("Your originals are on their way"), "21"),
        State.FINAL_REVIEW: _place(_O, _FIN, _("The final decision is being made"), "22"),
        State.GRANTED: _place(_A, _RES, _("Your permit is granted: come to the public service centre"), "25", "yours"),
        State.REGISTERED: _place(_C, _RES, _("Your residence is registered; the card is next"), "26"),
        State.CARD_ORDERED: _place(_C, _RES, _("Your residence card is being made"), "27"),
        State.CONSENT_DECLINED: _place(None, _END, _("You declined the processing of your data"), "4", "ended"),
        State.PETITION_REFUSED: _place(None, _END, _("Your petition was refused"), "9", "refused"),
        State.ANNULLED: _place(None, _END, _("Your application was annulled"), "12", "refused"),
        State.PRELIMINARY_REFUSED: _place(None, _END, _("Your application was refused"), "19", "refused"),
        State.LAPSED: _place(None, _END, _("Your preliminary approval lapsed"), "19", "refused"),
        State.FINAL_REFUSED: _place(None, _END, _("Your permit was refused"), "24", "refused"),
        State.WITHDRAWN: _place(None, _END, _("You withdrew your application"), "annex", "ended"),
        State.CARD_ISSUED: _place(None, _END, _("Your residence card is issued"), "27", "granted"),
    }
)

OPEN_STATES = tuple(s for s in State if not PLACES[s].final)
FINAL_STATES = tuple(s for s in State if PLACES[s].final)


def waits_on(state: str) -> str:
    """The actor a case in `state` waits on; "" when the state is final."""
    return PLACES[State(state)].waits_on or ""


def states_of(actor: Actor) -> tuple[State, ...]:
    return tuple(s for s in OPEN_STATES if PLACES[s].waits_on == actor)
