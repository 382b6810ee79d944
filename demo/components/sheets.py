from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.eds.sheets import FORM, Sheet, canonical, text_digest
from cases.engine.steps import STEPS
from cases.law.calendar import ALMATY
from cases.law.regulations import editions
from demo.components.terms import LONG

STEP = STEPS["sign_petition"]
TITLES = (
    "Копия паспорта",
    "Шетелдік мамандардың біліктілігін растайтын құжаттардың нотариалды куәландырылған көшірмесі",
)


def sheet(now: datetime) -> Sheet:
    """Everything that a sheet may hold; signed by somebody else than the applicant."""
    annexes = {"questionnaire": canonical({"answers": {"purpose": LONG}}), "statement": ""}
    at = now.astimezone(ALMATY).isoformat(timespec="seconds")
    facts: dict[str, Any] = {
        "form": FORM,
        "case": "DNR-2026-000123",
        "version": 7,
        "step": STEP.name,
        "what": str(STEP.label),
        "paragraph": STEP.paragraph,
        "at": at,
        "edition": {"key": editions("nomad")[-1].key, "number": editions("nomad")[-1].number},
        "applicant": {"name": "VERMA RAHUL", "iin": "900101300017"},
        "signer": {"name": "Абдрахманова-Құрманғалиева Айгүл", "iin": "850505400018"},
        "documents": [{"kind": title, "title": title, "sha256": text_digest(title)} for title in TITLES],
        "words": {"ru": [LONG], "kk": [LONG]},
        "consents": [{"purpose": "processing", "at": at, "sha256": text_digest(LONG), "text": LONG}],
        "annexes": {name: text_digest(text) for name, text in annexes.items()},
        "data": {"profession": LONG},
    }
    return Sheet(canonical(facts), facts, annexes)
