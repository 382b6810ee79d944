"""Which case lies behind a paper that somebody brings: by its QR code, or by a number (interpretation 66)."""

from __future__ import annotations

from datetime import datetime

from cases.engine.lists.worklist import CasePage, find
from cases.models import Case, Letter, User
from cases.programmes.nomad import KEY
from cases.values import scanned


def cases_of(user: User, text: str, now: datetime) -> CasePage:
    """Cases that this user sees: that of the letter whose code it is, else those found by the words, as typed or as the
    keys of another layout give them; `nearly` where all that is found are similar names. None also for a letter of a
    case the user does not see."""
    if codes := scanned.codes(text):
        keys = Letter.objects.filter(code__in=codes).values("case")
        rows = list(Case.objects.visible_to(user, KEY).filter(pk__in=keys).select_related("person")[:2])
        if rows:
            return CasePage(rows)
    similar = CasePage([])
    for words in scanned.readings(text):
        screen = find(user, words, now)
        if screen.cases and not screen.nearly:
            return screen
        similar = similar if similar.cases else screen
    return similar
