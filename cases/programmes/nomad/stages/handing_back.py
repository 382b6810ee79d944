"""The way back of the originals (п. 21 sends them): after the decision, or after the way has ended otherwise; and their
coming again, where a ruling lets the case go on after that."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.law.actors import Actor
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad.papers import originals
from cases.programmes.nomad.states import State

_BROKEN_OFF = (State.WITHDRAWN, State.CONSENT_DECLINED, State.SUPERSEDED)
_return = partial(
    step,
    target=None,
    optional=True,
    label=_("Give the originals back"),
    paragraph="21",
    form="hand_back",
    happened="returned_on",
    facts=facts.OriginalsReturned,
    demands=[
        must.it_happened("returned_on", must.since_owed),
        must.is_filled("receiver"),
        must.receiver_named,
        must.is_filled("receipt"),
    ],
    tells=_("Your originals were given back against a receipt. If you have not got them, tell the migration service."),
    reread=True,
)


def _give_back(case: Case, act: Act, data: facts.OriginalsReturned) -> None:
    row = originals.waiting_handback(case)
    assert row is not None  # it is required
    act.change(
        row,
        returned_on=data.returned_on or local_day(act.now),
        receiver=data.receiver,
        receipt=data.receipt,
        returned_at=act.now,
        returned_by=act.user,
    )


@_return(
    by=Actor.OFFICER,
    letter="originals_returned",
    source=(State.GRANTED, State.REGISTERED, State.CARD_ORDERED, State.CARD_ISSUED, State.FINAL_REFUSED, *_BROKEN_OFF),
    requires=[originals.held_by(Actor.OFFICER)],
)
def return_originals(case: Case, act: Act, data: facts.OriginalsReturned) -> None:
    _give_back(case, act, data)


@_return(
    by=Actor.CLERK,
    letter="originals_returned_psc",
    source=_BROKEN_OFF,
    requires=[originals.held_by(Actor.CLERK)],
)
def return_originals_at_centre(case: Case, act: Act, data: facts.OriginalsReturned) -> None:
    """Where the way ended before the courier had them."""
    _give_back(case, act, data)


_coming_again = partial(
    step,
    target=None,
    optional=True,
    label=_("Record that the originals were brought again"),
    form="brought",
    happened="brought_on",
    facts=facts.OriginalsBrought,
    requires=[originals.given_back],
    demands=[must.it_happened("brought_on", must.since_given_back)],
    tells=_("Your originals were received again."),
)


@_coming_again(by=Actor.OFFICER, paragraph="22", source=(State.IN_TRANSIT, State.FINAL_REVIEW, State.FINAL_HEARING))
def take_originals_again(case: Case, act: Act, data: facts.OriginalsBrought) -> None:
    originals.record_brought(case, act, data.brought_on or local_day(act.now))


@_coming_again(by=Actor.CLERK, paragraph="21", source=originals.AT_THE_CENTRE)
def take_originals_again_at_centre(case: Case, act: Act, data: facts.OriginalsBrought) -> None:
    originals.record_brought(case, act, data.brought_on or local_day(act.now))
