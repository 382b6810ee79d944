"""The final permit, п. 20–24: the package at ЦОН, the courier, the decision of the migration service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.facts import StepFacts
from cases.engine.steps import Act, Numbering, step
from cases.law.actors import EVERYBODY, OFFICE, Actor, Role
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import annexes, corrections, days_corrected, facts, hearing, measuring, originals, series
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.stages.base import HEARING, put_document_right
from cases.programmes.nomad.states import PLACES, State
from cases.programmes.nomad.wording import NOTE, WHY

FINAL = ("final", "knb", "duty", "arrival", "documents_since", "dispatch", "visit", "receipt")
"""Kinds of recorded facts on which the final decision stands."""


@step(
    by=Actor.APPLICANT,
    source=(State.PRELIMINARY_APPROVED, State.ARRIVED),
    target=None,
    optional=True,
    label=_("Sign the statement of consent"),
    paragraph="20(10)",
    documents="con",
    form="consent",
    signed=True,
    letter="consent_form",
    requires=[need.consent_asked, need.consent_not_signed, need.person_known("address", "phone")],
    tells=_("Your statement of consent is signed. The public service centre sees it; no paper is needed."),
    facts=facts.ConsentSignature,
    annexes=[annexes.STATEMENT],
    words=annexes.statement_words,
)
def sign_consent(case: Case, act: Act, given: facts.ConsentSignature) -> None:
    act.record("consent", purpose="transfer", given=True, at=act.now)


@step(
    by=Actor.CLERK,
    source=State.ARRIVED,
    target=State.INTAKE,
    label=_("Accept the package for checking"),
    paragraph="20",
    stops=["package"],
    starts=["reconcile"],
    form="visit",
    happened="came_on",
    inner={"proof": OFFICE | {Role.CLERK}},
    demands=[must.it_happened("came_on", must.since_arrival)],
    facts=facts.Visit,
    subject="visit",
    tells=_("The public service centre has taken your package and checks it against the originals."),
)
def open_intake(case: Case, act: Act, given: facts.Visit) -> None:
    case.package_round += 1
    originals.bring(case, act, given.came_on or local_day(act.now))


@step(
    by=Actor.CLERK,
    source=PLACES.correcting("visit"),
    target=None,
    optional=True,
    label=_("Correct the day of the visit"),
    paragraph="20",
    form="correct_visit",
    inner={"reason": OFFICE | {Role.CLERK}},
    demands=[days_corrected.visit_day, must.in_words("reason", WHY)],
    too_late=corrections.DECIDED,
    tells=_(
        "The day on which you came with your package was corrected in the file. If it was right before, tell the "
        "public service centre."
    ),
    facts=facts.VisitCorrection,
    subject="visit",
    reread=True,
)
def correct_visit(case: Case, act: Act, given: facts.VisitCorrection) -> None:
    """The passport is measured on it (п. 20(1)), and the day of п. 21 begins with it."""
    measuring.end_by(case, act, "package", given.came_on)
    measuring.begin_by(case, act, "reconcile", given.came_on)


@step(
    by=Actor.CLERK,
    source=PLACES.where(May.RECONCILE),
    target=None,
    label=_("Check a document"),
    paragraph="21",
    by_place=True,
    form="reconcile",
    optional=True,
    facts=facts.Reconciliation,
    subject_in="kind",
    demands=[must.wrong_document_has_its_remark, corrections.another_word_has_its_reason],
)
def reconcile_document(case: Case, act: Act, given: facts.Reconciliation) -> None:
    earlier = corrections.contradicted(case, given.kind, given.accepted)
    if earlier is None:
        act.remark(reason=None)  # it takes nothing's place
    act.record(
        "packageitem",
        kind=given.kind,
        accepted=given.accepted,
        text=given.text,
        round=case.package_round,
        by=act.user,
        at=act.now,
        corrects=earlier,
        reason=given.reason if earlier else "",
    )


@step(
    by=Actor.CLERK,
    source=PLACES.correcting("package_documents", "card_documents"),
    target=None,
    optional=True,
    label=_("Correct the data of a document"),
    paragraph="21",
    by_place=True,
    form="correct_document",
    requires=[corrections.document_on_file],
    demands=[
        corrections.document_is_open,
        corrections.document_data,
        corrections.data_differ,
        must.in_words("reason", WHY),
    ],
    inner={"reason": OFFICE | {Role.CLERK, Role.APPLICANT}},
    too_late=corrections.DECIDED,
    tells=corrections.DOCUMENT_CORRECTED,
    facts=facts.DocumentCorrection,
    reread=True,
)
def correct_package_document(case: Case, act: Act, given: facts.DocumentCorrection) -> None:
    put_document_right(case, act, given)


@step(
    by=Actor.CLERK,
    source=State.INTAKE,
    target=State.DISPATCH,
    label=_("Register the application at the centre"),
    paragraph="21",
    stops=["reconcile"],
    starts=["dispatch"],
    letter="intake_receipt",
    requires=[need.package_reconciled("con"), need.documents("con")],
    tells=_("Your package is complete and accepted. The originals go to the migration service."),
    decisions=[Decided.FILE_AT_CON],
    settles=["package_documents"],
    reread=True,
)
def file_at_con(case: Case, act: Act, given: StepFacts) -> None:
    act.decide()


@step(
    by=Actor.CLERK,
    source=State.INTAKE,
    target=State.ARRIVED,
    label=_("Return the package"),
    paragraph="21",
    form="return_package",
    stops=["reconcile"],
    starts=["package"],
    letter="package_missing",
    danger=True,
    demands=[must.package_returned_for_what_it_lacks],
    tells=_("Your package was returned. The receipt lists what is missing; bring it and come again."),
    facts=facts.PackageReturn,
    decisions=[Decided.RETURN_PACKAGE],
    settles=["package_documents"],
    reread=True,
)
def return_package(case: Case, act: Act, given: facts.PackageReturn) -> None:
    act.decide(text=given.text, grounds=given.missing)


@step(
    by=Actor.CLERK,
    source=State.DISPATCH,
    target=State.IN_TRANSIT,
    label=_("Hand to the courier"),
    paragraph="21",
    form="courier",
    stops=["dispatch"],
    starts=["courier"],
    letter="courier_registry",
    requires=[originals.here],
    tells=_("Your originals were handed to the courier."),
    asks=["courier.pickup"],
    facts=facts.Courier,
    subject="dispatch",
)
def hand_to_courier(case: Case, act: Act, given: facts.Courier) -> None:
    act.record("dispatch", courier=given.courier, waybill=given.waybill, sheets=given.sheets, by=act.user, at=act.now)


@step(
    by=Actor.CLERK,
    source=PLACES.correcting("dispatch"),
    target=None,
    optional=True,
    label=_("Correct the record of the courier"),
    paragraph="21",
    form="correct_courier",
    letter="courier_registry",
    demands=[corrections.another_dispatch, must.in_words("reason", WHY)],
    inner={"reason": OFFICE | {Role.CLERK}},
    too_late=corrections.DECIDED,
    facts=facts.CourierCorrection,
    subject="dispatch",
    reread=True,
)
def correct_courier(case: Case, act: Act, given: facts.CourierCorrection) -> None:
    """The registry is printed again; the courier is not called a second time."""
    act.record(
        "dispatch",
        courier=given.courier,
        waybill=given.waybill,
        sheets=given.sheets,
        by=act.user,
        at=act.now,
        corrects=case.dossier.dispatch,
        reason=given.reason,
    )


@step(
    by=Actor.OFFICER,
    source=State.IN_TRANSIT,
    target=State.FINAL_REVIEW,
    label=_("Confirm receipt of originals"),
    paragraph="22",
    form="receipt",
    happened="received_on",
    stops=["courier"],
    starts=["final"],
    inner={"text": OFFICE, "proof": OFFICE},
    requires=[originals.here],
    tells=_("Your originals have reached the migration service."),
    asks=["adis.check", "ibd.check", "sio.check", "berkut.crossing"],
    demands=[
        must.in_words("text", NOTE, optional=True),
        must.it_happened("received_on", must.since_handed_over),
    ],
    facts=facts.OriginalsReceived,
    subject="receipt",
    decisions=[Decided.RECEIVE_ORIGINALS],
    opens_checks=True,
)
def receive_originals(case: Case, act: Act, given: facts.OriginalsReceived) -> None:
    case.checks_since = act.now
    act.decide(text=given.text)


@step(
    by=Actor.OFFICER,
    source=PLACES.correcting("receipt"),
    target=None,
    optional=True,
    label=_("Correct the day of the receipt"),
    paragraph="22",
    form="correct_receipt",
    inner={"reason": OFFICE},
    demands=[days_corrected.receipt_day, must.in_words("reason", WHY)],
    too_late=corrections.DECIDED,
    facts=facts.ReceiptCorrection,
    subject="receipt",
    reread=True,
)
def correct_receipt(case: Case, act: Act, given: facts.ReceiptCorrection) -> None:
    measuring.end_by(case, act, "courier", given.received_on)
    measuring.begin_by(case, act, "final", given.received_on)


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
        need.knb_approved,
        need.checks_done("final", clear=True),
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
def grant(case: Case, act: Act, given: facts.Remark) -> None:
    case.granted_at = act.now
    act.decide(text=given.text)
    originals.owe(case, act)


@step(
    by=Actor.OFFICER,
    source=State.FINAL_REVIEW,
    target=State.FINAL_HEARING,
    label=_("Propose a refusal of the permit"),
    paragraph="24",
    form="propose",
    stops=["final"],
    starts=HEARING,
    letter="hearing_notice",
    danger=True,
    requires=[need.checks_done("final"), need.discrepancies_resolved],
    grounds=GroundKind.FINAL,
    readers=EVERYBODY - {Role.CLERK},
    demands=[must.grounds_fit(GroundKind.FINAL), must.in_words(), hearing.hearing_day],
    tells=_(
        "A refusal of your permit is proposed. The letter says why, until when you may object, and when you can be "
        "heard."
    ),
    facts=facts.Proposal,
    decisions=[Decided.PROPOSE_REFUSAL],
    reread=True,
)
def propose_final_refusal(case: Case, act: Act, given: facts.Proposal) -> None:
    """п. 24 and art. 73 of the АППК: the notice keeps the three days of п. 22, the act follows within the hearing's."""
    hearing.propose(case, act, "refuse_final", given)


@step(
    by=Actor.OFFICER,
    source=State.FINAL_HEARING,
    target=State.FINAL_REVIEW,
    label=_("Drop the proposed refusal"),
    paragraph="24",
    form="drop_refusal",
    demands=[must.in_words("text", WHY)],
    readers=EVERYBODY - {Role.CLERK},
    tells=_("The proposed refusal of your permit was dropped. The consideration goes on."),
    facts=facts.Dropping,
    decisions=[Decided.DROP_REFUSAL],
    reread=True,
)
def drop_final_refusal(case: Case, act: Act, given: facts.Dropping) -> None:
    hearing.drop(case, act, "refuse_final", given.text)


@step(
    by=Actor.OFFICER,
    source=(State.FINAL_REVIEW, State.FINAL_HEARING),
    target=State.FINAL_REFUSED,
    label=_("Refuse the permit"),
    paragraph="24",
    documents="con",
    may_be_signed=True,
    form="refuse_heard",
    stops=["final", "hearing"],
    letter="final_refusal",
    bar="final_refused",
    danger=True,
    requires=[need.checks_done("final"), need.discrepancies_resolved, hearing.heard("refuse_final")],
    asks=["pep.result"],
    grounds=GroundKind.FINAL,
    readers=EVERYBODY - {Role.CLERK},
    demands=[
        must.grounds_fit(GroundKind.FINAL),
        must.in_words(),
        hearing.grounds_heard("refuse_final"),
        hearing.objections_answered("refuse_final"),
    ],
    tells=_("Your permit was refused. The letter says why, and from when you may apply again."),
    facts=facts.HeardRefusal,
    decisions=[Decided.REFUSE_FINAL],
    settles=FINAL,
    reread=True,
)
def refuse_final(case: Case, act: Act, given: facts.HeardRefusal) -> None:
    hearing.refuse(case, act, "refuse_final", given)
    originals.owe(case, act)
