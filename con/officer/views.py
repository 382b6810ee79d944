"""The desk of the migration service (МС) of one city, п. 12–19 and 22–24."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.models import Case
from cases.service import queries
from cases.web import desk, systems
from cases.web.documents import hearing
from cases.web.request.access import AuthenticatedRequest


def register_numbers(cases: list[Case]) -> dict[UUID, str]:
    return {c.pk: c.mp_number for c in cases}


def marks(cases: list[Case], now: datetime) -> dict[UUID, desk.Mark]:
    """A hearing on a day off goes before what a system asks: the person waits for the hour."""
    return systems.marks(cases, now) | hearing.marks(cases, now)


DOUBTED = desk.ListAbove("doubted", queries.approvals_doubted)
"""Approved cases in which КНБ's answer has turned against the permit."""
NUMBERS = desk.Column(_("Number in the migration police IS"), register_numbers)
home = desk.home(Actor.OFFICER, "con/officer/home.html", NUMBERS, marks, DOUBTED)


def _sent(case: Case, request: AuthenticatedRequest, context: dict[str, Any]) -> dict[str, Any]:
    """`sent`: the newest request to КНБ among the letters of the page."""
    return {"sent": next((row for row in context["letters"] if row["kind"] == "knb_request"), None)}


case = desk.case(Actor.OFFICER, "con/officer/case.html", _sent)
