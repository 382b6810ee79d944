"""By what a petition is looked at: at the screening with a verdict, at the interview with a score (п. 5, 7).

The order names none: an administrator keeps them, each with its source, and those in use on the day are asked for.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.engine.steps.conditions import Faults, demand
from cases.law.calendar import local_day
from cases.models import InterviewCriterion
from cases.programmes.nomad.facts import Admission, ScreeningRefusal

if TYPE_CHECKING:
    from cases.models import Case

MOST = 12
"""Criteria that are asked for in one part."""
NOT_CONFIRMED = _("The order names no criteria of the screening: these are not confirmed by a document.")


def of_interview(case: Case, now: datetime) -> list[InterviewCriterion]:
    """What is scored, by the day of the interview."""
    day = local_day(case.slot.starts_at if case.slot else now)
    return list(InterviewCriterion.in_use(InterviewCriterion.INTERVIEW, day)[:MOST])


def of_screening(now: datetime) -> list[InterviewCriterion]:
    """What gets a verdict, by the day on which the screening ends."""
    return list(InterviewCriterion.in_use(InterviewCriterion.SCREENING, local_day(now))[:MOST])


def verdict_row(criterion: InterviewCriterion, verdict: str, remark: str = "") -> dict[str, str]:
    """As `Admission.criteria` has it: as it is called now."""
    names = {"code": criterion.code, "name_ru": criterion.name_ru, "name_kk": criterion.name_kk}
    return names | {"verdict": verdict, "remark": remark}


@demand(_("each criterion in use has its verdict"))
def every_criterion_judged(case: Case, now: datetime, facts: Admission | ScreeningRefusal) -> Faults:
    given = {row["code"]: row["verdict"] for row in facts.criteria}
    return [
        (f"verdict_{row.code}", format_lazy(_("Say whether the petition meets it: {name}."), name=str(row)))
        for row in of_screening(now)
        if given.get(row.code) not in InterviewCriterion.VERDICTS
    ]
