"""A returned application whose duty is on its way: the bank has not answered yet, or only after the term (п. 12)."""

from __future__ import annotations

from datetime import datetime

from cases.models import Case, Deadline, Event, Payment
from cases.programmes.nomad.kinds import PAID_AGAIN

DUTY = "duty"


def must_pay_again(case: Case, kind: str) -> bool:
    """The officer sent the proof of this duty back, and nothing has been paid since."""
    return kind == PAID_AGAIN[DUTY] and DUTY in case.dossier.unanswered()


def bank_awaited(case: Case, now: datetime) -> bool:
    """The correction waits, or has waited beyond its term, for nothing but the bank's word (interpretation 17)."""
    deadline = case.dossier.running("rework")
    return bool(deadline and now < deadline.bank_until and _duty_on_its_way(case, deadline))


def _duty_on_its_way(case: Case, deadline: Deadline) -> bool:
    """The duty alone was left, and was begun in time: the bank has not answered yet, or only after the term, that
    it was paid within it. Who paid on the day is not late by the hour of a message (п. 12)."""
    returned = {r.kind: r.at for r in case.dossier.returns}
    since = returned.pop(DUTY, None)
    if since is None or not all(_answered_within(case, kind, at, deadline) for kind, at in returned.items()):
        return False
    rows = (p for p in case.dossier.payments if p.kind == PAID_AGAIN[DUTY])
    begun = [p for p in rows if since < p.created_at < deadline.due_at]
    return any(p.state == "created" or _reported_late(case, p, deadline) for p in begun)


def _answered_within(case: Case, kind: str, returned_at: datetime, deadline: Deadline) -> bool:
    at = case.dossier.answered_at(kind)
    return bool(at and returned_at < at < deadline.due_at)


def _reported_late(case: Case, payment: Payment, deadline: Deadline) -> bool:
    if payment.state != "paid" or payment.settled_at is None or payment.settled_at >= deadline.due_at:
        return False
    late = Event.objects.filter(case=case, step="pay", at__gte=deadline.due_at, facts__code=payment.code)
    return late.exists()
