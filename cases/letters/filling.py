"""Forms that people sign on paper, filled in from their data. They are no letters: no number, no code, nothing
stored."""

from __future__ import annotations

from datetime import datetime

from cases.engine.steps import Act
from cases.letters import rendering
from cases.letters.facts import common
from cases.models import Case, User


def consent_form(case: Case, user: User, now: datetime, language: str) -> bytes:
    """PDF of the annex form (п. 20(10)) in "ru" or "kk"."""
    return rendering.consent_form(common(case, Act(user, now, case.law)), language)
