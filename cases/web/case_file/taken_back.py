"""Beside a case: consents that were taken back, and originals that are to go back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from cases.engine.lists.queues import Button
from cases.engine.steps import Step
from cases.law.actors import Actor, Role
from cases.law.calendar import local_day
from cases.models import Case, Handback
from cases.models.handback import OPEN
from cases.programmes.nomad.consents import withdrawals
from cases.programmes.nomad.facts import OriginalsBrought, OriginalsReturned
from cases.programmes.nomad.papers import originals
from cases.web.request.access import AuthenticatedRequest, View, open_to
from cases.web.request.moment import moment

ROWS = 100
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


def waiting(actor: Actor, template: str) -> View:
    """The originals that this desk has to give back, the most urgent first."""

    @open_to(Role(actor.value))
    def view(request: AuthenticatedRequest) -> HttpResponse:
        user = request.user
        rows = Handback.objects.filter(OPEN, holder=actor.value, city=user.city_id)
        listed = list(rows.select_related("case__person").order_by("due_on", "id")[:ROWS])
        today = local_day(moment(request))
        context = {"rows": [(row, row.overdue(today)) for row in listed], "section": "desk", "now": moment(request)}
        return render(request, template, context)

    return view
