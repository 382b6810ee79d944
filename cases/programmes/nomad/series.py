"""The series from which cases and permits get their numbers; letters have one of their own (`cases.letters`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.models import Case

CASES = "HUB"
"""HUB-2026-00017: of the petition, and of the case to its end."""


def of_department(case: Case) -> str:
    """AST-2026-00007: a permit is numbered by the department that gives it (п. 18)."""
    assert case.city is not None  # filed with one: `city_chosen` is required there
    return case.city.series


def of_permit(case: Case) -> str:
    """AST-P-2026-00003: the permit itself, by the department that grants it (п. 22)."""
    return f"{of_department(case)}-P"
