"""The way back: an act falls by a ruling, and the case goes on from where it stood before it (art. 91 of the АППК).

The order knows no such step; interpretation 56 says how it is read. The head of the body records the ruling, another
head of the same body confirms it; nobody decides the case here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.rulings import RulingFacts, ordering
from cases.engine.rulings.ordering import OrderFacts
from cases.engine.steps import Act, step
from cases.engine.steps.wordings import in_its_language
from cases.law.actors import Actor, answering_body
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.papers import annexes, originals
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import OPEN_STATES, PLACES, State
from cases.values.wording import WHY

_BY_A_BODY = tuple(state for state in OPEN_STATES if state != State.PETITION_DRAFT)
_GONE_ON = tuple(state for state in _BY_A_BODY if May.RULE not in PLACES[state].may)
"""Where a case may stand that has gone on from an act against the person: a return that was corrected."""
_ANYWHERE = (*PLACES.where(May.RULE), *_GONE_ON)
_NAMED = [must.is_filled("document"), must.is_number("number"), must.is_filled("body")]
"""Of the paper by which the act falls."""


@step(
    by=Actor.HEAD,
    source=_ANYWHERE,
    target=None,
    optional=True,
    label=_("Record a ruling"),
    paragraph="art. 91",
    form="ruling",
    persons=[rulings.head_of_a_body],
    paper=rulings.PAPER,
    requires=[need.an_act_can_fall],
    demands=[must.ruled_after_the_act, must.ruled_once, must.ruled_by_another, *_NAMED, must.ruling_attached],
    facts=RulingFacts,
    reread=True,
)
def record_ruling(case: Case, act: Act, data: RulingFacts) -> None:
    rulings.record(case, act, data)


@step(
    by=Actor.HEAD,
    source=_ANYWHERE,
    target=None,
    optional=True,
    danger=True,
    may_be_signed=True,
    goes_back=True,
    label=_("Confirm and carry out the ruling"),
    paragraph="art. 91",
    form="execute_ruling",
    persons=[rulings.head_of_the_body, rulings.another_confirms],
    requires=[need.ruling_recorded],
    demands=[must.successor_is_settled],
    words=annexes.ruling_words,
    encloses=annexes.ruling_paper,
    letter="ruling",
    tells=_("An act on your case is set aside by a ruling. The letter says why, and how your case goes on."),
    facts=facts.Execution,
    conflict=_("The person has begun another case in the meantime: look at this one again and choose."),
    reread=True,
)
def execute_ruling(case: Case, act: Act, data: facts.Execution) -> None:
    """An act from which the case has gone on falls all the same, and nothing moves (interpretation 56)."""
    ruling = rulings.waiting_ruling(case)
    assert ruling is not None  # `ruling_recorded`
    may_move = withdrawals.may_go_back(case, ruling)
    other = eligibility.other_case(case) if may_move and not case.open else None
    moves = may_move and data.successor != "goes_on"
    stays_closed = rulings.is_current(case, ruling) and not may_move
    act.remark(ruling=ruling.in_words, act=ruling.act, file=rulings.file_facts(ruling.paper))
    act.remark(open_case=other and other.number, no_consent=stays_closed or None)
    if other and moves:
        gives = facts.GivingWay(case=case.number, ruling=ruling.in_words)
        act.beside(other.pk, give_way.name, gives)
    rulings.execute(case, act, ruling, moves=moves)
    if moves:
        originals.take_up(case, act)
        if case.place.rests_on:
            case.granted_at = None  # its number stays, as that of a permit that has fallen


@step(
    by=Actor.HEAD,
    source=_ANYWHERE,
    target=None,
    optional=True,
    may_be_signed=True,
    label=_("Withdraw the recorded ruling"),
    paragraph="art. 91",
    form="withdraw_ruling",
    persons=[rulings.head_of_the_body, rulings.another_withdraws],
    requires=[need.ruling_recorded, need.no_complaint_satisfied],
    demands=[in_its_language("text", WHY)],
    encloses=annexes.ruling_paper,
    tells=_("A ruling that was recorded on your case is withdrawn: the act stands. Your case shows the reason."),
    shows=["text", "text_kk"],
    facts=facts.Reason,
    reread=True,
)
def withdraw_ruling(case: Case, act: Act, data: facts.Reason) -> None:
    ruling = rulings.waiting_ruling(case)
    assert ruling is not None  # `ruling_recorded`
    act.change(ruling, withdrawn_at=act.now)


@step(
    by=Actor.HEAD,
    source=tuple(state for state in OPEN_STATES if answering_body(PLACES[state].waits_on or "")),
    target=None,
    optional=True,
    beside=True,
    label=_("Order to act by a day"),
    paragraph="art. 91(4)",
    starts=["ordered"],
    tells=_("Your complaint about a delay is satisfied: the body has been given a day by which to act."),
    facts=OrderFacts,
    reread=True,
)
def order_act(case: Case, act: Act, data: OrderFacts) -> None:
    """It goes with the answer to a complaint about a delay (interpretation 68)."""
    ordering.apply_order(case, act, data)


@step(
    by=Actor.HEAD,
    source=OPEN_STATES,
    target=State.SUPERSEDED,
    optional=True,
    danger=True,
    beside=True,
    label=_("Close in favour of the earlier case"),
    paragraph="art. 91",
    tells=_("This case was closed: an act on your earlier case is set aside, and that case goes on instead."),
    facts=facts.GivingWay,
)
def give_way(case: Case, act: Act, data: facts.GivingWay) -> None:
    """One person, one open case: the head has chosen which of the two it is (interpretation 56)."""
    if case.slot is not None and case.slot.starts_at > act.now:
        case.slot = None  # the time goes back to the calendar
    originals.owe_return(case, act)
