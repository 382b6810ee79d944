"""What each correcting step puts right: which kind of recorded facts, and what is recorded now (`Step.corrects`).

By it an edition can ask another official to confirm a correction, and everybody sees what takes the place of what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cases.engine.steps import Correcting
from cases.engine.steps.facts import StepFacts
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad import facts
from cases.programmes.nomad.facts import CheckCorrection, CheckResult, DocumentCorrection
from cases.programmes.nomad.hearings import repeated
from cases.programmes.nomad.papers import particulars, visits
from cases.programmes.nomad.petitions import decided

Held = Mapping[str, Any]

DOCUMENTS = ("petition_documents", "application_documents", "documents_since", "package_documents", "card_documents")
"""Kinds of recorded facts that are data of documents: by the list at hand and by who sees the paper."""


def corrected_set(case: Case, kind: str) -> str:
    """Of a check: with which others it is put right here."""
    if kind == "knb":
        return kind
    return next((part for part in ("preliminary", "final") if part in case.place.corrects), "")


def _check(case: Case, data: CheckCorrection | CheckResult) -> Held:
    recorded = case.dossier.check_now(data.kind)
    names = ("clear", "reference", "answered_on", "text")
    return {name: getattr(recorded, name) for name in names} if recorded else {}


def _contradicted(case: Case, data: CheckResult) -> str:
    """A second record that says the contrary takes the place of the first as well."""
    recorded = case.dossier.check_now(data.kind)
    return corrected_set(case, data.kind) if recorded and recorded.clear != data.clear else ""


def _document(case: Case, data: DocumentCorrection) -> Held:
    document = case.dossier.documents.get(data.kind)
    if document is None:
        return {}
    changed = particulars.differences(data.kind, document, data.recorded)
    return {"document": document.pk, "changed": changed}


def _crossing(case: Case, data: StepFacts) -> Held:
    recorded = case.dossier.check("arrival")
    return {"entered": recorded.clear, "crossed_on": recorded.happened_on, "text": recorded.text} if recorded else {}


def _visit(case: Case, data: StepFacts) -> Held:
    came = visits.came_to_centre_at(case)
    return {"came_on": came and local_day(came)}


def _receipt(case: Case, data: StepFacts) -> Held:
    begun = case.dossier.began("final")
    return {"received_on": begun and local_day(begun)}


def _dispatch(case: Case, data: StepFacts) -> Held:
    row = case.dossier.dispatch
    return {name: getattr(row, name) for name in ("courier", "waybill", "sheets")} if row else {}


def _interview(case: Case, data: StepFacts) -> Held:
    recorded = decided.interview_result(case)
    return {"recommended": recorded.kind == "interview_for", "text": recorded.text} if recorded else {}


def _reopening(case: Case, data: StepFacts) -> Held:
    recorded = decided.reopening_reason(case)
    return {"cause": recorded.kind.removeprefix("reopen_"), "text": recorded.text} if recorded else {}


def _protocol(case: Case, data: Any) -> Held:
    here = case.dossier.open_hearing
    return repeated.protocol_facts(here.protocols[-1]) if here and here.protocols else {}


HELD: dict[type[StepFacts], Callable[[Case, Any], Held]] = {
    facts.CheckCorrection: _check,
    facts.DocumentCorrection: _document,
    facts.ArrivalCorrection: lambda case, data: {"arrived_on": case.arrived_on},
    facts.CrossingCorrection: _crossing,
    facts.VisitCorrection: _visit,
    facts.ReceiptCorrection: _receipt,
    facts.CourierCorrection: _dispatch,
    facts.InterviewCorrection: _interview,
    facts.ReopeningCorrection: _reopening,
    facts.ProtocolCorrection: _protocol,
    facts.ResidenceCorrection: lambda case, data: {
        "address": case.residence_address,
        "registered_on": case.residence_on,
    },
    facts.CardCorrection: lambda case, data: {"card_number": case.card_number, "issued_on": case.card_issued_on},
}
"""By the facts of the correction."""


def recorded(case: Case, data: StepFacts, name: str) -> Any:
    """What stands in the file before `data` takes its place."""
    return HELD[type(data)](case, data).get(name)


def correcting(kinds: tuple[str, ...], shape: type[StepFacts]) -> Correcting:
    """Of a step with these facts, which puts right `kinds` of recorded facts."""

    def kind(case: Case, facts: StepFacts) -> str:
        return next((kind for kind in kinds if kind in case.place.corrects), "")

    checks = shape is facts.CheckCorrection
    return Correcting((lambda case, facts: corrected_set(case, facts.kind)) if checks else kind, HELD[shape])


CHECK_RECORDED_AGAIN = Correcting(_contradicted, _check)
