"""The state duty: requested, sent to the gateway, settled by its answer (п. 10(6), 26(3))."""

from __future__ import annotations

import secrets
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases import gateways
from cases.engine.writing import amend
from cases.engine.writing.locking import lock, lock_in
from cases.gateways import questions, registry
from cases.gateways.contract import OPERATIONS
from cases.law.calendar import local_day
from cases.law.errors import NotNowError
from cases.law.places import states_with_duty
from cases.models import Case, Notice, Payment, User
from cases.models.dutyrate import duty_on
from cases.outbox import writing
from cases.programmes.nomad.filing import bank
from cases.programmes.nomad.periods import eligibility

log = structlog.get_logger(__name__)


def start_payment(pk: UUID, user: User, now: datetime, kind: str, *, request_id: str = "") -> Payment:
    """An open payment of today's duty, the same one if it was begun already. NotNowError when nothing is due."""
    with transaction.atomic():
        case = lock_in(pk, user, states_with_duty(kind))
        if case.dossier.paid(kind) and not bank.must_pay_again(case, kind):
            raise NotNowError(_("This duty is paid already."))
        if reason := eligibility.held_back(case, now):
            raise NotNowError(reason)
        rate = duty_on(kind, local_day(now))
        if rate is None:
            raise NotNowError(_("The rate of this duty is not set. Please tell the portal's administrator."))
        begun = next((p for p in case.dossier.payments if p.kind == kind and p.state == "created"), None)
        if begun and begun.amount == rate.amount:
            return begun
        return _new_payment(case, kind, rate.amount, now, request_id)


def _new_payment(case: Case, kind: str, amount: Decimal, now: datetime, request_id: str) -> Payment:
    payment = Payment(
        case=case,
        kind=kind,
        amount=amount,
        code=f"DNR{secrets.token_hex(6).upper()}",
        gateway=gateways.payment_gateway().NAME,
        created_at=now,
    )
    payment.save(force_insert=True)
    intent = OPERATIONS["psh", "intent"]
    if registry.transport(intent.system) != registry.MANUAL:
        request = intent.ask(case, payment, now)  # type: ignore[misc]
        key = f"{payment.code}.{intent.key}"
        questions.enqueue([questions.question(intent, request, key, now, case=case, request_id=request_id)])
    return payment


def settle_payment(
    code: str, paid: bool, reference: str, now: datetime, *, paid_at: datetime | None = None, request_id: str = ""
) -> Payment:
    """The gateway's answer on a payment. Sent twice, it counts once; a paid one never becomes unpaid.

    `paid_at`: when that was, as the bank says; None where it does not say.
    """
    begun = Payment.objects.get(code=code)
    with transaction.atomic():
        case = lock([begun.case_id], None)[0]
        payment = Payment.objects.select_for_update().get(pk=begun.pk)
        if payment.state != "created":
            return payment
        payment.bank_reference, payment.settled_at = reference, _moment(case, payment, paid_at, now)
        payment.state = _outcome(case, payment) if paid else "failed"
        payment.save()
        if payment.state == "paid":
            _paid(case, payment, now, request_id)
        elif payment.state == "cancelled":
            notify_payer(case, "paid_twice", payment, str(payment.amount), now, request_id)
        return payment


def _moment(case: Case, payment: Payment, reported_at: datetime | None, now: datetime) -> datetime:
    """When it was paid, between its beginning and now. A bank that does not say is believed to mean the day on which
    it was begun, where a term has run out since: nobody is late by the hour of a message (interpretation 17)."""
    if reported_at is not None:
        return min(max(reported_at, payment.created_at), now)
    deadline = case.dossier.running("rework")
    return payment.created_at if deadline and payment.created_at < deadline.due_at <= now else now


def overwrite_settlement(
    case: Case, code: str, paid: bool, reference: str, now: datetime, *, request_id: str = ""
) -> None:
    """What the bank says of a payment holds, whatever the file has: people have compared the two.

    `case` must be locked. A sum short of the duty has not paid it: `paid` False.
    """
    payment = Payment.objects.select_for_update().get(code=code, case=case)
    if (payment.state == "paid") == paid and payment.state != "created":
        return
    taken_back = payment.state == "paid"
    payment.bank_reference = reference or payment.bank_reference
    payment.settled_at = _moment(case, payment, None, now)
    payment.state = _outcome(case, payment) if paid else "failed"
    payment.save()
    if payment.state == "paid":
        _paid(case, payment, now, request_id)
    elif taken_back and case.place.duty == payment.kind:
        _notify(case, "unpaid", {}, now, request_id)


def _outcome(case: Case, payment: Payment) -> str:
    """A duty is paid once: one that was sent back gives way to the new one; a second by mistake is to be refunded."""
    earlier = next((p for p in case.dossier.payments if p.kind == payment.kind and p.state == "paid"), None)
    if earlier is not None and not bank.must_pay_again(case, payment.kind):
        log.warning("duty paid twice", case=case.number, code=payment.code, earlier=earlier.code)
        return "cancelled"
    if earlier is not None:
        earlier.state = "cancelled"
        earlier.save()
    return "paid"


def _paid(case: Case, payment: Payment, now: datetime, request_id: str) -> None:
    facts = {"kind": payment.kind, "code": payment.code}
    amend(case, None, now, "pay", facts, gateway="psh", request_id=request_id)
    _notify(case, "paid", {"amount": str(payment.amount)}, now, request_id)


def notify_payer(case: Case, what: str, payment: Payment, amount: str, now: datetime, request_id: str = "") -> None:
    """Once for each payment, however often the bank says so."""
    facts = {"amount": amount, "code": payment.code}
    if not Notice.objects.filter(case=case, what=what, facts=facts).exists():
        _notify(case, what, facts, now, request_id)


def _notify(case: Case, what: str, facts: dict[str, str], now: datetime, request_id: str) -> None:
    user = getattr(case.person, "user", None)
    if user is not None:
        notice = Notice.objects.create(case=case, user=user, what=what, facts=facts, at=now)
        writing.enqueue(now, [("mail", notice.pk)], request_id=request_id)
