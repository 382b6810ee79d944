"""Residence, п. 25–27: registration at the place of stay and the residence card (ВНЖ)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.engine.steps.facts import StepFacts
from cases.law.actors import Actor
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.correcting import corrections
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.stages.base import correction
from cases.programmes.nomad.states import State


@step(
    by=Actor.CLERK,
    source=State.GRANTED,
    target=State.REGISTERED,
    label=_("Register the residence"),
    paragraph="25",
    stops=["residence"],
    starts=["card_order"],
    tells=_("Your residence is registered. The order of the card follows."),
    demands=[must.registered_after_grant],
    facts=facts.Residence,
    subject="residence",
)
def register_residence(case: Case, act: Act, data: facts.Residence) -> None:
    case.residence_address = data.address
    case.residence_on = data.registered_on


@step(
    by=Actor.CLERK,
    source=State.REGISTERED,
    target=State.CARD_ORDERED,
    label=_("Order the residence card"),
    paragraph="26",
    stops=["card_order"],
    starts=["card"],
    requires=[need.package_reconciled("residence"), need.documents("residence"), need.card_duty_stands],
    tells=_("Your residence card is ordered."),
    decisions=[Decided.ORDER_CARD],
    settles=["card_documents", "card_duty"],
)
def order_card(case: Case, act: Act, data: StepFacts) -> None:
    act.decide()


@step(
    by=Actor.CLERK,
    source=State.CARD_ORDERED,
    target=State.CARD_ISSUED,
    label=_("Issue the residence card"),
    paragraph="27",
    stops=["card"],
    tells=_("Your residence card is issued. Welcome to Kazakhstan."),
    demands=[must.issued_after_order, must.is_number("card_number")],
    facts=facts.IssuedCard,
    subject="card",
)
def issue_card(case: Case, act: Act, data: facts.IssuedCard) -> None:
    case.card_number = data.card_number
    case.card_issued_on = data.issued_on


@correction(
    "residence",
    by=Actor.CLERK,
    label=_("Correct the record of the residence"),
    paragraph="25",
    demands=[must.registered_after_grant, corrections.another_residence],
    tells=_("The record of your residence was corrected. If it was right before, tell the public service centre."),
    facts=facts.ResidenceCorrection,
    subject="residence",
    too_late="",
)
def correct_residence(case: Case, act: Act, data: facts.ResidenceCorrection) -> None:
    """No decision of this order rests on it: it is put right whenever the slip is seen."""
    case.residence_address = data.address
    case.residence_on = data.registered_on


@correction(
    "card",
    by=Actor.CLERK,
    label=_("Correct the record of the card"),
    paragraph="27",
    demands=[must.issued_after_order, must.is_number("card_number"), corrections.another_card],
    tells=_("The record of your card was corrected. If it was right before, tell the public service centre."),
    facts=facts.CardCorrection,
    subject="card",
    too_late="",
)
def correct_card(case: Case, act: Act, data: facts.CardCorrection) -> None:
    case.card_number = data.card_number
    case.card_issued_on = data.issued_on
