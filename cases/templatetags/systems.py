"""Words for what is exchanged with the outside systems."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.templatetags.dnr import in_words

register = template.Library()

OPERATION_NAMES = {
    "receipt": _("receipt of the application"),
    "result": _("result told"),
    "register": _("registration of the case"),
    "check": _("check"),
    "approve": _("approval"),
    "crossing": _("border crossing"),
    "intent": _("intent to pay"),
    "reconcile": _("reconciliation of payments"),
    "pickup": _("call of the courier"),
}
"""By `Operation.name`, of what the portal sends (compared by a test)."""

FACTS = {
    "clear": _("Nothing against"),
    "reference": _("Reference"),
    "answered_on": _("Date of the answer"),
    "text": _("Remarks"),
    "mp_number": _("Number in the migration police system"),
    "crossed_on": _("Crossed the border on"),
    "arrived_on": _("Arrived on"),
    "number": _("Number"),
    "state": _("State"),
    "amount": _("Amount"),
    "paid": _("Paid"),
}


@register.filter
def operation_name(name: str) -> Any:
    return OPERATION_NAMES.get(name, name)


@register.filter
def span_in_words(span: timedelta) -> str:
    """Whole days from two on, hours below: nobody counts minutes of a system that is silent."""
    hours = int(span.total_seconds() // 3600)
    if hours >= 48:
        return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


@register.filter
def told_facts(facts: dict[str, Any]) -> list[tuple[Any, str]]:
    """(label, value) of what was entered or answered, in the reader's language."""
    return [(FACTS.get(key, key), _value(value)) for key, value in facts.items() if value not in (None, "")]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return now_("yes") if value else now_("no")
    try:
        return str(in_words(date.fromisoformat(value)))
    except (TypeError, ValueError):
        return str(value)
