"""The анкета of a case: its address, good answers, and what is kept."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.models import Case
from tests import people


def url(case: Case, name: str = "questionnaire") -> str:
    return reverse(f"egov:application:{name}", args=[case.pk])


def full(case: Case, **changed: str) -> dict[str, str]:
    return people.answers(people.questionnaire(people.START), case) | changed


def kept(case: Case) -> dict[str, Any]:
    case.refresh_from_db()
    answers: dict[str, Any] = case.questionnaire
    return answers
