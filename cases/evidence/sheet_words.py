"""A signed sheet (`cases.eds.sheets`) in words. What a sheet has as text is displayed verbatim."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cases.eds.sheets import Sheet
from cases.engine.steps import STEPS
from cases.engine.steps.facts import Words, words_of
from cases.law import regulations
from cases.models import Consent, Ground, InterviewCriterion, QuestionnaireForm
from cases.values import moments
from cases.values.dates import in_words
from cases.values.questions import display_answer, words

ANNEXES = {"questionnaire": _("Questionnaire"), "statement": _("Statement of consent")}
"""Names of the annexes a sheet knows by checksum."""

PURPOSES = dict(Consent.PURPOSES)


def labelled_lines(sheet: Sheet) -> list[tuple[str, list[str]]]:
    """(label, lines) of what the signer states with the step: the words of a decision, a profession."""
    facts = sheet.facts
    rows = ((key, value) for key, value in facts.get("data", {}).items() if value not in (None, "", [], {}))
    words = words_of(STEPS[facts["step"]].facts) if facts["step"] in STEPS else {}
    return [(str(words[k].label if k in words else k), _lines(words.get(k), value, facts)) for k, value in rows]


def _lines(words: Words | None, value: Any, facts: dict[str, Any]) -> list[str]:
    shown = words.shown if words else ""
    if shown == "grounds":
        return _grounds(value, facts["step"])
    if shown == "returns":
        return [_returned(item, facts) for item in value]
    if shown == "criteria":
        return [_judged(item) for item in value]
    if shown == "replies":
        return [_replied(item) for item in value]
    if isinstance(shown, Mapping) and value in shown:
        return [str(shown[value])]
    return [_plain(item) for item in (value if isinstance(value, list) else [value])]


def _grounds(codes: list[str], step: str) -> list[str]:
    """Each ground in the reader's words. The sheet has its code, which stands for one that is no longer in the list."""
    kind = STEPS[step].grounds if step in STEPS else ""
    words = {row.code: str(row) for row in Ground.objects.filter(kind=kind, code__in=codes)}
    return [words.get(code, code) for code in codes]


def _returned(item: dict[str, str], facts: dict[str, Any]) -> str:
    """A document that goes back, why, and the remark in each language in which it was written."""
    lists = regulations.edition(facts["edition"]["key"]).lists.values()
    title = next((str(rule.title) for rules in lists for rule in rules if rule.kind == item["kind"]), item["kind"])
    why = _grounds([item["ground"]], facts["step"])
    remarks = [text for name in ("text", "text_kk") if (text := item.get(name))]
    return " – ".join([title, *why, *remarks])


def _judged(item: dict[str, str]) -> str:
    """A criterion of the screening with its verdict and the remark."""
    name = item["name_kk" if (get_language() or "").startswith("kk") else "name_ru"]
    verdict = InterviewCriterion.VERDICTS.get(item["verdict"], item["verdict"])
    return f"{name}: " + " – ".join(filter(None, (str(verdict), item.get("remark"))))


def _replied(item: dict[str, str]) -> str:
    """An answer to one of the applicant's words, by the day that it names."""
    answers = [text for name in ("text", "text_kk") if (text := item.get(name))]
    return " – ".join([_plain(item["day"]), *answers])


def _plain(value: object) -> str:
    """Days and moments stand in a sheet in ISO 8601."""
    readers: list[tuple[Callable[[str], Any], Callable[[Any], str]]] = [
        (date.fromisoformat, in_words),
        (datetime.fromisoformat, moments.moment),
    ]
    for read, write in readers:
        try:
            return write(read(str(value)))
        except ValueError:
            continue
    return str(value)


def authority_words(authority: dict[str, str]) -> str:
    """By whose delegation it is signed, and by which document of it."""
    days = {name: in_words(date.fromisoformat(authority[name])) for name in ("on", "first", "last")}
    return gettext("%(by)s, document № %(document)s of %(on)s, from %(first)s to %(last)s") % (authority | days)


def consent_words(consent: dict[str, Any]) -> str:
    return str(PURPOSES.get(consent["purpose"], consent["purpose"]))


def agreed_texts(sheet: Sheet) -> list[tuple[str, list[str]]]:
    """(language, paragraphs) of what the signer agrees to, that of the page first; none in sheets of earlier days."""
    words = sheet.facts.get("words", {})
    mine = (get_language() or "")[:2]
    return sorted(words.items(), key=lambda pair: (pair[0] != mine, pair[0] != "kk"))


def annex_texts(sheet: Sheet) -> list[tuple[str, str, str]]:
    """(name in words, SHA-256, text or "") of each annex of the sheet."""
    sums = sheet.facts.get("annexes", {})
    texts = getattr(sheet, "annexes", {})
    return [(str(ANNEXES.get(name, name)), sha256, texts.get(name, "")) for name, sha256 in sums.items()]


def answered_sections(sheet: Sheet) -> list[tuple[str, list[tuple[str, str]]]]:
    """The answers of the анкета that is signed, (heading, its questions and answers), under the labels of its version;
    none where the sheet has no анкета."""
    signed = json.loads(getattr(sheet, "annexes", {}).get("questionnaire") or "{}")
    answers = signed.get("answers") or {}
    version = signed.get("version", "")
    schema = QuestionnaireForm.objects.filter(pk=version).first() if answers and version else None
    if schema is None:
        return [("", [(key, str(answer)) for key, answer in answers.items()])] if answers else []
    sections: dict[str, list[tuple[str, str]]] = {}
    for item in schema.fields:
        if answer := answers.get(item["key"]):
            row = (words(item["label"]), display_answer(item, answer))
            sections.setdefault(words(item.get("section", {})), []).append(row)
    return list(sections.items())
