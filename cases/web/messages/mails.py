"""The mails about a case that still wait, beside the work (`cases.engine.writing.mail_window`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from cases.engine.writing import mail_window
from cases.letters.mail import words
from cases.models import Case


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail that has not left yet."""

    says: str
    """Its sentence in the reader's language."""
    at: datetime
    minutes: int
    """Until it leaves; at least 1."""


def waiting(case: Case, now: datetime) -> list[WaitingMail]:
    rows = [(row, row.mail_after) for row in mail_window.waiting(case, now)]
    return [WaitingMail(words(row), at, max(1, ceil((at - now).total_seconds() / 60))) for row, at in rows if at]
