"""The whole way in parts, as an applicant reads it: who has each in hand, by which terms, between which steps."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.engine.steps import STEPS, Step
from cases.engine.steps.ways import straight_way
from cases.law.actors import Actor
from cases.programmes.nomad.states import PLACES, State


def main_way() -> tuple[Step, ...]:
    """The steps of a case in which nothing is returned or refused, in their order: from the first draft to the card."""
    card = next(state for state, place in PLACES.items() if place.tone == "granted")
    return straight_way(PLACES.beginning("petition").value, card.value)


@dataclass(frozen=True, slots=True)
class WayPart:
    """A part of the way of a case, as the applicant sees it; the rest of it follows from its places and their steps."""

    key: str
    name: Promise
    states: tuple[State, ...]
    terms: tuple[str, ...] = ()
    """Of the edition, in the order in which they run."""

    @property
    def holders(self) -> tuple[Actor, ...]:
        """Who works on it along the main way, in order; the applicant where nobody else does."""
        passed = {PLACES.beginning("petition"), *(step.target for step in main_way())}
        actors = dict.fromkeys(PLACES[state].waits_on for state in self.states if state in passed)
        return tuple(actor for actor in actors if actor and actor != Actor.APPLICANT) or (Actor.APPLICANT,)

    @property
    def begins(self) -> tuple[str, ...]:
        """Steps with which its measuring begins; () where it is the applicant's own time."""
        return tuple(
            s.name for s in main_way() if s.target in self.states and not self._is_left_by(s) and self._measured
        )

    @property
    def ends(self) -> tuple[str, ...]:
        """Steps with which its measuring ends, the act for the person and those against; () likewise."""
        left = [step for step in STEPS.values() if self._is_left_by(step) and self._measured]
        onward = [step for step in main_way() if step.target not in self.states]
        return tuple(step.name for step in left if step in onward or _refuses(step))

    @property
    def _measured(self) -> bool:
        return self.holders != (Actor.APPLICANT,)

    def _is_left_by(self, step: Step) -> bool:
        return any(source in self.states for source in step.sources)


def _refuses(step: Step) -> bool:
    """An act against the person, after a hearing or, at the screening, without one."""
    return step.heard or bool(step.grounds and step.target and PLACES[State(step.target)].final)


_S = State
PARTS = (
    WayPart("petition_prepared", _("You prepare the petition"), (_S.PETITION_DRAFT,)),
    WayPart(
        "petition",
        _("Your petition is considered"),
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
    ),
    WayPart("application_prepared", _("You prepare the application"), (_S.PETITION_SIGNED,)),
    WayPart(
        "application",
        _("Your application is considered"),
        (_S.REGISTRATION, _S.REWORK, _S.CHECKS, _S.KNB, _S.PRELIMINARY_DECISION, _S.PRELIMINARY_HEARING),
        ("decision",),
    ),
    WayPart(
        "arrival",
        _("You arrive and come to the migration service"),
        (_S.PRELIMINARY_APPROVED, _S.ARRIVAL_REVIEW),
        ("validity",),
    ),
    WayPart(
        "package",
        _("You bring the package to the public service centre"),
        (_S.ARRIVED,),
        ("package",),
    ),
    WayPart(
        "permit",
        _("The package is checked, and the final decision made"),
        (_S.INTAKE, _S.DISPATCH, _S.IN_TRANSIT, _S.FINAL_REVIEW, _S.FINAL_HEARING),
        ("reconcile", "dispatch", "courier", "final"),
    ),
    WayPart("come", _("You come for the registration"), (_S.GRANTED,), ("residence",)),
    WayPart(
        "card",
        _("The residence card is made"),
        (_S.REGISTERED, _S.CARD_ORDERED),
        ("card_order", "card"),
    ),
)
