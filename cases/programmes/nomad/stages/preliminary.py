"""The preliminary decision, п. 16–19: the approval and its thirty days, or a refusal after a hearing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Numbering, step
from cases.law.actors import EVERYBODY, OFFICE, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts, series
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.hearings import hearing, hours
from cases.programmes.nomad.hearings.heard_grounds import grounds_heard
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.stages.base import dropping, proposal, refusal
from cases.programmes.nomad.states import State
from cases.values.wording import NOTE

PRELIMINARY = ("preliminary", "application_documents")
"""Kinds of recorded facts on which the preliminary decision rests, and no later one."""
REFUSED = (*PRELIMINARY, "knb", "duty")
"""A refusal is the last word: the answer of КНБ and the duty are looked at by no final decision any more."""
_REASONED = [must.grounds_fit(GroundKind.PRELIMINARY, Actor.OFFICER), must.reasons_given]


@step(
    by=Actor.OFFICER,
    source=State.PRELIMINARY_DECISION,
    target=State.PRELIMINARY_APPROVED,
    label=_("Approve"),
    paragraph="19",
    documents="application",
    may_be_signed=True,
    form="approve",
    stops=["decision", "hearing"],
    starts=["validity"],
    requires=[
        need.knb_approved,
        need.checks_done("preliminary", clear=True),
        need.discrepancies_resolved,
        need.documents("application"),
        need.duty_paid,
        need.none_to_return,
    ],
    letter="preliminary_approval",
    asks=["pep.result"],
    inner={"text": OFFICE},
    demands=[must.in_words("text", NOTE, optional=True)],
    tells=_(
        "You are approved. Come to Kazakhstan and to the migration service by the day the letter names; "
        "it also says what to bring."
    ),
    facts=facts.Remark,
    decisions=[Decided.APPROVE_PRELIMINARY],
    settles=PRELIMINARY,
    reread=True,
    numbers=Numbering("preliminary_number", series.of_department),
)
def approve_preliminary(case: Case, act: Act, data: facts.Remark) -> None:
    case.approved_at = act.now
    act.decide(text=data.text)


@proposal(
    by=Actor.OFFICER,
    source=State.PRELIMINARY_DECISION,
    target=State.PRELIMINARY_HEARING,
    label=_("Propose a refusal"),
    paragraph="19",
    stops=["decision"],
    letter="hearing_notice",
    requires=[need.discrepancies_resolved],
    grounds=GroundKind.PRELIMINARY,
    readers=EVERYBODY - {Role.CLERK},
    demands=[*_REASONED, hours.hearing_day, must.is_place("place")],
    tells=_(
        "A refusal of your application is proposed. The letter says why, until when you may object, and when you can "
        "be heard."
    ),
)
def propose_preliminary_refusal(case: Case, act: Act, data: facts.Proposal) -> None:
    """п. 19 and art. 73 of the АППК: the notice keeps the 45 days of п. 16, the act follows within the hearing's."""
    hearing.record_proposal(case, act, "refuse_preliminary", data)


@dropping(
    by=Actor.OFFICER,
    source=State.PRELIMINARY_HEARING,
    target=State.PRELIMINARY_DECISION,
    paragraph="19",
    readers=EVERYBODY - {Role.CLERK},
    tells=_("The proposed refusal of your application was dropped. The consideration goes on."),
)
def drop_preliminary_refusal(case: Case, act: Act, data: facts.Dropping) -> None:
    hearing.drop_proposal(case, act, "refuse_preliminary", data.text)


@refusal(
    by=Actor.OFFICER,
    source=(State.PRELIMINARY_DECISION, State.PRELIMINARY_HEARING),
    target=State.PRELIMINARY_REFUSED,
    label=_("Refuse"),
    paragraph="19",
    documents="application",
    stops=["decision", "hearing"],
    letter="preliminary_refusal",
    bar="preliminary_refused",
    asks=["pep.result"],
    # As with the approval: a decision rests on one side, in either direction.
    requires=[need.discrepancies_resolved, hearing.heard("refuse_preliminary")],
    grounds=GroundKind.PRELIMINARY,
    demands=[
        *_REASONED,
        grounds_heard("refuse_preliminary", GroundKind.PRELIMINARY),
        hearing.objections_answered("refuse_preliminary"),
    ],
    readers=EVERYBODY - {Role.CLERK},
    tells=_("Your application was refused. The letter says why, and from when you may apply again."),
    decisions=[Decided.REFUSE_PRELIMINARY],
    settles=REFUSED,
)
def refuse_preliminary(case: Case, act: Act, data: facts.HeardRefusal) -> None:
    hearing.record_refusal(case, act, "refuse_preliminary", data)
