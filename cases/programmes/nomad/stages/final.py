"""The final permit, п. 20–24: the package at ЦОН, the courier, the decision of the migration service."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.facts import StepFacts
from cases.engine.steps import Act, Numbering, step
from cases.law.actors import EVERYBODY, OFFICE, Actor, Role
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import annexes, corrections, facts, originals, series
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.kinds import Decided, GroundKind
from cases.programmes.nomad.stages.base import put_document_right
from cases.programmes.nomad.states import PLACES, State
from cases.programmes.nomad.wording import NOTE, WHY

FINAL = ("final", "knb", "duty", "arrival", "documents_since", "dispatch")
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
    tells=_("The public service centre has taken your package and checks it against the originals."),
)
def open_intake(case: Case, act: Act, given: facts.Visit) -> None:
    case.package_round += 1


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
    tells=_("Your originals have reached the migration service."),
    asks=["adis.check", "ibd.check", "sio.check", "berkut.crossing"],
    demands=[
        must.in_words("text", NOTE, optional=True),
        must.it_happened("received_on", must.since_handed_over),
    ],
    facts=facts.OriginalsReceived,
    decisions=[Decided.RECEIVE_ORIGINALS],
    opens_checks=True,
)
def receive_originals(case: Case, act: Act, given: facts.OriginalsReceived) -> None:
    case.checks_since = act.now
    act.decide(text=given.text)


@step(
    by=Actor.OFFICER,
    source=State.FINAL_REVIEW,
    target=State.GRANTED,
    label=_("Grant the permit"),
    paragraph="22",
    documents="con",
    may_be_signed=True,
    form="approve",
    stops=["final"],
    starts=["residence"],
    letter="final_grant",
    requires=[need.knb_approved, need.checks_done("final", clear=True), need.discrepancies_resolved, need.duty_paid],
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
    target=State.FINAL_REFUSED,
    label=_("Refuse the permit"),
    paragraph="24",
    documents="con",
    may_be_signed=True,
    form="refuse",
    stops=["final"],
    letter="final_refusal",
    bar="final_refused",
    danger=True,
    requires=[need.checks_done("final"), need.discrepancies_resolved],
    asks=["pep.result"],
    grounds=GroundKind.FINAL,
    readers=EVERYBODY - {Role.CLERK},
    demands=[must.grounds_fit(GroundKind.FINAL), must.in_words()],
    tells=_("Your permit was refused. The letter says why, and from when you may apply again."),
    facts=facts.RefusalReasons,
    decisions=[Decided.REFUSE_FINAL],
    settles=FINAL,
    reread=True,
)
def refuse_final(case: Case, act: Act, given: facts.RefusalReasons) -> None:
    act.decide(text=given.text, grounds=given.grounds)
    originals.owe(case, act)
