"""A signed sheet in words (`cases.evidence.sheet_words`), for templates."""

from __future__ import annotations

from datetime import datetime

from django import template

from cases.evidence import sheet_words

register = template.Library()

for read in (
    sheet_words.labelled_lines,
    sheet_words.authority_words,
    sheet_words.consent_words,
    sheet_words.agreed_texts,
    sheet_words.annex_texts,
    sheet_words.answered_sections,
):
    register.filter(read)


@register.filter
def iso_moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
