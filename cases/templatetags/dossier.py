"""What belongs to a case, in the words of its own edition."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from cases.steps import STEPS
from cases.titles import all_at_hand, list_at

register = template.Library()


@register.simple_tag
def titled_documents(case: Any) -> list[tuple[str, Any]]:
    """(title, Document) of each current document, as the list that the case is at names and orders them."""
    return all_at_hand(case, list_at(case))


@register.filter
def iso_day(text: str) -> date | None:
    """A day that a letter's facts hold in ISO 8601."""
    return date.fromisoformat(text) if text else None


@register.filter
def step_label(name: str) -> str:
    return str(STEPS[name].label) if name in STEPS else name
