"""Money, as the bank reports it: by itself, or at our question of each day about what was begun and not settled."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.engine.writing.locking import lock
from cases.gateways import questions, registry
from cases.gateways.contract import OPERATIONS
from cases.gateways.psh.base import PaymentNotification, Reconcile, Settled, Statement
from cases.law.calendar import local_day
from cases.models import Exchange, Payment
from cases.programmes.nomad.answers.comparing import differs
from cases.programmes.nomad.answers.incoming import APPLIED, DIFFERS, DUPLICATE, KEPT, Incoming, call_officers
from cases.programmes.nomad.filing import paying


def paid_before_the_end(incoming: Incoming, word: PaymentNotification) -> str:
    """The duty was paid within the five days (п. 12), and the bank has reported it when nobody waited any more."""
    payment = Payment.objects.filter(case=incoming.case, code=word.code, state="created").first()
    term = incoming.case.dossier.newest("rework")
    at = word.settled_at
    if payment is None or term is None or at is None or not word.paid or not term.starts_at < at < term.due_at:
        return KEPT
    ours = {"state": payment.state, "amount": str(payment.amount), "code": payment.code}
    outcome = differs(incoming, "payment", ours, _of_bank(payment, "paid", word))
    if outcome == DIFFERS:
        call_officers(incoming, "paid_in_time", local_day(at))
    return outcome


def paid_after_the_end(incoming: Incoming, word: PaymentNotification) -> str:
    """The case has ended: the money is a matter between the person and the revenue, and the person has to know."""
    payment = Payment.objects.filter(case=incoming.case, code=word.code, state="created").first()
    if payment is not None and word.paid:
        _notify(incoming, "paid_after_end", payment, word.amount)
    return KEPT


def _notify(incoming: Incoming, what: str, payment: Payment, amount: Decimal) -> None:
    paying.notify_payer(incoming.case, what, payment, str(amount), incoming.now, incoming.request_id)


def _of_bank(payment: Payment, state: str, word: Settled | PaymentNotification) -> dict[str, Any]:
    return {"state": state, "amount": str(word.amount or payment.amount), "reference": word.reference}


def apply_payment(incoming: Incoming, word: PaymentNotification) -> str:
    settled = Settled(
        code=word.code,
        state="paid" if word.paid else "failed",
        amount=word.amount,
        reference=word.reference,
        settled_at=word.settled_at,
    )
    return _settle(settled, incoming)


def _settle(word: Settled, incoming: Incoming) -> str:
    """Money is a fact of the bank: what it says counts once; a wrong sum, or "paid" after "failed", is for people."""
    payment = Payment.objects.select_related("case").filter(code=word.code).first()
    if payment is None or word.state == "unknown":
        return KEPT
    paid = word.state == "paid"
    ours: dict[str, Any] = {"state": payment.state, "amount": str(payment.amount), "code": payment.code}
    theirs = _of_bank(payment, word.state, word)
    if paid and word.amount is not None and word.amount != payment.amount:
        outcome = differs(incoming, "payment", ours, theirs)
        _notify(incoming, "paid_other_sum", payment, word.amount)
        return outcome
    if payment.state != "created":
        return DUPLICATE if (payment.state == "paid") == paid else differs(incoming, "payment", ours, theirs)
    paying.settle_payment(
        word.code, paid, word.reference, incoming.now, paid_at=word.settled_at, request_id=incoming.request_id
    )
    return APPLIED


def settle_all(exchange: Exchange, statement: Statement, now: datetime) -> str:
    """The reconciliation: each code is settled as if the callback had come. A closed case's payment is left alone."""
    words = {w.code: w for w in statement.items if w.state != "unknown"}
    begun = Payment.objects.filter(code__in=words, state="created", case__closed_at__isnull=True)
    # In one order, so that two who lock several cases never wait for each other.
    for code, case_id in begun.order_by("case_id", "id").values_list("code", "case_id"):
        case = lock([case_id], None)[0]
        _settle_open(Incoming(exchange, exchange, case, now, exchange.created_at), words[code])
    return APPLIED if words else KEPT


def _settle_open(incoming: Incoming, word: Settled) -> None:
    if incoming.case.closed_at is None:
        _settle(word, incoming)


BEGUN = timedelta(hours=1)

CODES = 500


def reconcile_job() -> None:
    """Entry of the schedule: the edge where the clock is read."""
    reconcile(timezone.now())


def reconcile(now: datetime) -> int:
    """Ask ПШЭП once a day about payments begun and not settled. Returns how many there are."""
    operation = OPERATIONS["psh", "reconcile"]
    if registry.transport(operation.system) == registry.MANUAL:
        return 0
    key = f"{operation.key}.{local_day(now).isoformat()}"
    begun = Payment.objects.filter(state="created", created_at__lte=now - BEGUN, case__closed_at__isnull=True)
    codes = tuple(begun.order_by("-id").values_list("code", flat=True)[:CODES])
    with transaction.atomic():
        known = Exchange.objects.filter(system=operation.system, direction=Exchange.OUT, key=key).exists()
        if not codes or known:
            return 0
        questions.enqueue([questions.question(operation, Reconcile(codes=codes), key, now)])
    return len(codes)
