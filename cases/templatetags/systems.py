"""Words for what is exchanged with the outside systems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import ngettext

from cases.gateways.compared import compared
from cases.law import names
from cases.models import Check
from cases.models.exchange import OPERATION_NAMES

register = template.Library()
register.filter(compared)


@register.filter
def operation_name(name: str) -> Any:
    return OPERATION_NAMES.get(name, name)


@register.filter
def check_result(check: Check) -> Any:
    return names.check_result(check.kind, check.clear)


@register.filter
def answer_result(answer: Mapping[str, Any], kind: str) -> Any:
    """Of an answer as `Dossier.own_answers` gives it."""
    return names.check_result(kind, answer["clear"])


@register.filter
def span_in_words(span: timedelta) -> str:
    """Whole days from two on, hours below: nobody counts minutes of a system that is silent."""
    hours = int(span.total_seconds() // 3600)
    if hours >= 48:
        return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
