"""The file of an answer that came on paper: attached before the check is recorded, and stored with it (п. 13, 15)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.engine.steps import Step, steps_from
from cases.engine.steps.conditions import Faults, demand
from cases.programmes.nomad.facts import CheckCorrection, SecurityAnswer
from cases.values import letter_numbers

if TYPE_CHECKING:
    from cases.models import Case, Check, Document


KNB_LETTER = "knb_letter"


def attached(step: Step, case: Case) -> Document | None:
    """What was attached on the page of the step and belongs to no check yet."""
    return of_kind(case, step.paper)


def of_kind(case: Case, kind: str) -> Document | None:
    """The same by the kind of the paper."""
    document = case.dossier.documents.get(kind)
    return None if document is None or any(row.paper_id == document.pk for row in case.dossier.checks) else document


def has_its_letter(case: Case, check: Check, clear: bool, number: str) -> bool:
    """Whether the letter of a corrected answer of КНБ is on file: a newer one, attached for it, or that of the answer
    which is put right. Another result under another number is another letter."""
    if of_kind(case, KNB_LETTER) is not None:
        return True
    same = clear == check.clear or letter_numbers.number_key(number) == letter_numbers.number_key(check.reference)
    return same and check.paper_id is not None


def attaching(case: Case) -> Step | None:
    """The step on whose page a letter of КНБ is attached where the case stands; None where none is taken any more."""
    return next((step for step in steps_from(case.state) if step.paper == KNB_LETTER), None)


def newer_letter_missing(case: Case, number: str) -> bool:
    """Whether a newer letter of КНБ, of this number, has still to be attached: neither is it, nor is it that of the
    answer which stands."""
    held = case.dossier.check_now("knb")
    if attaching(case) is None or of_kind(case, KNB_LETTER) is not None:
        return False
    return not (
        held and held.paper_id and letter_numbers.number_key(number) == letter_numbers.number_key(held.reference)
    )


LETTER_MISSING = _("The letter itself is missing: attach it first, all its pages.")


@demand(_("the letter itself is attached"))
def letter_attached(case: Case, now: datetime, facts: SecurityAnswer) -> Faults:
    """What is entered by hand can be compared with its letter on any later day (п. 15)."""
    if of_kind(case, KNB_LETTER) is None:
        return [("paper", LETTER_MISSING)]
    return []


@demand(_("the letter of a corrected answer is attached"))
def corrected_letter_attached(case: Case, now: datetime, facts: CheckCorrection) -> Faults:
    """As of the first answer; a number or a day of the same letter that was read wrongly is put right without."""
    check = case.dossier.check_now(facts.kind) if facts.kind == "knb" else None
    if check is None or has_its_letter(case, check, facts.clear, facts.reference):
        return []
    return [("paper", LETTER_MISSING)]
