"""The desk of Astana Hub's reviewers (АКФ ПИТ), п. 5–7 and 9."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from cases.law.actors import Actor
from cases.models import Case
from cases.service import interviewing
from cases.web import desk


def interviews(cases: list[Case]) -> dict[UUID, datetime]:
    """When the interview of each case is, for those that have one: one statement for the page."""
    return interviewing.booked_times(cases)


home = desk.home(Actor.SCREENER, "hub/screening/home.html", desk.Column(_("Interview"), interviews), interviewing.marks)
case = desk.case(Actor.SCREENER, "hub/screening/case.html")
