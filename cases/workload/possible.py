"""Which of many cases a verb cannot be done with, and why: known before it is tried. Nothing is written or locked, and
what has changed by then, the verb itself refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from cases.engine.people import owners
from cases.engine.performing import ensure
from cases.engine.steps import STEPS
from cases.law.errors import CaseError
from cases.models import Case, User
from cases.workload import taking


def refusals(verb: str, cases: Sequence[Case], user: User, now: datetime) -> dict[UUID, str]:
    """By case, why it cannot be done; a few statements each, so a page of them at most."""
    why = {case.pk: _refusal(verb, case, user, now) for case in cases}
    return {pk: words for pk, words in why.items() if words}


def _refusal(verb: str, case: Case, user: User, now: datetime) -> str:
    try:
        if verb in STEPS:
            ensure(case, STEPS[verb], user, now, None)
        else:
            taking.ensure_waits_on(case, user.reads_as)
            CHECKS[verb](case, user, now)
    except CaseError as error:
        return str(error)
    return ""


def _take(case: Case, user: User, now: datetime) -> None:
    taking.ensure_here(user, now)
    taking.ensure_free(owners.assignment_of(case), case, user, now)


def _own(case: Case, user: User, now: datetime) -> None:
    taking.ensure_own(owners.assignment_of(case), case, user, now)


def _any(case: Case, user: User, now: datetime) -> None:
    """The head of the body gives whatever waits on its desk."""


CHECKS: dict[str, Callable[[Case, User, datetime], None]] = {
    "take": _take,
    "hand_over": _own,
    "release": _own,
    "assign": _any,
}
"""By the name of the verb, what must hold besides that the case waits on this desk."""
