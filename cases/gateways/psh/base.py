"""The state duty: the intent to pay, the word that it is paid, and the daily reconciliation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, string
from cases.gateways.subject import IIN


@dataclass(frozen=True, kw_only=True)
class Intent(Message):
    """A payment of the state duty that somebody is about to make."""

    case: str = string(30)
    code: str = string(40)
    kind: str = string(10, choices=("prp", "card"))
    amount: Decimal
    iin: str = string(12, pattern=IIN)


@dataclass(frozen=True, kw_only=True)
class IntentTaken(Message):
    reference: str = string(60, default="")


@dataclass(frozen=True, kw_only=True)
class Reconcile(Message):
    """The daily question about payments whose callback did not come."""

    codes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Settled(Message):
    code: str = string(40)
    state: str = string(10, choices=("paid", "failed", "unknown"))
    amount: Decimal | None = None
    reference: str = string(60, default="")
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Statement(Message):
    items: tuple[Settled, ...]


@dataclass(frozen=True, kw_only=True)
class PaymentTold(Message):
    """The callback: what became of a payment."""

    code: str = string(40)
    paid: bool
    amount: Decimal
    reference: str = string(60, default="")
    settled_at: datetime | None = None


def intent(case: Any, facts: dict[str, Any], now: datetime) -> Intent:
    payment = facts["payment"]
    return Intent(case=case.number, code=payment.code, kind=payment.kind, amount=payment.amount, iin=case.person.iin)


OUT = (
    Operation("psh", "intent", Intent, IntentTaken, "10", personal=("iin",), answered_by="payment", ask=intent),
    Operation("psh", "reconcile", Reconcile, Statement, "10"),
)
IN = (Operation("psh", "payment", PaymentTold, None, "10", sender="psh"),)
