"""What the screening finds wanting, п. 5 and 9: the return for completion, and the refusal that the ministry confirms.

The order knows neither (interpretations 62 and 63); who refuses is set by the edition (`screening_refusal`).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.engine.steps.wordings import in_its_language
from cases.law.actors import HUB, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.petitions.criteria import every_criterion_judged
from cases.programmes.nomad.reasons import returning
from cases.programmes.nomad.requirements.screening import looked_through, sent_back
from cases.programmes.nomad.stages.base import PETITION_REFUSED, return_documents
from cases.programmes.nomad.states import State
from cases.values.wording import NOTE, WHY

_OF_PETITION = HUB | {Role.APPLICANT}
_REASONED = [must.grounds_fit(GroundKind.PETITION, Actor.SCREENER), must.reasons_given]


@step(
    by=Actor.SCREENER,
    source=State.SCREENING,
    target=State.PETITION_INCOMPLETE,
    label=_("Return for completion"),
    paragraph="5",
    documents="petition",
    may_be_signed=True,
    form="return_petition",
    stops=["screening"],
    starts=["completion"],
    letter="petition_return",
    grounds=GroundKind.COMPLETION,
    reviews=True,
    readers=_OF_PETITION,
    demands=[
        must.returns_fit(GroundKind.COMPLETION, Actor.SCREENER),
        returning.reason_for_late_remark,
        in_its_language("text", NOTE, optional=True),
    ],
    tells=_("Your petition came back. Complete what the letter lists and send it again; nothing is refused."),
    facts=facts.Return,
    decisions=[Decided.RETURN_PETITION],
    reread=True,
)
def return_petition(case: Case, act: Act, data: facts.Return) -> None:
    return_documents(case, act, data)


@step(
    by=Actor.APPLICANT,
    source=State.PETITION_INCOMPLETE,
    target=State.SCREENING,
    label=_("Send the completed petition"),
    paragraph="5",
    documents="petition",
    form="sign",
    signed=True,
    stops=["completion"],
    starts=["screening"],
    requires=[need.returns_answered, need.documents("petition")],
    tells=_("Your completed petition has been received. Astana Hub checks the documents next."),
)
def resubmit_petition(case: Case, act: Act, data: facts.StepFacts) -> None:
    """The day of filing stays that of the first submission: what is measured by it is no worse for the return."""
    if returning.runs_on(case):
        act.go_on("screening")


@step(
    by=Actor.SCREENER,
    source=State.PETITION_INCOMPLETE,
    target=State.SCREENING,
    label=_("Take up the petition as it is"),
    paragraph="5",
    form="take_up",
    stops=["completion"],
    starts=["screening"],
    requires=[need.completion_day_over],
    demands=[in_its_language("text", WHY)],
    readers=_OF_PETITION,
    tells=_("The day for completing your petition is over. Astana Hub considers it as it is and decides what follows."),
    shows=["text", "text_kk"],
    facts=facts.Reason,
    decisions=[Decided.TAKE_UP_PETITION],
    reread=True,
)
def take_up_petition(case: Case, act: Act, data: facts.Reason) -> None:
    """No clock does this: until an official does, the applicant completes the petition."""
    act.decide(text=data.text, text_kk=data.text_kk)


@step(
    by=Actor.SCREENER,
    source=State.SCREENING,
    target=State.MINISTRY_REVIEW,
    label=_("Propose a refusal to the ministry"),
    paragraph="9",
    form="propose_screening",
    stops=["screening"],
    starts=["ministry_review"],
    danger=True,
    requires=[need.ministry_confirms],
    grounds=GroundKind.PETITION,
    demands=[every_criterion_judged, *_REASONED],
    readers=_OF_PETITION,
    inner={"reviewed": HUB, "criteria": HUB},
    tells=_(
        "Astana Hub has proposed to the ministry to refuse your petition. Nothing is decided: before a refusal the "
        "ministry tells you why and hears you."
    ),
    shows=["text", "text_kk"],
    facts=facts.ScreeningRefusal,
    decisions=[Decided.PROPOSE_AT_SCREENING],
    reread=True,
)
def propose_screening_refusal(case: Case, act: Act, data: facts.ScreeningRefusal) -> None:
    """One path from here: the ministry proposes it to the person, hears him, and decides (interpretation 51). A second
    proposal gives the ministry what was left of its term (interpretation 63)."""
    if sent_back(case) and not case.law.each_proposal_restarts:
        act.go_on("ministry_review")
    case.sent_to_ministry_at = act.now
    _remark_reviewed(case, act)
    act.decide(text=data.text, text_kk=data.text_kk, grounds=data.grounds)


@step(
    by=Actor.SCREENER,
    source=State.SCREENING,
    target=State.PETITION_REFUSED,
    label=_("Refuse after screening"),
    paragraph="9",
    documents="petition",
    may_be_signed=True,
    form="refuse",
    stops=["screening"],
    letter="petition_refusal",
    danger=True,
    requires=[need.screener_refuses],
    grounds=GroundKind.PETITION,
    demands=[every_criterion_judged, *_REASONED],
    readers=_OF_PETITION,
    inner={"reviewed": HUB, "criteria": HUB},
    tells=PETITION_REFUSED,
    facts=facts.ScreeningRefusal,
    decisions=[Decided.REFUSE_PETITION],
    settles=["petition_documents"],
    reread=True,
)
def refuse_screening(case: Case, act: Act, data: facts.ScreeningRefusal) -> None:
    _remark_reviewed(case, act)
    act.decide(text=data.text, text_kk=data.text_kk, grounds=data.grounds)


def _remark_reviewed(case: Case, act: Act) -> None:
    """The verdict on each document goes with the decision on the whole: nobody types it a second time (п. 5)."""
    if reviewed := looked_through(case):
        act.remark(reviewed=reviewed)
