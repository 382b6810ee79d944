"""What was entered by hand beside what an outside system says, fact by fact, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.law import names
from cases.models import Discrepancy, Payment
from cases.values.dates import in_words

FACTS = {
    "clear": _("Result"),
    "found": _("Border crossing found"),
    "arrived_on": _("Arrived on"),
    "lapsed_on": _("The approval lapsed on"),
    "crossed_on": _("Crossed the border on"),
    "point": _("Where the border was crossed"),
    "number": _("Number"),
    "state": _("State"),
    "amount": _("Amount"),
    "reference": _("Reference"),
    "code": _("Payment code"),
    "answered_on": _("Date of the answer"),
    "text": _("Remarks"),
}
"""By key of what is compared (`cases.programmes.nomad.answers`), in the order in which it is displayed."""


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """One fact as the file has it and as the system says it; None where one of the two does not have it."""

    key: str
    ours: str | None
    theirs: str | None

    @property
    def label(self) -> Any:
        return FACTS[self.key]

    @property
    def differs(self) -> bool:
        """In what matters: its letters each side numbers and words in its own way."""
        return self.key not in OWN and None not in (self.ours, self.theirs) and self.ours != self.theirs


OWN = frozenset({"reference", "text", "code", "answered_on"})


def compared(discrepancy: Discrepancy) -> list[ComparedFact]:
    """What was entered beside what the system says, in the reader's language."""
    ours, theirs = _recorded(discrepancy.what, discrepancy.by_hand), _recorded(discrepancy.what, discrepancy.by_system)
    keys = [key for key in FACTS if key in ours or key in theirs]
    return [ComparedFact(key, ours.get(key), theirs.get(key)) for key in keys]


def _recorded(what: str, facts: dict[str, Any]) -> dict[str, str]:
    return {key: _value(what, key, value) for key, value in facts.items() if value not in (None, "")}


def _value(what: str, key: str, value: Any) -> str:
    if key == "clear":
        return str(names.check_result(what, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if key == "state":
        return str(dict(Payment.STATES).get(value, value))
    if key == "amount":
        return f"{floatformat(value, '-2g')} ₸"
    try:
        return str(in_words(date.fromisoformat(value)))
    except (TypeError, ValueError):
        return str(value)
