"""Who acts and where a case can stand: the vocabulary every other module speaks.

Source: joint order № 241/НҚ – № 301 of 2026, п. 4–27; the official names follow its text.
"""

from __future__ import annotations

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
        Actor.HEAD: "con:head",
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
    """Value, official name for staff. What the applicant reads is in `PLACES`."""

    PETITION_DRAFT = "petition_draft", _("Petition being prepared")
    SCREENING = "screening", _("Initial screening")
    PETITION_INCOMPLETE = "petition_incomplete", _("Petition returned for completion")
    ADMITTED = "admitted", _("Admitted to the next stage")
    SLOT_CHOICE = "slot_choice", _("Choice of interview time")
    INTERVIEW = "interview", _("Video interview")
    MINISTRY_REVIEW = "ministry_review", _("Review by the ministry")
    PETITION_HEARING = "petition_hearing", _("Hearing before a refusal of the petition")
    REFUSAL_NOTICE = "refusal_notice", _("Notice of refusal being sent")
    PETITION_SIGNED = "petition_signed", _("Petition signed")
    REGISTRATION = "registration", _("Registration in the migration police IS")
    REWORK = "rework", _("Returned for revision")
    CHECKS = "checks", _("Checks of special and criminal records")
    KNB = "knb", _("Approval by the national security bodies")
    PRELIMINARY_DECISION = "preliminary_decision", _("Preliminary decision")
    PRELIMINARY_HEARING = "preliminary_hearing", _("Hearing before a preliminary refusal")
    PRELIMINARY_APPROVED = "preliminary_approved", _("Preliminary approval given")
    ARRIVAL_REVIEW = "arrival_review", _("Days of the approval over: did the applicant come?")
    ARRIVED = "arrived", _("Arrival recorded")
    INTAKE = "intake", _("Checking against originals")
    DISPATCH = "dispatch", _("Hand-over to the courier")
    IN_TRANSIT = "in_transit", _("Originals with the courier")
    FINAL_REVIEW = "final_review", _("Final review")
    FINAL_HEARING = "final_hearing", _("Hearing before a refusal of the permit")
    GRANTED = "granted", _("Permit granted")
    REGISTERED = "registered", _("Residence registered")
    CARD_ORDERED = "card_ordered", _("Residence card ordered")
    CONSENT_DECLINED = "consent_declined", _("Ended: consent declined or withdrawn")
    PETITION_REFUSED = "petition_refused", _("Petition refused")
    ANNULLED = "annulled", _("Application annulled")
    PRELIMINARY_REFUSED = "preliminary_refused", _("Preliminary permit refused")
    LAPSED = "lapsed", _("Preliminary approval lapsed")
    FINAL_REFUSED = "final_refused", _("Permit refused")
    WITHDRAWN = "withdrawn", _("Withdrawn by the applicant")
    SUPERSEDED = "superseded", _("Closed: an earlier case goes on by a ruling")
    CARD_ISSUED = "card_issued", _("Residence card issued")
