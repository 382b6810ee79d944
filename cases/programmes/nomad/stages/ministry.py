"""The ministry's decision on the petition, п. 8–9."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Alert, step
from cases.engine.steps.facts import StepFacts
from cases.engine.steps.wordings import in_its_language
from cases.law.actors import HUB, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.hearings import hearing, hours
from cases.programmes.nomad.hearings.heard_grounds import grounds_heard
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.papers import annexes
from cases.programmes.nomad.petitions import professions
from cases.programmes.nomad.stages.base import PETITION_REFUSED, dropping, proposal, refusal
from cases.programmes.nomad.states import State
from cases.values.wording import WHY

_REASONED = [must.grounds_fit(GroundKind.PETITION, Actor.SIGNER), must.reasons_given]


@step(
    by=Actor.SIGNER,
    source=State.MINISTRY_REVIEW,
    target=State.PETITION_SIGNED,
    label=_("Sign the petition"),
    paragraph="8",
    documents="petition",
    form="sign_petition",
    signed=True,
    requires=[need.documents("petition"), need.interviewed],
    stops=["ministry_review", "hearing"],
    words=annexes.petition_words,
    letter="petition",
    tells=_("The ministry has signed your petition. The application for the permit is next; see your cabinet."),
    demands=[must.is_filled("profession"), professions.of_the_list],
    facts=facts.PetitionSignature,
    decisions=[Decided.SIGN_PETITION],
    settles=["interview", "reopening"],
    reread=True,
    at_a_sitting=True,
)
def sign_petition(case: Case, act: Act, data: facts.PetitionSignature) -> None:
    case.profession, case.profession_kk, case.profession_code = data.profession, data.profession_kk, data.code
    case.petition_signed_at = act.now
    act.decide()


@step(
    by=Actor.SIGNER,
    source=State.MINISTRY_REVIEW,
    target=State.SCREENING,
    label=_("Send back to the screening"),
    paragraph="9",
    form="send_back",
    stops=["ministry_review", "hearing"],
    starts=["screening"],
    requires=[need.not_interviewed],
    demands=[in_its_language("text", WHY)],
    readers=HUB | {Role.APPLICANT},
    tells=_("The ministry did not take up the proposed refusal. Astana Hub goes on with your petition."),
    shows=["text", "text_kk"],
    facts=facts.Reason,
    decisions=[Decided.BACK_TO_SCREENING],
    alerts=Alert("back_at_screening", Actor.SCREENER),
    reread=True,
)
def send_back_to_screening(case: Case, act: Act, data: facts.Reason) -> None:
    """What was left of the screening runs on: the person has filed nothing new (interpretation 63)."""
    if not case.law.each_proposal_restarts:
        act.go_on("screening")
    act.decide(text=data.text, text_kk=data.text_kk)


@proposal(
    form="propose_petition",
    by=Actor.SIGNER,
    source=State.MINISTRY_REVIEW,
    target=State.PETITION_HEARING,
    label=_("Propose to decline the petition"),
    paragraph="9",
    stops=["ministry_review"],
    letter="petition_hearing_notice",
    grounds=GroundKind.PETITION,
    demands=[*_REASONED, hours.hearing_day, must.is_place("place")],
    readers=HUB | {Role.APPLICANT},
    tells=_(
        "A refusal of your petition is proposed. The letter says why, until when you may object, and when you can be "
        "heard."
    ),
)
def propose_petition_refusal(case: Case, act: Act, data: facts.Proposal) -> None:
    """п. 9 and art. 73 of the АППК."""
    hearing.record_proposal(case, act, "decline_petition", data)


@dropping(
    by=Actor.SIGNER,
    source=State.PETITION_HEARING,
    target=State.MINISTRY_REVIEW,
    paragraph="9",
    readers=HUB | {Role.APPLICANT},
    tells=_("The proposed refusal of your petition was dropped. The consideration goes on."),
)
def drop_petition_refusal(case: Case, act: Act, data: facts.Dropping) -> None:
    hearing.drop_proposal(case, act, "decline_petition", data.text)


@refusal(
    by=Actor.SIGNER,
    source=(State.MINISTRY_REVIEW, State.PETITION_HEARING),
    target=State.REFUSAL_NOTICE,
    label=_("Decline the petition"),
    paragraph="9",
    documents="petition",
    stops=["ministry_review", "hearing"],
    starts=["refusal_notice"],
    requires=[hearing.heard("decline_petition")],
    grounds=GroundKind.PETITION,
    demands=[
        *_REASONED,
        grounds_heard("decline_petition", GroundKind.PETITION),
        hearing.objections_answered("decline_petition"),
    ],
    readers=HUB | {Role.APPLICANT},
    tells=_(
        "The ministry has decided on your petition. Astana Hub sends you the notice with the reasons and how to "
        "challenge it; your case says by which day."
    ),
    decisions=[Decided.REFUSE_PETITION],
    settles=["interview", "reopening"],
)
def decline_petition(case: Case, act: Act, data: facts.HeardRefusal) -> None:
    hearing.record_refusal(case, act, "decline_petition", data)


@step(
    by=Actor.SCREENER,
    source=State.REFUSAL_NOTICE,
    target=State.PETITION_REFUSED,
    label=_("Send the notice of refusal"),
    paragraph="9",
    stops=["refusal_notice"],
    letter="petition_refusal",
    tells=PETITION_REFUSED,
    conveys=Decided.REFUSE_PETITION,
)
def notify_petition_refusal(case: Case, act: Act, data: StepFacts) -> None:
    pass
