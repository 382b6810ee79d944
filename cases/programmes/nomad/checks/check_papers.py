"""The file of an answer that came on paper: attached before the check is recorded, and kept with it (п. 13, 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.engine.steps import Step

if TYPE_CHECKING:
    from cases.models import Case, Document


KNB_LETTER = "knb_letter"


def attached(step: Step, case: Case) -> Document | None:
    """What was attached on the page of the step and belongs to no check yet."""
    return of_kind(case, step.paper)


def of_kind(case: Case, kind: str) -> Document | None:
    """The same by the kind of the paper."""
    held = case.dossier.documents.get(kind)
    return None if held is None or any(row.paper_id == held.pk for row in case.dossier.checks) else held
