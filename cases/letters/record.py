"""The record of a filing as a paper to keep: what was filed, when, under which number, and by when what follows.

It is no letter: nothing is stored, it is printed again from the signed sheet and the terms that began with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cases.engine.steps import STEPS
from cases.law import regulations
from cases.law.actors import Role
from cases.law.titles import titles
from cases.letters.anketa import signature_row
from cases.letters.facts import bilingual
from cases.letters.printing import to_pdf
from cases.models import Case, Deadline, Signature

TEMPLATE = "letters/forms/filing.html"


def began(case: Case, signature: Signature) -> list[Deadline]:
    """The terms that this filing has begun and its applicant may read, in the order of their days."""
    rows = [d for d in case.dossier.deadlines if d.starts_at == signature.at and Role.APPLICANT in d.readers]
    return sorted(rows, key=lambda d: d.last_day)


def filed_documents(case: Case, signature: Signature) -> list[tuple[str, str]]:
    """(title in the reader's language, SHA-256) of what the sheet names."""
    known = titles(case, STEPS[signature.step].documents)
    return [(str(known.get(d["kind"], d["title"])), d["sha256"]) for d in signature.facts.get("documents", ())]


def record(case: Case, signature: Signature, language: str, now: datetime) -> bytes:
    """PDF, with the terms as they stand at `now`: a changed calendar may have moved them."""
    step, edition = STEPS[signature.step], signature.facts.get("edition", {})
    law = regulations.edition(edition["key"]) if edition else case.law
    with translation.override(language):
        context = {
            "name": step.label,
            "language": language,
            "number": case.number,
            "at": signature.at,
            "printed": now,
            "facts": _facts(signature, law),
            "case": case,
            "paragraph": step.paragraph,
            "next": step.tells,
            "documents": filed_documents(case, signature),
            "terms": began(case, signature),
            "department": {"ru": case.city.department_ru, "kk": case.city.department_kk} if case.city else None,
            "demo": bool(settings.DEMO),
        }
        html = render_to_string(TEMPLATE, context)
    return to_pdf(html).data


def _facts(signature: Signature, law: regulations.Edition) -> dict[str, Any]:
    return {"signature": signature_row(signature), "edition": {"number": law.number, "title": bilingual(law.title)}}
