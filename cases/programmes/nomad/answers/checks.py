"""Answers to the checks (п. 13, 22) and the word of КНБ (п. 15)."""

from __future__ import annotations

from cases.gateways.contract import OPERATIONS
from cases.gateways.knb.base import Opinion
from cases.gateways.subject import Verdict
from cases.programmes.nomad.answers.comparing import compare
from cases.programmes.nomad.answers.incoming import KEPT, Incoming, take_step
from cases.programmes.nomad.facts import CheckResult, SecurityAnswer


def apply_verdict(incoming: Incoming, verdict: Verdict) -> str:
    kind = OPERATIONS[incoming.system, incoming.exchange.operation].check
    return compare_check(incoming, kind, verdict.clear, verdict.text, verdict.reference)


def compare_check(incoming: Incoming, kind: str, clear: bool, text: str, reference: str) -> str:
    """Record the check, unless the file has one since the question went out: then the two are compared."""
    since, newest = incoming.since, incoming.case.checks_since
    over = newest is None or since < newest  # of the first checks when the last are made, or before a return
    known = [
        c
        for at, c in incoming.case.dossier.standing_checks
        if c.kind == kind and at >= since and not (newest is not None and over and at >= newest)
    ]
    theirs = {"clear": clear, "text": text, "reference": reference}
    if known:
        return compare(incoming, kind, known[0], theirs)
    return KEPT if over else take_step(incoming, CheckResult(kind=kind, clear=clear, text=text, reference=reference))


def apply_opinion(incoming: Incoming, opinion: Opinion) -> str:
    if incoming.asked is None:
        return KEPT  # no question went out
    known = incoming.case.dossier.check("knb", since=incoming.since)
    facts = SecurityAnswer(
        clear=opinion.clear, reference=opinion.reference, answered_on=opinion.answered_on, text=opinion.text
    )
    if known is not None:
        return compare(incoming, "knb", known, facts.as_dict() | {"answered_on": opinion.answered_on.isoformat()})
    return take_step(incoming, facts)
