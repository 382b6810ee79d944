"""The petition (ходатайство), п. 4–6: from the applicant's draft to the admission."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Binding, proceedings, step
from cases.engine.steps.facts import StepFacts
from cases.law.actors import HUB, Actor, Role
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.petitions.criteria import every_criterion_judged
from cases.programmes.nomad.requirements import screening
from cases.programmes.nomad.stages.base import document_correction, put_document_right
from cases.programmes.nomad.states import State
from cases.values.wording import NOTE


@step(
    by=Actor.APPLICANT,
    source=State.PETITION_DRAFT,
    target=State.SCREENING,
    label=_("Submit the petition"),
    paragraph="4",
    documents="petition",
    form="sign",
    signed=True,
    requires=[need.consent_given, need.edition_open, need.person_known(), need.documents("petition")],
    tells=_("Your petition has been received. Astana Hub checks the documents next."),
    facts=facts.Filing,
    binds=Binding(takes="petition_edition"),
    consent="processing",
    starts=["screening"],
)
def submit_petition(case: Case, act: Act, data: facts.Filing) -> None:
    case.submitted_at = act.now
    proceedings.fix_language(case)


@step(
    by=Actor.APPLICANT,
    source=State.PETITION_DRAFT,
    target=State.CONSENT_DECLINED,
    label=_("Decline consent and end"),
    paragraph="4",
    form="decline_consent",
    optional=True,
    danger=True,
    tells=_(
        "You declined the processing of your personal data, so the process has ended. You may begin "
        "again as long as the pilot accepts filings."
    ),
)
def decline_consent(case: Case, act: Act, data: StepFacts) -> None:
    act.record("consent", purpose="processing", given=False, at=act.now)


@step(
    by=Actor.SCREENER,
    source=State.SCREENING,
    target=State.ADMITTED,
    label=_("Admit to the next stage"),
    paragraph="6",
    form="admit",
    requires=[need.documents("petition"), need.none_to_return],
    stops=["screening"],
    starts=["invite"],
    inner={"note": HUB, "reviewed": HUB, "criteria": HUB},
    demands=[every_criterion_judged, must.in_words("note", NOTE, optional=True)],
    tells=_("Astana Hub has admitted you to the interview. The calendar of times opens next."),
    facts=facts.Admission,
    decisions=[Decided.ADMIT],
    settles=["petition_documents"],
    reread=True,
)
def admit(case: Case, act: Act, data: facts.Admission) -> None:
    """What was found of each document goes with the admission: nobody types it a second time (п. 5)."""
    if reviewed := screening.looked_through(case):
        act.remark(reviewed=reviewed)
    act.decide(text=data.note)


@document_correction("petition_documents", by=Actor.SCREENER, paragraph="5", read_by=HUB | {Role.APPLICANT})
def correct_petition_document(case: Case, act: Act, data: facts.DocumentCorrection) -> None:
    put_document_right(case, act, data)
