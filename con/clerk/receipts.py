"""What is printed while the person waits at the counter: the papers of today, in both languages (п. 21)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases.models import Case
from cases.values.bilingual import LANGUAGES

KINDS = ("intake_receipt", "package_missing", "courier_registry", "originals_returned_psc")
"""Kinds of letters that ЦОН hands out or sends with the papers."""


def receipts(case: Case, context: dict[str, Any]) -> dict[str, Any]:
    """`receipt`: the newest such paper, with the address of its file in each language; {} where there is none."""
    newest = next((letter for letter in context["letters"] if letter["kind"] in KINDS), None)
    if newest is None:
        return {}
    links = [
        {"language": code, "label": label, "url": reverse("cases:letter", args=[case.pk, newest["pk"], code])}
        for code, label in LANGUAGES
    ]
    return {"receipt": newest | {"links": links}}
