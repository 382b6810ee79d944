"""The decision of the migration service on the permit, п. 22–24."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Numbering, step
from cases.law.actors import EVERYBODY, OFFICE, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts, series
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.consents.withdrawals import not_withdrawn
from cases.programmes.nomad.hearings import hearing, hours
from cases.programmes.nomad.hearings.heard_grounds import grounds_heard
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.papers import comparing, originals
from cases.programmes.nomad.stages.base import dropping, proposal, refusal
from cases.programmes.nomad.states import State
from cases.values.wording import NOTE

FINAL = ("final", "knb", "duty", "arrival", "documents_since", "dispatch", "visit", "receipt")
"""Kinds of recorded facts on which the final decision rests."""
_REASONED = [must.grounds_fit(GroundKind.FINAL, Actor.OFFICER), must.reasons_given]


@step(
    by=Actor.OFFICER,
    source=(State.FINAL_REVIEW, State.FINAL_HEARING),
    target=None,
    label=comparing.LABEL,
    paragraph="22",
    form="originals",
    optional=True,
    readers=OFFICE,
    demands=[comparing.compared_in_words, comparing.another_verdict_has_its_reason],
    corrects=comparing.COMPARED_AGAIN,
    facts=facts.OriginalsCompared,
    subject="originals",
)
def compare_originals(case: Case, act: Act, data: facts.OriginalsCompared) -> None:
    comparing.record_verdicts(case, act, data)


@step(
    by=Actor.OFFICER,
    source=State.FINAL_REVIEW,
    target=State.GRANTED,
    label=_("Grant the permit"),
    paragraph="22",
    documents="con",
    may_be_signed=True,
    form="approve",
    stops=["final", "hearing"],
    starts=["residence"],
    letter="final_grant",
    requires=[
        not_withdrawn,
        need.knb_approved,
        need.checks_done("final", clear=True),
        need.entry_stands,
        need.discrepancies_resolved,
        need.documents("con"),
        need.duty_paid,
    ],
    asks=["pep.result"],
    inner={"text": OFFICE},
    demands=[must.in_words("text", NOTE, optional=True)],
    tells=_("Your permanent residence permit is granted. Come to the public service centre for registration."),
    facts=facts.Remark,
    decisions=[Decided.GRANT],
    settles=FINAL,
    reread=True,
    numbers=Numbering("permit_number", series.of_permit),
)
def grant(case: Case, act: Act, data: facts.Remark) -> None:
    case.granted_at = act.now
    act.decide(text=data.text)
    originals.owe_return(case, act)


@proposal(
    by=Actor.OFFICER,
    source=State.FINAL_REVIEW,
    target=State.FINAL_HEARING,
    label=_("Propose a refusal of the permit"),
    paragraph="24",
    stops=["final"],
    letter="hearing_notice",
    requires=[need.checks_done("final"), need.discrepancies_resolved],
    grounds=GroundKind.FINAL,
    readers=EVERYBODY - {Role.CLERK},
    demands=[*_REASONED, hours.hearing_day, must.is_place("place")],
    tells=_(
        "A refusal of your permit is proposed. The letter says why, until when you may object, and when you can be "
        "heard."
    ),
)
def propose_final_refusal(case: Case, act: Act, data: facts.Proposal) -> None:
    """п. 24 and art. 73 of the АППК: the notice keeps the three days of п. 22, the act follows within the hearing's."""
    hearing.record_proposal(case, act, "refuse_final", data)


@dropping(
    by=Actor.OFFICER,
    source=State.FINAL_HEARING,
    target=State.FINAL_REVIEW,
    paragraph="24",
    readers=EVERYBODY - {Role.CLERK},
    tells=_("The proposed refusal of your permit was dropped. The consideration goes on."),
)
def drop_final_refusal(case: Case, act: Act, data: facts.Dropping) -> None:
    hearing.drop_proposal(case, act, "refuse_final", data.text)


@refusal(
    by=Actor.OFFICER,
    source=(State.FINAL_REVIEW, State.FINAL_HEARING),
    target=State.FINAL_REFUSED,
    label=_("Refuse the permit"),
    paragraph="24",
    documents="con",
    stops=["final", "hearing"],
    letter="final_refusal",
    bar="final_refused",
    requires=[need.checks_done("final"), need.discrepancies_resolved, hearing.heard("refuse_final")],
    asks=["pep.result"],
    grounds=GroundKind.FINAL,
    readers=EVERYBODY - {Role.CLERK},
    demands=[
        *_REASONED,
        grounds_heard("refuse_final", GroundKind.FINAL),
        hearing.objections_answered("refuse_final"),
    ],
    tells=_("Your permit was refused. The letter says why, and from when you may apply again."),
    decisions=[Decided.REFUSE_FINAL],
    settles=FINAL,
)
def refuse_final(case: Case, act: Act, data: facts.HeardRefusal) -> None:
    hearing.record_refusal(case, act, "refuse_final", data)
    originals.owe_return(case, act)
