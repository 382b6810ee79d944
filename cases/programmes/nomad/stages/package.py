"""The package at ЦОН, п. 20–21: the consent, the visit, each document against its original."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Act, step
from cases.engine.steps.facts import StepFacts
from cases.law.actors import OFFICE, Actor, Role
from cases.law.calendar import local_day
from cases.law.places import May
from cases.models import Case
from cases.programmes.nomad import demands as must
from cases.programmes.nomad import facts
from cases.programmes.nomad import requirements as need
from cases.programmes.nomad.consents.withdrawals import not_withdrawn
from cases.programmes.nomad.correcting import corrections, days_corrected, measuring, putting_right
from cases.programmes.nomad.kinds import Decided
from cases.programmes.nomad.papers import annexes, originals
from cases.programmes.nomad.stages.base import correction, document_correction, put_document_right
from cases.programmes.nomad.states import PLACES, State


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
    requires=[need.edition_requires_consent, need.consent_not_signed, need.person_known("address", "phone")],
    tells=_("Your statement of consent is signed. The public service centre sees it; no paper is needed."),
    facts=facts.ConsentSignature,
    annexes=[annexes.STATEMENT],
    words=annexes.statement_words,
    apart=True,
)
def sign_consent(case: Case, act: Act, data: facts.ConsentSignature) -> None:
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
    requires=[not_withdrawn],
    demands=[must.it_happened("came_on", must.since_arrival_or_return)],
    facts=facts.Visit,
    subject="visit",
    tells=_("The public service centre has taken your package and checks it against the originals."),
)
def open_intake(case: Case, act: Act, data: facts.Visit) -> None:
    case.package_round += 1
    originals.record_brought(case, act, data.came_on or local_day(act.now))


@correction(
    "visit",
    by=Actor.CLERK,
    label=_("Correct the day of the visit"),
    paragraph="20",
    form="correct_visit",
    inner={"reason": OFFICE | {Role.CLERK, Role.APPLICANT}},
    demands=[days_corrected.visit_day],
    tells=_(
        "The day on which you came with your package was corrected in the file. If it was right before, tell the "
        "public service centre."
    ),
    shows=["reason"],
    facts=facts.VisitCorrection,
    subject="visit",
)
def correct_visit(case: Case, act: Act, data: facts.VisitCorrection) -> None:
    """The passport is measured on it (п. 20(1)), and the day of п. 21 begins with it."""
    act.remark(was=putting_right.recorded(case, data, "came_on"))
    measuring.end_by(case, act, "package", data.came_on)
    measuring.begin_by(case, act, "reconcile", data.came_on)


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
    demands=[
        must.accepted_document_has_its_copy,
        must.wrong_document_has_its_remark,
        corrections.another_word_has_its_reason,
    ],
    apart=True,
)
def reconcile_document(case: Case, act: Act, data: facts.Reconciliation) -> None:
    earlier = corrections.contradicted_item(case, data.kind, data.accepted)
    if earlier is None:
        act.remark(reason=None)  # it takes nothing's place
    act.record(
        "packageitem",
        kind=data.kind,
        accepted=data.accepted,
        text=data.text,
        text_kk=data.text_kk,
        round=case.package_round,
        by=act.user,
        at=act.now,
        corrects=earlier,
        reason=data.reason if earlier else "",
    )


@document_correction(
    "package_documents",
    "card_documents",
    by=Actor.CLERK,
    paragraph="21",
    by_place=True,
    read_by=OFFICE | {Role.CLERK, Role.APPLICANT},
)
def correct_package_document(case: Case, act: Act, data: facts.DocumentCorrection) -> None:
    put_document_right(case, act, data)


@step(
    by=Actor.CLERK,
    source=State.INTAKE,
    target=State.DISPATCH,
    label=_("Register the application at the centre"),
    paragraph="21",
    stops=["reconcile"],
    starts=["dispatch"],
    letter="intake_receipt",
    requires=[not_withdrawn, need.package_reconciled("con"), need.documents("con")],
    tells=_("Your package is complete and accepted. The originals go to the migration service."),
    decisions=[Decided.FILE_AT_CON],
    settles=["package_documents"],
    reread=True,
)
def file_at_con(case: Case, act: Act, data: StepFacts) -> None:
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
def return_package(case: Case, act: Act, data: facts.PackageReturn) -> None:
    act.decide(text=data.text, text_kk=data.text_kk, grounds=data.missing)
