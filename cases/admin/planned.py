"""What a change of the calendar would move, a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from cases.engine.terms.recounting import DryRun

PAGE = 50
NAMED = 50
"""Closed cases that are named; of more the number is printed."""


def plan_context(plan: DryRun, page: str | None) -> dict[str, Any]:
    """Context of templates/admin/cases/calendarday/_plan.html: `page` of the terms that move, then those that stay."""
    paginator = Paginator([*plan.moves, *plan.kept], PAGE)
    return {"plan": plan, "page_of_terms": paginator.get_page(page), "closed": plan.closed[:NAMED]}
