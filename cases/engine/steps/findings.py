"""Findings of the check before a filing: one sentence on what is wrong, one on what to do."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.values import countries, moments

Words = str | Promise


class Severity(StrEnum):
    BLOCKING = "blocking"
    """The filing is refused for it, by a paragraph of the order or because the portal cannot take it."""
    ADVISORY = "advisory"
    """It is accepted all the same; an official may ask, return or refuse."""


@dataclass(frozen=True, slots=True)
class NamedTwice:
    """A datum by which a person is known, in two values as they are stored: days in ISO 8601, a state by its code."""

    datum: str
    """A field of the person or of the passport; "name" for the whole name."""
    place: str
    """Where `here` stands, as in `FilingFinding.place`."""
    here: str
    source: str
    """Where `there` stands: one of SOURCES."""
    there: str

    @property
    def digest(self) -> str:
        """SHA-256 of all five, in hex: another one as soon as either value is another."""
        return hashlib.sha256(json.dumps(astuple(self), ensure_ascii=False).encode()).hexdigest()

    def in_words(self, value: str) -> str:
        if self.datum == "citizenship":
            return countries.country_name(value)
        try:
            return moments.day(date.fromisoformat(value)) if self.datum in DAYS else value
        except ValueError:  # a birth that is known in part
            return value


DATA, LINES, CERTIFICATE, PETITION = "data", "passport_lines", "certificate", "petition"
SOURCES: dict[str, Promise] = {
    DATA: _("“My data”"),
    LINES: _("machine-readable lines of the passport"),
    CERTIFICATE: _("certificate of the electronic signature (ЭЦП)"),
    PETITION: _("petition that the ministry has signed"),
}
DAYS = ("born_on", "expires_on")


@dataclass(frozen=True, slots=True)
class FilingFinding:
    """Something that the check before a filing has found."""

    code: str
    severity: Severity
    paragraph: str
    """Of the order, "" where none applies."""
    what: Words
    todo: Words
    place: str
    """What it concerns: "person", "city", "questionnaire", "petition", "duty", "consent", "time", "returned",
    "doc-<kind of a document>"."""
    key: str = ""
    """The question of the анкета, "" for the whole."""
    lacks: bool = False
    """Something is not there yet, as opposed to wrong."""
    named: NamedTwice | None = None
    """Of what is sent only once the person has confirmed it."""

    @property
    def mark(self) -> str:
        """The digest of what is to be confirmed, "" for nothing."""
        return self.named.digest if self.named else ""

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCKING
