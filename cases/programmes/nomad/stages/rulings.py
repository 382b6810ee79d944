"""The way back: an act falls by a ruling, and the case goes on from where it stood before it (art. 91 of the АППК).

The order knows no such step; interpretation 56 says how it is read. The head of the body records the ruling, another
head of the same body confirms it; nobody decides the case here.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine import rulings
from cases.engine.rulings import RulingFacts
from cases.engine.steps import Act, step
from cases.law.actors import Actor
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.papers import originals
from cases.programmes.nomad.periods import eligibility
from cases.programmes.nomad.states import OPEN_STATES, PLACES, State
from cases.values.wording import WHY

_NAMED = [must.is_there(name) for name in ("document", "number", "body")]
"""Of the paper by which the act falls."""


@step(
    by=Actor.HEAD,
    source=PLACES.where(May.RULE),
    target=None,
    optional=True,
    label=_("Record a ruling"),
    paragraph="art. 91",
    form="ruling",
    persons=[rulings.of_the_body],
    requires=[need.no_complaint_satisfied],
    demands=[must.ruled_after_the_act, must.ruled_by_another, *_NAMED],
    facts=RulingFacts,
    reread=True,
)
def record_ruling(case: Case, act: Act, given: RulingFacts) -> None:
    rulings.record(case, act, given)


@step(
    by=Actor.HEAD,
    source=PLACES.where(May.RULE),
    target=None,
    optional=True,
    danger=True,
    goes_back=True,
    label=_("Confirm and carry out the ruling"),
    paragraph="art. 91",
    form="execute_ruling",
    persons=[rulings.of_the_body, rulings.another_person],
    requires=[need.ruling_recorded, need.ruled_act_stands],
    demands=[must.successor_is_settled],
    letter="ruling",
    tells=_("An act on your case is set aside by a ruling. The letter says why, and how your case goes on."),
    facts=facts.Execution,
    conflict=_("The person has begun another case in the meantime: look at this one again and choose."),
    reread=True,
)
def execute_ruling(case: Case, act: Act, given: facts.Execution) -> None:
    ruling, other = rulings.waiting(case), None if case.open else eligibility.other_case(case)
    assert ruling is not None  # `ruling_recorded`
    moves = given.successor != "goes_on" and not withdrawals.keeps_closed(case, ruling)
    act.remark(ruling=ruling.in_words, act=ruling.act, open_case=other.number if other else None)
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
    source=PLACES.where(May.RULE),
    target=None,
    optional=True,
    label=_("Withdraw the recorded ruling"),
    paragraph="art. 91",
    form="withdraw_ruling",
    persons=[rulings.of_the_body, rulings.another_withdraws],
    requires=[need.ruling_recorded, need.no_complaint_satisfied],
    demands=[must.in_words("text", WHY)],
    tells=_("A ruling that was recorded on your case is withdrawn: the act stands. Your case shows the reason."),
    facts=facts.Reason,
    reread=True,
)
def withdraw_ruling(case: Case, act: Act, given: facts.Reason) -> None:
    ruling = rulings.waiting(case)
    assert ruling is not None  # `ruling_recorded`
    act.change(ruling, withdrawn_at=act.now)


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
def give_way(case: Case, act: Act, given: facts.GivingWay) -> None:
    """One person, one open case: the head has chosen which of the two it is (interpretation 56)."""
    if case.slot is not None and case.slot.starts_at > act.now:
        case.slot = None  # the time goes back to the calendar
    originals.owe(case, act)
