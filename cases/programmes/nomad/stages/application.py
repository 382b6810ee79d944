"""The application in ПЭП, п. 10–12: filed, registered, returned for revision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, Binding, proceedings, step
from cases.engine.steps.wordings import in_its_language
from cases.law.actors import EVERYBODY, OFFICE, Actor, Role
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.correcting import corrections
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.papers import annexes
from cases.programmes.nomad.reasons import returning
from cases.programmes.nomad.stages.base import return_documents, share_answers
from cases.programmes.nomad.states import PLACES, State
from cases.values.wording import NOTE


@step(
    by=Actor.APPLICANT,
    source=State.PETITION_SIGNED,
    target=State.REGISTRATION,
    label=_("File the application"),
    paragraph="10",
    documents="application",
    form="sign",
    signed=True,
    starts=["register", "decision"],
    requires=[
        need.petition_letter,
        need.edition_open,
        need.not_barred,
        need.city_chosen,
        need.person_known(),
        need.documents("application"),
        need.questionnaire_complete,
        need.questionnaire_of_the_day,
        need.questionnaire_confirmed,
        need.duty_paid,
    ],
    tells=_("Your application has arrived at the migration service."),
    asks=["pep.receipt"],
    facts=facts.Filing,
    binds=Binding(keeps="petition_edition"),
    annexes=[annexes.QUESTIONNAIRE],
)
def file_application(case: Case, act: Act, data: facts.Filing) -> None:
    case.filed_at = act.now
    proceedings.fix_language(case)
    share_answers(case, act)


@step(
    by=Actor.OFFICER,
    source=State.REGISTRATION,
    target=State.CHECKS,
    label=_("Register the application"),
    paragraph="12",
    form="register",
    requires=[need.documents("application"), need.duty_paid, need.none_to_return],
    demands=[must.is_number("mp_number", optional=True)],
    stops=["register"],
    tells=_("Your application is registered. The checks begin."),
    asks=["ismp.register", "ibd.check", "sio.check"],
    facts=facts.RegistrationNumber,
    subject="mp_number",
    opens_checks=True,
)
def register(case: Case, act: Act, data: facts.RegistrationNumber) -> None:
    case.mp_number = data.mp_number or case.mp_number  # registered again after a return, it keeps its number
    case.checks_since = act.now


@step(
    by=Actor.OFFICER,
    source=PLACES.where(May.NUMBER),
    target=None,
    label=_("Record the number of the migration police IS"),
    paragraph="12",
    form="number",
    optional=True,
    demands=[must.is_number("mp_number"), corrections.new_number_has_its_reason],
    inner={"reason": OFFICE},
    too_late=corrections.DECIDED,
    facts=facts.Number,
    subject="mp_number",
    enters=["ismp.register"],
    apart=True,
)
def record_number(case: Case, act: Act, data: facts.Number) -> None:
    """Where the system did not give it with the registration, or the number entered was wrong."""
    case.mp_number = data.mp_number


@step(
    by=Actor.OFFICER,
    source=(State.REGISTRATION, State.CHECKS, State.PRELIMINARY_DECISION),
    target=State.REWORK,
    label=_("Return for revision"),
    paragraph="12",
    documents="application",
    may_be_signed=True,
    form="rework",
    requires=[need.still_to_be_returned],
    stops=["register", "decision", "hearing"],
    starts=["rework"],
    letter="rework_return",
    danger=True,
    grounds=GroundKind.REWORK,
    reviews=True,
    readers=EVERYBODY - {Role.CLERK},
    demands=[
        must.returns_fit(GroundKind.REWORK, Actor.OFFICER),
        returning.reason_for_late_remark,
        in_its_language("text", NOTE, optional=True),
    ],
    tells=_("Your application came back. Correct what the letter lists by the day it names."),
    facts=facts.Return,
    decisions=[Decided.RETURN_FOR_REWORK],
    reread=True,
)
def return_for_rework(case: Case, act: Act, data: facts.Return) -> None:
    return_documents(case, act, data)


@step(
    by=Actor.APPLICANT,
    source=State.REWORK,
    target=State.REGISTRATION,
    label=_("Send the corrected application"),
    paragraph="12",
    documents="application",
    form="sign",
    signed=True,
    stops=["rework"],
    starts=["register", "decision"],
    requires=[
        need.within_rework,
        need.returns_answered,
        need.documents("application"),
        need.questionnaire_complete,
        need.duty_paid,
    ],
    tells=_("Your corrected application has arrived at the migration service."),
    asks=["pep.receipt"],
    facts=facts.Correction,
    annexes=[annexes.QUESTIONNAIRE],
)
def resubmit(case: Case, act: Act, data: facts.Correction) -> None:
    """Answers that were not returned are those of the day of filing: the person may have changed since."""
    if returning.runs_on(case):
        act.go_on("decision")
    if "questionnaire" in {r.kind for r in case.dossier.returns}:
        share_answers(case, act)


@step(
    by=Actor.CLOCK,
    source=State.REWORK,
    target=State.ANNULLED,
    label=_("Annul the application"),
    paragraph="12",
    requires=[need.term_over("rework"), need.no_duty_on_its_way],
    letter="annulment",
    tells=_(
        "The application was not corrected in time and is annulled. "
        "You may file again as long as the pilot accepts filings: your petition stays valid."
    ),
    facts=facts.TermEnd,
)
def annul(case: Case, act: Act, data: facts.TermEnd) -> None:
    """The portal knows by itself that nothing came: its own act, for which the head of the body answers."""
    term = case.dossier.running("rework")
    if term is not None:
        act.remark(day=term.last_day)
