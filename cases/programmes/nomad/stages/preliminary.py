"""Preliminary approval, п. 10–19: from the application in ПЭП to the approval and its thirty days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.facts import StepFacts
from cases.engine.steps import Act, Binding, Numbering, step
from cases.law.actors import EVERYBODY, OFFICE, Actor, Role
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import annexes, corrections, facts, hearing, knb_letters, series
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.stages.base import HEARING, put_document_right, return_documents, share_answers
from cases.programmes.nomad.states import PLACES, State
from cases.programmes.nomad.wording import NOTE, QUOTED, WHY

PRELIMINARY = ("preliminary", "application_documents")
"""Kinds of recorded facts on which the preliminary decision stands, and no later one."""
REFUSED = (*PRELIMINARY, "knb", "duty")
"""A refusal is the last word: the answer of КНБ and the duty are looked at by no final decision any more."""
_REASONED = [must.grounds_fit(GroundKind.PRELIMINARY), must.in_words()]


@step(
    by=Actor.APPLICANT, source=State.PETITION_SIGNED, target=State.REGISTRATION, label=_("File the application"),
    paragraph="10", documents="application", form="sign", signed=True, starts=["register", "decision"],
    requires=[
        need.petition_letter, need.edition_open, need.not_barred, need.city_chosen, need.person_known(),
        need.documents("application"), need.questionnaire_complete, need.questionnaire_of_the_day, need.duty_paid,
    ],
    tells=_("Your application has arrived at the migration service."), asks=["pep.receipt"],
    facts=facts.Filing, binds=Binding(keeps="petition_edition"), annexes=[annexes.QUESTIONNAIRE],
)  # fmt: skip
def file_application(case: Case, act: Act, given: facts.Filing) -> None:
    case.filed_at = act.now
    share_answers(case, act)


@step(
    by=Actor.OFFICER,
    source=State.REGISTRATION,
    target=State.CHECKS,
    label=_("Register the application"),
    paragraph="12",
    form="register",
    requires=[need.documents("application"), need.duty_paid],
    stops=["register"],
    tells=_("Your application is registered. The checks begin."),
    asks=["ismp.register", "ibd.check", "sio.check"],
    facts=facts.RegistrationNumber,
    subject="mp_number",
    opens_checks=True,
)
def register(case: Case, act: Act, given: facts.RegistrationNumber) -> None:
    case.mp_number = given.mp_number or case.mp_number  # registered again after a return, it keeps its number
    case.checks_since = act.now


@step(
    by=Actor.OFFICER,
    source=PLACES.where(May.NUMBER),
    target=None,
    label=_("Record the number of the migration police IS"),
    paragraph="12",
    form="number",
    optional=True,
    demands=[corrections.new_number_has_its_reason],
    inner={"reason": OFFICE},
    too_late=corrections.DECIDED,
    facts=facts.Number,
    subject="mp_number",
    enters=["ismp.register"],
)
def record_number(case: Case, act: Act, given: facts.Number) -> None:
    """Where the system did not give it with the registration, or the number entered was wrong."""
    case.mp_number = given.mp_number


@step(
    by=Actor.OFFICER,
    source=(State.REGISTRATION, State.CHECKS, State.PRELIMINARY_DECISION),
    target=State.REWORK,
    label=_("Return for revision"),
    paragraph="12",
    form="rework",
    requires=[need.still_to_be_returned],
    stops=["register", "decision", "hearing"],
    starts=["rework"],
    letter="rework_return",
    danger=True,
    grounds=GroundKind.REWORK,
    readers=EVERYBODY - {Role.CLERK},
    demands=[must.returns_fit(GroundKind.REWORK), must.in_words("text", NOTE, optional=True)],
    tells=_("Your application came back. Correct what the letter lists by the day it names."),
    facts=facts.Return,
    decisions=[Decided.RETURN_FOR_REWORK],
    reread=True,
)
def return_for_rework(case: Case, act: Act, given: facts.Return) -> None:
    return_documents(case, act, given)


@step(
    by=Actor.APPLICANT, source=State.REWORK, target=State.REGISTRATION, label=_("Send the corrected application"),
    paragraph="12", documents="application", form="sign", signed=True, stops=["rework"],
    starts=["register", "decision"],
    requires=[
        need.within_rework, need.returns_answered, need.documents("application"),
        need.questionnaire_complete, need.duty_paid,
    ],
    tells=_("Your corrected application has arrived at the migration service."), asks=["pep.receipt"],
    facts=facts.Correction, annexes=[annexes.QUESTIONNAIRE],
)  # fmt: skip
def resubmit(case: Case, act: Act, given: facts.Correction) -> None:
    """Answers that were not returned are those of the day of filing: the person may have changed since."""
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
def annul(case: Case, act: Act, given: facts.TermEnd) -> None:
    """The portal knows by itself that nothing came: its own act, for which the head of the body answers."""
    term = case.dossier.running("rework")
    if term is not None:
        act.remark(day=term.last_day)


@step(
    by=Actor.OFFICER,
    source=(State.CHECKS, State.FINAL_REVIEW, State.FINAL_HEARING),
    target=None,
    label=_("Record a check"),
    paragraph="13",
    by_place=True,
    form="check",
    optional=True,
    may_come_from="ibd sio adis berkut",
    readers=OFFICE,
    demands=[corrections.check_is_asked, corrections.result_is_described, corrections.contradiction_has_its_reason],
    facts=facts.CheckResult,
    subject_in="kind",
    enters=["ibd.check", "sio.check", "adis.check", "berkut.crossing"],
)
def record_check(case: Case, act: Act, given: facts.CheckResult) -> None:
    earlier = case.dossier.check_now(given.kind)
    contradicted = earlier if earlier and earlier.clear != given.clear else None
    if contradicted is None:
        act.remark(reason=None)  # it takes nothing's place
    act.record(
        "check",
        kind=given.kind,
        clear=given.clear,
        text=given.text,
        reference=given.reference,
        by=act.user,
        at=act.now,
        corrects=contradicted,
        reason=given.reason if contradicted else "",
    )


@step(
    by=Actor.OFFICER, source=corrections.CHECKS_OPEN, target=None, label=_("Correct a recorded check"),
    paragraph="13", by_place=True, form="correct_check", optional=True, readers=OFFICE,
    requires=[corrections.check_recorded],
    demands=[
        corrections.fact_is_open, corrections.something_differs, corrections.result_is_described,
        corrections.knb_by_letter, must.in_words("reason", WHY),
    ],
    too_late=corrections.DECIDED,
    facts=facts.CheckCorrection, subject_in="kind", reread=True,
)  # fmt: skip
def correct_check(case: Case, act: Act, given: facts.CheckCorrection) -> None:
    """КНБ's answer too: the case stays where the first one has brought it, and the decision looks at this one."""
    held = case.dossier.check_now(given.kind)
    act.record(
        "check",
        kind=given.kind,
        clear=given.clear,
        text=given.text,
        reference=given.reference,
        answered_on=given.answered_on,
        by=act.user,
        at=act.now,
        corrects=held,
        reason=given.reason,
    )
    answer = given.clear, given.reference or "", given.answered_on
    moved = knb_letters.term_by(case, held, *answer) if held and given.kind == "knb" else None
    if moved:
        act.change(moved[0], **moved[1])


@step(
    by=Actor.OFFICER,
    source=PLACES.correcting("application_documents", "documents_since"),
    target=None,
    optional=True,
    label=_("Correct the data of a document"),
    paragraph="12",
    by_place=True,
    form="correct_document",
    requires=[corrections.document_on_file],
    demands=[
        corrections.document_is_open,
        corrections.document_data,
        corrections.data_differ,
        must.in_words("reason", WHY),
    ],
    inner={"reason": OFFICE | {Role.APPLICANT}},
    too_late=corrections.DECIDED,
    tells=corrections.DOCUMENT_CORRECTED,
    facts=facts.DocumentCorrection,
    reread=True,
)
def correct_document(case: Case, act: Act, given: facts.DocumentCorrection) -> None:
    put_document_right(case, act, given)


@step(
    by=Actor.OFFICER,
    source=State.CHECKS,
    target=State.KNB,
    label=_("Send to the national security bodies"),
    paragraph="14",
    requires=[need.documents("application"), need.checks_done("preliminary")],
    starts=["knb"],
    tells=_("Your application was sent to the national security bodies for approval."),
    asks=["knb.approve"],
    readers=OFFICE | {Role.APPLICANT},
)
def send_to_knb(case: Case, act: Act, given: StepFacts) -> None:
    pass


@step(
    by=Actor.OFFICER,
    source=State.KNB,
    target=State.PRELIMINARY_DECISION,
    label=_("Record the answer of the national security bodies"),
    paragraph="15",
    form="knb_answer",
    stops=["knb"],
    happened="answered_on",
    readers=OFFICE,
    demands=[corrections.answer_by_letter, must.in_words("text", QUOTED, optional=True)],
    tells=_("The national security bodies have answered. The decision is being made."),
    may_come_from="knb",
    facts=facts.SecurityAnswer,
    subject="knb",
    enters=["knb.approve"],
    reread=True,
)
def record_knb_answer(case: Case, act: Act, given: facts.SecurityAnswer) -> None:
    act.record(
        "check",
        kind="knb",
        clear=given.clear,
        text=given.text,
        reference=given.reference,
        answered_on=given.answered_on,
        by=act.user,
        at=act.now,
    )


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
def approve_preliminary(case: Case, act: Act, given: facts.Remark) -> None:
    case.approved_at = act.now
    act.decide(text=given.text)


@step(
    by=Actor.OFFICER,
    source=State.PRELIMINARY_DECISION,
    target=State.PRELIMINARY_HEARING,
    label=_("Propose a refusal"),
    paragraph="19",
    form="propose",
    stops=["decision"],
    starts=HEARING,
    letter="hearing_notice",
    danger=True,
    requires=[need.discrepancies_resolved],
    grounds=GroundKind.PRELIMINARY,
    readers=EVERYBODY - {Role.CLERK},
    demands=[*_REASONED, hearing.hearing_day],
    tells=_(
        "A refusal of your application is proposed. The letter says why, until when you may object, and when you can "
        "be heard."
    ),
    facts=facts.Proposal,
    decisions=[Decided.PROPOSE_REFUSAL],
    reread=True,
)
def propose_preliminary_refusal(case: Case, act: Act, given: facts.Proposal) -> None:
    """п. 19 and art. 73 of the АППК: the notice keeps the 45 days of п. 16, the act follows within the hearing's."""
    hearing.propose(case, act, "refuse_preliminary", given)


@step(
    by=Actor.OFFICER,
    source=State.PRELIMINARY_HEARING,
    target=State.PRELIMINARY_DECISION,
    label=_("Drop the proposed refusal"),
    paragraph="19",
    form="drop_refusal",
    demands=[must.in_words("text", WHY)],
    readers=EVERYBODY - {Role.CLERK},
    tells=_("The proposed refusal of your application was dropped. The consideration goes on."),
    facts=facts.Dropping,
    decisions=[Decided.DROP_REFUSAL],
    reread=True,
)
def drop_preliminary_refusal(case: Case, act: Act, given: facts.Dropping) -> None:
    hearing.drop(case, act, "refuse_preliminary", given.text)


@step(
    by=Actor.OFFICER,
    source=(State.PRELIMINARY_DECISION, State.PRELIMINARY_HEARING),
    target=State.PRELIMINARY_REFUSED,
    label=_("Refuse"),
    paragraph="19",
    documents="application",
    may_be_signed=True,
    form="refuse_heard",
    stops=["decision", "hearing"],
    letter="preliminary_refusal",
    bar="preliminary_refused",
    danger=True,
    asks=["pep.result"],
    # As with the approval: a decision rests on one side, in either direction.
    requires=[need.discrepancies_resolved, hearing.heard("refuse_preliminary")],
    grounds=GroundKind.PRELIMINARY,
    demands=[
        *_REASONED,
        hearing.grounds_heard("refuse_preliminary"),
        hearing.objections_answered("refuse_preliminary"),
    ],
    readers=EVERYBODY - {Role.CLERK},
    tells=_("Your application was refused. The letter says why, and from when you may apply again."),
    facts=facts.HeardRefusal,
    decisions=[Decided.REFUSE_PRELIMINARY],
    settles=REFUSED,
    reread=True,
)
def refuse_preliminary(case: Case, act: Act, given: facts.HeardRefusal) -> None:
    hearing.refuse(case, act, "refuse_preliminary", given)
