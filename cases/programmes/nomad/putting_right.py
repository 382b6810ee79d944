"""What each correcting step puts right: which kind of recorded facts, and what is recorded now (`Step.corrects`).

By it an edition can ask another official to confirm a correction, and everybody sees what takes the place of what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cases.engine.steps import Correcting
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad import particulars
from cases.programmes.nomad.facts import CheckCorrection, CheckResult, DocumentCorrection

Held = Mapping[str, Any]

DOCUMENTS = ("petition_documents", "application_documents", "documents_since", "package_documents", "card_documents")
"""Kinds of recorded facts that are data of documents: by the list at hand and by who sees the paper."""


def _always(kind: str, held: Callable[[Case], Held]) -> Correcting:
    return Correcting(lambda case, given: kind, lambda case, given: held(case))


def part(case: Case, kind: str) -> str:
    """Of a check: with which others it is put right here."""
    if kind == "knb":
        return kind
    return next((part for part in ("preliminary", "final") if part in case.place.corrects), "")


def _check(case: Case, given: CheckCorrection | CheckResult) -> Held:
    held = case.dossier.check_now(given.kind)
    names = ("clear", "reference", "answered_on", "text")
    return {name: getattr(held, name) for name in names} if held else {}


def _contradicted(case: Case, given: CheckResult) -> str:
    """A second record that says the contrary takes the place of the first as well."""
    held = case.dossier.check_now(given.kind)
    return part(case, given.kind) if held and held.clear != given.clear else ""


def documents(*kinds: str) -> Correcting:
    """`kinds`: of recorded facts, of which each place has one at most."""

    def kind(case: Case, given: DocumentCorrection) -> str:
        return next((kind for kind in kinds if kind in case.place.corrects), "")

    return Correcting(kind, _document)


def _document(case: Case, given: DocumentCorrection) -> Held:
    document = case.dossier.documents.get(given.kind)
    if document is None:
        return {}
    changed = particulars.differences(given.kind, document, given.recorded)
    return {"document": document.pk, "changed": changed}


def _crossing(case: Case) -> Held:
    held = case.dossier.check("arrival")
    return {"entered": held.clear, "crossed_on": held.happened_on, "text": held.text} if held else {}


def _visit(case: Case) -> Held:
    came = case.dossier.came_to_centre_at
    return {"came_on": came and local_day(came)}


def _receipt(case: Case) -> Held:
    begun = next((term.starts_at for term in case.dossier.deadlines if term.key == "final"), None)
    return {"received_on": begun and local_day(begun)}


def _dispatch(case: Case) -> Held:
    row = case.dossier.dispatch
    return {name: getattr(row, name) for name in ("courier", "waybill", "sheets")} if row else {}


def _interview(case: Case) -> Held:
    held = case.dossier.interview
    return {"recommended": held.kind == "interview_for", "text": held.text} if held else {}


def _reopening(case: Case) -> Held:
    held = case.dossier.reopening
    return {"cause": held.kind.removeprefix("reopen_"), "text": held.text} if held else {}


CHECK = Correcting(lambda case, given: part(case, given.kind), _check)
CHECK_RECORDED_AGAIN = Correcting(_contradicted, _check)
ARRIVAL = _always("arrival", lambda case: {"arrived_on": case.arrived_on})
CROSSING = _always("arrival", _crossing)
VISIT = _always("visit", _visit)
RECEIPT = _always("receipt", _receipt)
DISPATCH = _always("dispatch", _dispatch)
INTERVIEW = _always("interview", _interview)
REOPENING = _always("reopening", _reopening)
RESIDENCE = _always("residence", lambda case: {"address": case.residence_address, "registered_on": case.residence_on})
CARD = _always("card", lambda case: {"card_number": case.card_number, "issued_on": case.card_issued_on})
