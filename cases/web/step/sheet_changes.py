"""What has changed in a sheet between the page that displayed it and its signature: field by field, in words.

The displayed sheet travels with its page. It is not trusted: what is signed is compared with the current sheet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.eds.sheets import FORM, Sheet
from cases.evidence import sheet_words
from cases.law.errors import CaseError


class SheetChange(NamedTuple):
    """A part of the sheet that has changed since it was displayed."""

    label: str
    was: list[str]
    """Lines as displayed then; empty for what was not there."""
    now: list[str]
    """Lines as they are; empty for what is not there any more."""


class SheetChangedError(CaseError):
    status = 409

    def __str__(self) -> str:
        return _(
            "What is to be signed has changed since it was shown to you. Nothing was recorded, and what you entered is "
            "kept. Look at what has changed, and sign again."
        )


def changes(displayed: str, current: Sheet) -> list[SheetChange] | None:
    """None where the text is no sheet of this step and case, or says what `current` does."""
    before = _read(displayed, current)
    if before is None or displayed == current.text:
        return None
    try:
        was, now = dict(_lines(before)), dict(_lines(current))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    labels = dict.fromkeys((*was, *now))
    return [
        SheetChange(label, was.get(label, []), now.get(label, []))
        for label in labels
        if was.get(label) != now.get(label)
    ]


def _read(displayed: str, current: Sheet) -> Sheet | None:
    try:
        facts = json.loads(displayed)
    except (ValueError, RecursionError):
        return None
    same = isinstance(facts, dict) and all(facts.get(k) == current.facts[k] for k in ("step", "case", "language"))
    return Sheet(displayed, facts) if same and facts.get("form") == FORM else None


def _lines(sheet: Sheet) -> Iterator[tuple[str, list[str]]]:
    """(label, lines) of all that a reader of the sheet sees, each label once."""
    facts = sheet.facts
    yield str(ORDER), [facts["edition"]["number"]]
    yield str(APPLICANT), [facts["applicant"]["name"], facts["applicant"]["iin"]]
    yield str(SIGNER), [facts["signer"]["name"], facts["signer"]["iin"]]
    yield from sheet_words.labelled_lines(sheet)
    for language, paragraphs in sheet_words.agreed_texts(sheet):
        yield f"{WORDS} · {language}", list(paragraphs)
    for document in facts.get("documents", []):
        yield document["title"], [_sum(document)]
    for consent in facts.get("consents", []):
        yield sheet_words.consent_words(consent), [_sum(consent)]
    for name, sha256, _text in sheet_words.annex_texts(sheet):
        yield name, [_sum({"sha256": sha256})]


def _sum(row: dict[str, Any]) -> str:
    return f"SHA-256 {row['sha256']}"


ORDER, APPLICANT = gettext_lazy("Order"), gettext_lazy("Applicant")
SIGNER, WORDS = gettext_lazy("Signed by"), gettext_lazy("Word for word")
