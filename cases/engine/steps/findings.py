"""Findings of the check before a filing: one sentence on what is wrong, one on what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise


class Severity(StrEnum):
    BLOCKING = "blocking"
    """The filing is refused for it, by a paragraph of the order or because the portal cannot take it."""
    ADVISORY = "advisory"
    """It is accepted all the same; an official may ask, return or refuse."""


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
    mark: str = ""
    """Of what is sent only once the person has confirmed it: the same as long as nothing of it changes."""

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCKING
