"""Which case lies behind a paper that somebody brings: by its QR code, or by a number (interpretation 66)."""

from __future__ import annotations

from datetime import datetime

from cases.engine.lists.worklist import find
from cases.models import Case, Letter, User
from cases.programmes.nomad import KEY
from cases.values import scanned


def cases_of(user: User, text: str, now: datetime) -> list[Case]:
    """Cases that this user sees: that of the letter whose code it is, else those found by the words, as typed or as the
    keys of another layout give them. [] also for a letter of a case the user does not see."""
    if codes := scanned.codes(text):
        keys = Letter.objects.filter(code__in=codes).values("case")
        rows = list(Case.objects.visible_to(user, KEY).filter(pk__in=keys).select_related("person")[:2])
        if rows:
            return rows
    for words in scanned.readings(text):
        if rows := find(user, words, now):
            return rows
    return []
