"""What the letters' templates need of a fact: its language, and dates in words as official papers write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template

from cases.law.calendar import ALMATY
from cases.values import bilingual, moments
from cases.values.birth import Birth, partly_in_words

register = template.Library()
register.filter("lang", bilingual.in_language)
register.filter("half", bilingual.half_in_language)


@register.filter
def side(value: Mapping[str, str] | str | None, language: str) -> str:
    """One side of a bilingual fact whatever the active language, as the letterhead shows; other values as they are."""
    return str(value.get(language, "")) if isinstance(value, Mapping) else str(value or "")


@register.filter
def in_english(rows: Iterable[Mapping[str, Any]], key: str = "") -> list[str]:
    """The English sides of facts, or of this part of each; nothing of those without one."""
    facts = [row.get(key) if key else row for row in rows or ()]
    return [fact["en"] for fact in facts if isinstance(fact, Mapping) and fact.get("en")]


@register.filter
def day(value: date | str | None) -> str:
    """A date, or an ISO 8601 string of one, in words: «21 ноября 2026 года», «2026 жылғы 21 қараша». "" gives "".

    A date of birth may be a year, or a year and a month (ISO 8601, reduced precision).
    """
    if not value:
        return ""
    if isinstance(value, str) and len(value) < len("1980-05-17"):
        return partly_in_words(Birth.parse(value))
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moments.official(when)


@register.filter
def moment(value: datetime | str | None) -> str:
    """The same with hours and minutes of Almaty; of a day alone, the day."""
    if not value or (isinstance(value, str) and len(value) <= len("1980-05-17")):
        return day(value)
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{day(when)}, {when.astimezone(ALMATY):%H:%M}"


@register.filter
def authority(issuer: str | None) -> str:
    """Who issued a certificate, out of the issuer's distinguished name: its common name, else the whole."""
    match = re.search(r"(?:^|,|\+)\s*(?:CN|2\.5\.4\.3)=((?:\\.|[^,+\\])+)", str(issuer or ""))
    return re.sub(r"\\(.)", r"\1", match[1]).strip() if match else str(issuer or "")
