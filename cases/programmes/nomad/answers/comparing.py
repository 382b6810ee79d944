"""What a system says against what the file says: people resolve it where the two differ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import structlog

from cases.models import Check, Discrepancy
from cases.programmes.nomad.answers.incoming import AGREED, APPLIED, DIFFERS, DUPLICATE, Incoming
from cases.programmes.nomad.checks import approval_doubted

log = structlog.get_logger(__name__)


def compare(incoming: Incoming, kind: str, known: Check, theirs: dict[str, Any]) -> str:
    """What the decision rests on is compared: yes or no. The number of a letter each side writes in its own way."""
    if known.clear == theirs["clear"]:
        return _again(incoming, kind, known, theirs)
    ours: dict[str, Any] = {"clear": known.clear, "reference": known.reference, "text": known.text}
    if known.answered_on:
        ours["answered_on"] = known.answered_on.isoformat()
    return differs(incoming, kind, ours, theirs)


def _again(incoming: Incoming, kind: str, known: Check, theirs: dict[str, Any]) -> str:
    """It says what the file says. Where the system itself had theirs otherwise meanwhile this is its newest word, which
    stays in the file beside the others: an open discrepancy is resolved in the sight of all of them."""
    earlier = [answer for answer in incoming.case.dossier.own_answers(kind) if answer["at"] >= incoming.since]
    same = any(theirs["reference"] and _letter(answer) == _letter(theirs) for answer in earlier)
    if not earlier or earlier[-1]["clear"] == theirs["clear"] or same:
        return DUPLICATE if known.by_id is None else AGREED
    day = theirs.get("answered_on")
    Check.objects.create(
        case=incoming.case,
        kind=kind,
        clear=theirs["clear"],
        text=theirs["text"],
        reference=theirs["reference"],
        answered_on=day and date.fromisoformat(day),
        by=None,
        at=incoming.now,
    )
    incoming.note("answered_again", {"what": kind, **theirs})
    return APPLIED


def _letter(theirs: Mapping[str, Any]) -> tuple[Any, ...]:
    return theirs["clear"], theirs.get("reference"), theirs.get("answered_on")


def differs(incoming: Incoming, what: str, ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    """One answer may come twice, to our asking again and by the system's own call: people resolve it once, whatever the
    file says after they have."""
    for row in Discrepancy.objects.filter(case=incoming.case, what=what):
        same_question = row.raised_at >= incoming.since
        if row.by_system == theirs and (same_question or row.by_hand == ours):
            return DUPLICATE
    Discrepancy.objects.create(
        exchange=incoming.exchange,
        case=incoming.case,
        what=what,
        by_hand=ours,
        by_system=theirs,
        raised_at=incoming.now,
    )
    incoming.note("discrepancy", {"what": what})
    if what == "knb" and not theirs["clear"]:
        approval_doubted.notify(incoming.case, incoming.now, incoming.request_id)
    log.warning("discrepancy", case=incoming.case.number, system=incoming.system, what=what)
    return DIFFERS
