"""Beside a case: consents that were taken back, and originals that are to go back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cases.engine.lists.queues import Button
from cases.engine.steps import Step
from cases.law.calendar import local_day
from cases.models import Case
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.facts import OriginalsBrought, OriginalsReturned
from cases.programmes.nomad.papers import originals

MOVED = (OriginalsReturned, OriginalsBrought)
"""Facts of the steps by which originals are returned to the person, and brought again."""


def apart(step: Step) -> bool:
    """Whether the step has its place here, and not among the others."""
    return bool(step.recalls) or step.facts in MOVED


def context(case: Case, buttons: Iterable[Button], now: datetime) -> dict[str, Any]:
    """`handback`: the newest row, {} of none; `recalls`, `handing_back`: steps that can be taken now."""
    ready = [button.step for button in buttons if not button.blocked]
    return {
        "withdrawals": withdrawals.withdrawn_rows(case),
        "recalls": [step for step in ready if step.recalls],
        "handing_back": [step for step in ready if step.facts in MOVED],
    } | handback(case, now)


def handback(case: Case, now: datetime) -> dict[str, Any]:
    """Where originals can still be: in a case that was decided, or that has ended, or that goes on after a
    ruling."""
    known = case.granted_at or case.place.final or originals.originals_needed_again(case)
    rows = case.dossier.handbacks if known else []
    if not rows:
        return {}
    late = rows[0].overdue(local_day(now))
    away = {
        "originals_away": originals.given_back_before(case),
        "away_from_centre": case.state in originals.AT_THE_CENTRE,
    }
    return {"handback": rows[0], "handback_late": late} | away
