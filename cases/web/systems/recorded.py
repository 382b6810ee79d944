"""Which recorded check rests on which answer of an outside system."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from cases.gateways.contract import OPERATIONS
from cases.law import names
from cases.models import Case, Check, Exchange

COMPARED = ("agreed", "discrepancy", "duplicate")
"""Outcomes of an answer that was compared with a check that the file had already."""

Resting = list[tuple[Check, bool]]


def by_answer(case: Case, rows: Sequence[Exchange]) -> dict[UUID, Resting]:
    """By id of each row: (check, whether it was corrected since), the newest first.

    A check that the system made itself rests on the answer applied at its moment; one that a person entered, on the
    question that was open then; a correction, on what it corrects. An answer that was only compared stands beside
    what it was compared with. `rows`: of this case, the newest first.
    """
    checks = list(case.dossier.checks)
    corrected = {check.corrects_id for check in checks}
    roots = _roots(checks)
    of_row = {check.pk: _answer(check, rows) for check in checks}
    resting: dict[UUID, Resting] = {}
    for row in rows:
        mine = [check for check in checks if of_row[roots[check.pk]] == row.pk]
        if not mine and row.outcome in COMPARED:
            last = next((check for check in checks if _before(check, row)), None)
            mine = [check for check in checks if last and roots[check.pk] == roots[last.pk]]
        resting[row.pk] = [(check, check.pk in corrected) for check in mine]
    return resting


def _roots(checks: Sequence[Check]) -> dict[UUID, UUID]:
    """By id of each check, that of the first of its corrections."""
    corrects = {check.pk: check.corrects_id for check in checks}

    def root(pk: UUID) -> UUID:
        before = corrects[pk]
        return root(before) if before in corrects else pk

    return {pk: root(pk) for pk in corrects}


def _answer(check: Check, rows: Sequence[Exchange]) -> UUID | None:
    """The id of the answer on which a check rests, None where none of these is."""
    about = [row for row in rows if _same_subject(check, row)]
    if check.by_id is None:
        return next((row.pk for row in about if row.applied_at == check.at), None)
    asked = (row.pk for row in about if row.direction == Exchange.OUT and row.created_at <= check.at)
    return next(asked, None)


def _before(check: Check, row: Exchange) -> bool:
    return _same_subject(check, row) and row.applied_at is not None and check.at <= row.applied_at


def _same_subject(check: Check, row: Exchange) -> bool:
    """Whether the row is about checks at all, and about such as this one."""
    operation = OPERATIONS.get((row.system, row.operation))
    answers = operation.check if operation else _calls(row.system, row.operation)
    return bool(answers) and names.system_of(check.kind) == row.system


def _calls(system: str, operation: str) -> bool:
    """Whether the system answers a question about a check by this call of its own."""
    return any(o.system == system and o.check and o.answered_by == operation for o in OPERATIONS.values())
