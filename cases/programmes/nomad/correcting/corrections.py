"""A recorded fact is put right with a reason, until the decision that rests on it; the old one stays.

Its place says where it can be (`Place.corrects`), which step ends that with the step (`Step.settles`). Of the
kinds of facts, "preliminary" and "final" are the checks that the edition names for that part (п. 13, 22); those of
documents are what is recorded of a document besides its file, by the list for which they are required (п. 4, 10, 20,
26).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, Reason, demand, requirement
from cases.engine.steps.facts import StepFacts
from cases.law.calendar import local_day
from cases.law.titles import list_at, rules_of
from cases.programmes.nomad.checks import knb_letters
from cases.programmes.nomad.facts import (
    CardCorrection,
    CheckCorrection,
    CheckResult,
    CourierCorrection,
    DocumentCorrection,
    InterviewCorrection,
    Number,
    Reconciliation,
    ReopeningCorrection,
    ResidenceCorrection,
    SecurityAnswer,
)
from cases.programmes.nomad.papers import comparing, particulars
from cases.programmes.nomad.petitions import decided, interviews
from cases.programmes.nomad.states import PLACES
from cases.values.wording import NOTE, QUOTED, WHY, text_fault

if TYPE_CHECKING:
    from cases.models import Case, PackageItem

DECIDED = _(
    "The decision that stands on this fact has been made: the fact is not corrected any more. "
    "What was decided can be appealed."
)

DOCUMENT_CORRECTED = _(
    "An official has corrected what is recorded of one of your documents. If it was right before, write to the body "
    "that did so or show it the document."
)
"""What the applicant reads; from what to what, and why, comes with it (`cases.programmes.nomad.papers.changes`)."""

RECORD_CORRECTED = _(
    "An official has corrected what is recorded of the checks of your application, or of the answer of the national "
    "security bodies. The decision looks at what is recorded now; what it rests on against you, you read before it."
)
"""Neither which nor from what to what: both are read by the migration service alone (interpretations 38, 40)."""


def correctable(case: Case) -> list[str]:
    """The kinds of checks that are recorded and can be put right now."""
    open_now = case.place.corrects
    kinds = [k for part in ("preliminary", "final") if part in open_now for k in case.law.checks[part]]
    kinds += ["knb"] if "knb" in open_now else []
    own = {comparing.CHECK} if comparing.by_document(case) else set()
    return [kind for kind in kinds if kind not in own and case.dossier.check_now(kind)]


@requirement(_("a check is recorded that can still be corrected"))
def check_recorded(case: Case, now: datetime) -> Reason:
    return None if correctable(case) else _("No check is recorded yet that could be corrected.")


DOCUMENTS_OPEN = PLACES.correcting("petition_documents", "application_documents", "documents_since", "card_documents")
"""Where an official sees the paper. Not where the applicant himself still changes what he entered (п. 4, 10, 12)."""


def correctable_documents(case: Case) -> list[str]:
    """Kinds on file whose data can be put right now, in the order of the list at hand."""
    if case.state not in DOCUMENTS_OPEN:
        return []
    kinds = dict.fromkeys(rule.kind for rule in rules_of(case, list_at(case)))
    return [kind for kind in kinds if kind in particulars.FACTS and kind in case.dossier.documents]


@requirement(_("a document with data of its own is on file"))
def document_on_file(case: Case, now: datetime) -> Reason:
    return None if correctable_documents(case) else _("No document is on file whose data could be corrected.")


# ------------------------------------------------------------------------------------------------ demands


@demand(_("the document is on file, and no decision stands on it yet"))
def document_is_open(case: Case, now: datetime, facts: DocumentCorrection) -> Faults:
    kind = facts.kind
    if kind in correctable_documents(case):
        return []
    known = kind in particulars.FACTS and kind in case.dossier.documents
    return [("kind", DECIDED if known else _("No such document is on file."))]


@demand(_("the data of the document are whole and can be true"))
def document_data(case: Case, now: datetime, facts: DocumentCorrection) -> Faults:
    left_out = particulars.days_left_out(facts.kind, facts.recorded)
    wrong: Faults = [(name, _("Enter the day.")) for name in left_out]
    return wrong + particulars.faults(facts.kind, facts.recorded, local_day(now))


@demand(_("something is put right"))
def data_differ(case: Case, now: datetime, facts: DocumentCorrection) -> Faults:
    document = case.dossier.documents.get(facts.kind)
    if document is None or particulars.differences(facts.kind, document, facts.recorded):
        return []
    return [("reason", _("This is what is recorded already: nothing would be put right."))]


@demand(_("the fact is recorded, and no decision stands on it yet"))
def fact_is_open(case: Case, now: datetime, facts: CheckCorrection) -> Faults:
    if facts.kind in correctable(case):
        return []
    recorded = any(check.kind == facts.kind for check in case.dossier.checks)
    return [("kind", DECIDED if recorded else _("Nothing of this kind is recorded yet: record it."))]


@demand(_("the check is one that this part of the way asks for"))
def check_is_asked(case: Case, now: datetime, facts: CheckResult) -> Faults:
    checks = case.law.checks.get(case.place.checks, ())
    return [] if facts.kind in checks else [("kind", _("This check is not asked for here."))]


@demand(_("a check that contradicts an earlier one says why"))
def contradiction_has_its_reason(case: Case, now: datetime, facts: CheckResult) -> Faults:
    earlier = case.dossier.check_now(facts.kind)
    if earlier is None or earlier.clear == facts.clear:
        return []
    return _contradiction(facts.reason)


@demand(_("what speaks against is named, in words"))
def result_is_described(case: Case, now: datetime, facts: CheckResult | CheckCorrection) -> Faults:
    """Of what people enter: what a system reports is taken as it comes."""
    if not facts.text:
        silent = not facts.clear and facts.kind != "knb"
        return [("text", _("Say what was found."))] if silent else []
    wrong = text_fault(facts.text, QUOTED if facts.kind == "knb" else NOTE)
    return [("text", wrong)] if wrong else []


@demand(_("something is put right"))
def something_differs(case: Case, now: datetime, facts: CheckCorrection) -> Faults:
    recorded = case.dossier.check_now(facts.kind)
    names = ("clear", "text", "reference", "answered_on")
    if recorded is None or any((getattr(facts, name) or None) != (getattr(recorded, name) or None) for name in names):
        return []
    return [("clear", _("This is what is recorded already: nothing would be put right."))]


@demand(_("an answer of the national security bodies has its number and date"))
def knb_by_letter(case: Case, now: datetime, facts: CheckCorrection) -> Faults:
    """Of a correction: against what КНБ itself answered only its newer letter goes (art. 49)."""
    if facts.kind != "knb":
        return []
    return knb_letters.faults(case, now, facts.clear, facts.reference, facts.answered_on)


@demand(_("the answer has its number, and a day between the request and today"))
def answer_by_letter(case: Case, now: datetime, facts: SecurityAnswer) -> Faults:
    """п. 15, by whichever door it is entered."""
    return knb_letters.faults(case, now, facts.clear, facts.reference, facts.answered_on)


@demand(_("a number that takes the place of another says why"))
def new_number_has_its_reason(case: Case, now: datetime, facts: Number) -> Faults:
    if not case.mp_number or case.mp_number == facts.mp_number:
        return []
    wrong = text_fault(facts.reason, WHY)
    return [("reason", wrong)] if wrong else []


def contradicted_item(case: Case, kind: str, accepted: bool) -> PackageItem | None:
    """The clerk's word on the same copy in the same visit that says the contrary. Another copy is another matter."""
    earlier = case.dossier.item(kind, case.place.documents)
    return None if earlier is None or earlier.accepted == accepted or case.dossier.stale(earlier) else earlier


@demand(_("a word that contradicts an earlier one says why"))
def another_word_has_its_reason(case: Case, now: datetime, facts: Reconciliation) -> Faults:
    if contradicted_item(case, facts.kind, facts.accepted) is None:
        return []
    return _contradiction(facts.reason)


def _contradiction(reason: str) -> Faults:
    wrong = text_fault(reason, WHY)
    sentence = _("This contradicts what is recorded already. {wrong}")
    return [("reason", format_lazy(sentence, wrong=wrong))] if wrong else []


def _differs(recorded: Mapping[str, Any], facts: StepFacts) -> Faults:
    if any(getattr(facts, name) != value for name, value in recorded.items()):
        return []
    return [("reason", _("This is what is recorded already: nothing would be put right."))]


@demand(_("something is put right"))
def another_dispatch(case: Case, now: datetime, facts: CourierCorrection) -> Faults:
    row = case.dossier.dispatch
    return _differs({name: getattr(row, name, None) for name in ("courier", "waybill", "sheets")}, facts)


@demand(_("something is put right"))
def another_residence(case: Case, now: datetime, facts: ResidenceCorrection) -> Faults:
    recorded = {"address": case.residence_address, "registered_on": case.residence_on}
    return _differs(recorded, facts)


@demand(_("something is put right"))
def another_card(case: Case, now: datetime, facts: CardCorrection) -> Faults:
    recorded = {"card_number": case.card_number, "issued_on": case.card_issued_on}
    return _differs(recorded, facts)


@requirement(_("the calendar was reopened"))
def was_reopened(case: Case, now: datetime) -> Reason:
    return None if decided.reopening_reason(case) else _("The calendar was not reopened.")


@demand(_("something is put right"))
def another_cause(case: Case, now: datetime, facts: ReopeningCorrection) -> Faults:
    recorded = decided.reopening_reason(case)
    same = recorded and (recorded.kind, recorded.text) == (f"reopen_{facts.cause}", facts.text)
    return [("cause", _("This is what is recorded already: nothing would be put right."))] if same else []


@demand(_("something is put right"))
def another_result(case: Case, now: datetime, facts: InterviewCorrection) -> Faults:
    recorded = interviews.protocol_of(case)
    answers = tuple((row["question"], row["answer"]) for row in facts.answers)
    scores = tuple(interviews.Score(**row) for row in facts.scores)
    values = {**facts.as_dict(), "answers": answers, "scores": scores}
    same = recorded and all(getattr(recorded, name) == value for name, value in values.items() if name != "reason")
    return [("recommended", _("This is what is recorded already: nothing would be put right."))] if same else []
