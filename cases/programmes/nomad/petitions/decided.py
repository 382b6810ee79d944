"""What was decided on the way to the signed petition, as it stands (п. 6, 7, 9)."""

from __future__ import annotations

from cases.models import Case, Decision
from cases.programmes.nomad.kinds import Decided


def interview_result(case: Case) -> Decision | None:
    """The interview's result: the newest record of it (п. 7)."""
    return case.dossier.decision(Decided.INTERVIEW_FOR, Decided.INTERVIEW_AGAINST)


def proposed_at_screening(case: Case) -> Decision | None:
    """The refusal that the screening has proposed to the ministry last (п. 9)."""
    return case.dossier.decision(Decided.PROPOSE_AT_SCREENING)


def reopening_reason(case: Case) -> Decision | None:
    """Why the calendar of interviews was opened again (п. 6)."""
    return case.dossier.decision(Decided.REOPEN_NO_SHOW, Decided.REOPEN_MOVED)
