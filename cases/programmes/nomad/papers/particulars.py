"""Data of a document besides its files: which fields by kind, what they can be, and how they came to differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values import days
from cases.values.wording import WORD

if TYPE_CHECKING:
    from cases.models import Document

_CERTIFICATE = ("country", "issued_on", "legalisation", "legalisation_note")
FACTS: dict[str, tuple[str, ...]] = {
    "passport": ("expires_on", "no_end"),
    "criminal_record": _CERTIFICATE,
    "criminal_record_2": _CERTIFICATE,
    "housing": ("valid_from", "expires_on", "notarised"),
    "medical": ("issued_on", "bars_entry"),
    "fingerprints": ("issued_on",),
}
"""Kinds that need more than a file, with the fields of Document that hold it."""

LABELS: dict[str, Any] = {
    "country": _("State that issued the document"),
    "issued_on": _("Issued on"),
    "valid_from": _("Valid from"),
    "expires_on": _("Valid until"),
    "no_end": _("The passport has no end date"),
    "legalisation": _("How the document is legalised"),
    "legalisation_note": _("Treaty or apostille number"),
    "notarised": _("The contract is certified by a notary"),
    "bars_entry": _("The certificate names a disease that bars entry (order № 664)"),
}

DAYS: dict[str, Callable[[date, date], date]] = {
    "issued_on": days.ensure_issue,
    "valid_from": days.ensure_expiry,
    "expires_on": days.ensure_expiry,
}
"""What each day of a document can be, by the day on which it is entered."""

Faults = list[tuple[str, str | Promise]]


def faults(kind: str, entered: Mapping[str, Any], today: date) -> Faults:
    """What cannot be true, or contradicts itself, by field; whether a field is left out is checked elsewhere."""
    wrong: Faults = []
    if entered.get("legalisation") == "treaty" and not WORD.search(entered.get("legalisation_note") or ""):
        wrong.append(("legalisation_note", _("Name the treaty that exempts the document.")))
    if "no_end" in FACTS.get(kind, ()):
        wrong += _end(entered)
    start, end = entered.get("valid_from"), entered.get("expires_on")
    if start and end and end < start:
        wrong.append(("expires_on", _("The end lies before the beginning.")))
    return wrong + [(name, why) for name, read in DAYS.items() if (why := _unlikely(entered.get(name), read, today))]


def _end(entered: Mapping[str, Any]) -> Faults:
    """A passport says until when it is valid, or that it has no end: one of the two, and not both."""
    if entered.get("no_end") and entered.get("expires_on"):
        return [("no_end", _("Either a last day, or no end date: not both."))]
    if entered.get("no_end") or entered.get("expires_on"):
        return []
    return [("expires_on", _("Enter the day until which the passport is valid, or say that it has no end date."))]


def _unlikely(day: date | None, read: Callable[[date, date], date], today: date) -> str:
    try:
        if day:
            read(day, today)
    except ValidationError as error:
        return str(error.messages[0])
    return ""


def days_left_out(kind: str, entered: Mapping[str, Any]) -> list[str]:
    """Days of this kind that nobody entered; a passport may have no last one."""
    days = [name for name in FACTS.get(kind, ()) if name in DAYS and "no_end" not in FACTS[kind]]
    return [name for name in days if not entered.get(name)]


def differences_between(before: Document, now: Document) -> list[dict[str, Any]]:
    """The fields in which one document of a kind differs from another, as `differences`."""
    return differences(now.kind, before, {name: getattr(now, name) for name in FACTS.get(now.kind, ())})


def differences(kind: str, document: Document, entered: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields in which what is entered differs from what the document has: {"field", "was", "now"}."""
    names = [name for name in FACTS.get(kind, ()) if name in entered]
    pairs = [(name, getattr(document, name), entered[name]) for name in names]
    return [{"field": name, "was": was, "now": now} for name, was, now in pairs if (was or None) != (now or None)]
