"""The анкета-заявление (п. 10(5)) as a paper: a draft of what is answered so far, or what was filed and signed.

It is no letter: nothing is stored, the filed one is printed again from the annex of its signed sheet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cases.law.regulations import Edition
from cases.letters.facts import bilingual
from cases.letters.printing import to_pdf
from cases.models import Case, QuestionnaireForm, Signature
from cases.values.iin import masked
from cases.values.questions import display_answer, unneeded_keys, words

TEMPLATE = "letters/forms/questionnaire.html"
ANNEX = "questionnaire"
"""The annex of a signed sheet with version and answers, as JSON."""


def draft(case: Case, now: datetime, language: str) -> bytes:
    """PDF of the answers as they are saved at this moment, marked as a draft on each page."""
    return _print(case, case.questionnaire, language, at=now, signature=None)


def filed(case: Case, signature: Signature, language: str) -> bytes:
    """PDF of what this signature signs, with its facts; always the same bytes."""
    answered = json.loads(signature.annex[ANNEX])
    return _print(case, answered, language, at=signature.at, signature=signature_row(signature))


def specimen(schema: QuestionnaireForm, law: Edition, at: datetime, language: str) -> bytes:
    """PDF of the questions alone, of nobody's case. `law`: the order that its foot names."""
    with translation.override(language):
        context = {
            "name": _("Application questionnaire"),
            "language": language,
            "at": at,
            "facts": {"edition": {"number": law.number, "title": bilingual(law.title)}},
            "draft": True,
            "demo": bool(settings.DEMO),
            "version": schema.version,
            "sections": _questions(schema),
        }
        return to_pdf(render_to_string(TEMPLATE, context)).data


def _questions(schema: QuestionnaireForm) -> list[tuple[str, list[Row]]]:
    """As `_sections`; in place of an answer what can be answered, and whether it must be."""
    sections: dict[str, list[Row]] = {}
    for item in schema.fields:
        choices = "\n".join(words(texts) for _value, texts in item.get("choices", ()))
        row = (words(item["label"]), choices, _("Required") if item.get("required") else _("Optional"))
        sections.setdefault(words(item.get("section", {})), []).append(row)
    return list(sections.items())


def signed_with(rows: Iterable[Signature]) -> list[Signature]:
    """Of these signatures those under an анкета, by what their sheets name: of the filing and of every correction."""
    return [row for row in rows if ANNEX in row.facts.get("annexes", {})]


def _print(
    case: Case, answered: Mapping[str, Any], language: str, *, at: datetime, signature: dict[str, Any] | None
) -> bytes:
    law = case.law
    single_name = _has_single_name(case, answered, signature)
    with translation.override(language):
        context = {
            "name": _("Application questionnaire"),
            "language": language,
            "number": case.number,
            "at": at,
            "facts": {"signature": signature, "edition": {"number": law.number, "title": bilingual(law.title)}},
            "case": case,
            "draft": signature is None,
            "demo": bool(settings.DEMO),
            "version": answered.get("version", ""),
            "sections": _sections(answered, single_name, case),
            "department": {"ru": case.city.department_ru, "kk": case.city.department_kk} if case.city else None,
        }
        html = render_to_string(TEMPLATE, context)
    return to_pdf(html).data


Row = tuple[str, str, Any]
"""A question; its answer, or "" and what replaces it."""
NO_SUCH_NAME = _("None: the passport has one name only")
NOT_STATED = _("Not stated")
NOT_PROVIDED = _("Not provided")


def _has_single_name(case: Case, answered: Mapping[str, Any], signature: dict[str, Any] | None) -> bool:
    """Of what was filed by its own answers, where the given names are left out by nobody else: the same on any later
    day. Of a draft by what is known of the person."""
    if signature is None:
        return bool(getattr(case.person, "has_single_name", False))
    schema = QuestionnaireForm.objects.filter(pk=answered.get("version", "")).first()
    keys = {item.get("person"): item["key"] for item in schema.fields} if schema else {}
    answers = answered.get("answers", {})
    return bool(answers.get(keys.get("surname", ""))) and not answers.get(keys.get("given_names", ""))


def _sections(answered: Mapping[str, Any], single_name: bool, case: Case) -> list[tuple[str, list[Row]]]:
    """By heading, every question of the version, answered or not, in its order."""
    answers = answered.get("answers", {})
    schema = QuestionnaireForm.objects.filter(pk=answered.get("version", "")).first()
    if schema is None:
        return [("", [(key, answer, "") for key, answer in answers.items()])] if answers else []
    nameless = unneeded_keys(schema.fields, single_name)
    sections: dict[str, list[Row]] = {}
    for item in schema.fields:
        value = answers.get(item["key"], "")
        empty = NO_SUCH_NAME if item["key"] in nameless else NOT_PROVIDED if item.get("required") else NOT_STATED
        row = (words(item["label"]), display_answer(item, value, case.petition_names) if value else "", empty)
        sections.setdefault(words(item.get("section", {})), []).append(row)
    return list(sections.items())


def signature_row(row: Signature) -> dict[str, Any]:
    """As `facts.signature_block`, from the stored row."""
    same = ("organization", "bin", "serial", "issuer", "algorithm", "revocation")
    return {name: getattr(row, name) for name in same} | {
        "name": row.subject_name,
        "iin": masked(row.iin),
        "at": row.at,
        "not_before": row.not_before,
        "not_after": row.not_after,
        "sheet": row.sha256,
        "demo": bool(settings.DEMO),
    }
