"""The whole way in parts, as an applicant reads it: who has each in hand, by which terms, between which steps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.programmes.nomad.states import State


@dataclass(frozen=True, slots=True)
class WayPart:
    """A part of the way of a case, as the applicant sees it."""

    key: str
    name: Promise
    holders: tuple[Actor, ...]
    """Who works on it, in order."""
    states: tuple[State, ...]
    terms: tuple[str, ...]
    """Of the edition, in the order in which they run."""
    begins: tuple[str, ...] = ()
    """Steps with which its measuring begins; () where it is the applicant's own time."""
    ends: tuple[str, ...] = ()
    """Steps with which its measuring ends; () where it is the applicant's own time."""


_S = State
PARTS = (
    WayPart("petition_prepared", _("You prepare the petition"), (Actor.APPLICANT,), (_S.PETITION_DRAFT,), ()),
    WayPart(
        "petition",
        _("Your petition is considered"),
        (Actor.SCREENER, Actor.SIGNER),
        (
            _S.SCREENING,
            _S.PETITION_INCOMPLETE,
            _S.ADMITTED,
            _S.SLOT_CHOICE,
            _S.INTERVIEW,
            _S.MINISTRY_REVIEW,
            _S.PETITION_HEARING,
            _S.REFUSAL_NOTICE,
        ),
        ("screening", "invite", "interview", "ministry_review"),
        ("submit_petition",),
        ("sign_petition", "decline_petition", "refuse_screening"),
    ),
    WayPart("application_prepared", _("You prepare the application"), (Actor.APPLICANT,), (_S.PETITION_SIGNED,), ()),
    WayPart(
        "application",
        _("Your application is considered"),
        (Actor.OFFICER,),
        (_S.REGISTRATION, _S.REWORK, _S.CHECKS, _S.KNB, _S.PRELIMINARY_DECISION, _S.PRELIMINARY_HEARING),
        ("decision",),
        ("file_application",),
        ("approve_preliminary", "refuse_preliminary"),
    ),
    WayPart(
        "arrival",
        _("You arrive and come to the migration service"),
        (Actor.APPLICANT,),
        (_S.PRELIMINARY_APPROVED, _S.ARRIVAL_REVIEW),
        ("validity",),
    ),
    WayPart(
        "package",
        _("You bring the package to the public service centre"),
        (Actor.APPLICANT,),
        (_S.ARRIVED,),
        ("package",),
    ),
    WayPart(
        "permit",
        _("The package is checked, and the final decision made"),
        (Actor.CLERK, Actor.OFFICER),
        (_S.INTAKE, _S.DISPATCH, _S.IN_TRANSIT, _S.FINAL_REVIEW, _S.FINAL_HEARING),
        ("reconcile", "dispatch", "courier", "final"),
        ("open_intake",),
        ("grant", "refuse_final"),
    ),
    WayPart("come", _("You come for the registration"), (Actor.APPLICANT,), (_S.GRANTED,), ("residence",)),
    WayPart(
        "card",
        _("The residence card is made"),
        (Actor.CLERK,),
        (_S.REGISTERED, _S.CARD_ORDERED),
        ("card_order", "card"),
        ("register_residence",),
        ("issue_card",),
    ),
)
