"""The payments of a case as the person reads them: what became of each, also where the bank and the portal differ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from cases.law.calendar import local_day
from cases.models import Case, Discrepancy, Exchange, Payment
from cases.models.dutyrate import duties_on


class PaymentStanding(StrEnum):
    WAITS = "waits"
    """Begun, and the bank has not answered."""
    RATE_CHANGED = "rate_changed"
    """The same, and another rate holds since."""
    OTHER_SUM = "other_sum"
    """The bank reports another sum than the duty, and nobody has resolved it yet."""
    CLOSED = "closed"
    """Begun in a case that has ended since."""
    AFTER_THE_END = "after_the_end"
    """The bank reports it paid, and the case had ended."""
    FAILED = "failed"
    PAID = "paid"
    PAID_CLOSED = "paid_closed"
    """Paid in a case that ended without what the duty is for."""
    TWICE = "twice"
    """Paid although the duty was paid already, or replaced by a later payment."""


@dataclass(frozen=True, slots=True)
class ShownPayment:
    payment: Payment
    standing: PaymentStanding
    reported: Decimal | None = None
    """The sum that the bank reports, where it is another."""

    @property
    def has_receipt(self) -> bool:
        return self.payment.state in ("paid", "cancelled")


def payments_shown(case: Case, now: datetime) -> list[ShownPayment]:
    """In the order of the file; three statements at most, and none where all that was begun is paid."""
    rows = list(case.dossier.payments)
    begun = [row for row in rows if row.state == "created"]
    differing = _differing(case) if any(row.state != "paid" for row in rows) else {}
    late = _reported_late(case) if begun and case.closed_at else set()
    rates = _rates(now) if begun and not case.closed_at else {}
    return [_shown(case, row, differing.get(row.code), row.code in late, rates.get(row.kind)) for row in rows]


def _shown(case: Case, row: Payment, reported: Decimal | None, late: bool, rate: Decimal | None) -> ShownPayment:
    if reported is not None and reported != row.amount:
        return ShownPayment(row, PaymentStanding.OTHER_SUM, reported)
    if row.state == "created":
        return ShownPayment(row, _of_begun(case, row, late, rate))
    if row.state == "paid":
        ended = case.closed_at is not None and not case.granted_at
        return ShownPayment(row, PaymentStanding.PAID_CLOSED if ended else PaymentStanding.PAID)
    return ShownPayment(row, PaymentStanding.TWICE if row.state == "cancelled" else PaymentStanding.FAILED)


def _of_begun(case: Case, row: Payment, late: bool, rate: Decimal | None) -> PaymentStanding:
    if case.closed_at is not None:
        return PaymentStanding.AFTER_THE_END if late else PaymentStanding.CLOSED
    return PaymentStanding.RATE_CHANGED if rate is not None and rate != row.amount else PaymentStanding.WAITS


def _differing(case: Case) -> dict[str, Decimal]:
    """By code, the sum that the bank reports, of differences that are open."""
    rows = Discrepancy.objects.filter(case=case, what="payment", resolved_at__isnull=True)
    known = rows.order_by("id").values_list("by_hand", "by_system")
    return {str(ours.get("code")): Decimal(theirs["amount"]) for ours, theirs in known if theirs.get("amount")}


def _reported_late(case: Case) -> set[str]:
    """Codes of payments that the bank has reported as paid, by calls that changed nothing any more."""
    rows = Exchange.objects.filter(case=case, system="psh", direction=Exchange.IN)
    return {str(request.get("code")) for request in rows.values_list("request", flat=True) if request.get("paid")}


def _rates(now: datetime) -> dict[str, Decimal]:
    """By duty, the amount of today."""
    return {row.kind: row.amount for row in duties_on(local_day(now))}
