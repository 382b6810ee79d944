"""The state duty: the intent to pay, the word that it is paid, and the daily reconciliation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from cases.gateways.contract import Operation
from cases.gateways.messages import Entries, Message, Moment, Money, choice
from cases.gateways.subject import CaseNumber, Iin, Reference
from cases.models import Case, Payment

PaymentCode = Annotated[
    str, Field(max_length=40, description="The portal's code of the payment, given back with every word on it.")
]
_AMOUNT = "Tenge, with two decimals: what is to be paid, or was. Another sum than the one asked settles nothing."
_SETTLED_AT = "Moment of the payment or of its failure."


class Intent(Message):
    """A payment of the state duty that somebody is about to make."""

    case: CaseNumber
    code: PaymentCode
    kind: Annotated[str, choice("prp", "card")] = Field(
        description="Which duty: prp, for the permit (п. 10); card, for the residence card (п. 26)."
    )
    amount: Money = Field(description=_AMOUNT)
    iin: Iin


class IntentReceipt(Message):
    reference: Reference = ""


class Reconcile(Message):
    """The daily question about payments whose callback did not come."""

    codes: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Entries] = Field(
        default=(), description="Codes of payments begun and not settled, to be reconciled."
    )


class Settled(Message):
    code: PaymentCode
    state: Annotated[str, choice("paid", "failed", "unknown")] = Field(
        description="paid; failed: no money was taken; unknown: there is no such code yet."
    )
    amount: Money | None = Field(default=None, description=_AMOUNT)
    reference: Reference = ""
    settled_at: Moment | None = Field(default=None, description=_SETTLED_AT)


class Statement(Message):
    items: Annotated[tuple[Settled, ...], Entries] = Field(description="What is known of each code asked about.")


class PaymentNotification(Message):
    """The callback: what became of a payment."""

    code: PaymentCode
    paid: bool = Field(description="true: the money has arrived; false: the payment failed and no money was taken.")
    amount: Money = Field(description=_AMOUNT)
    reference: Reference = ""
    settled_at: Moment | None = Field(default=None, description=_SETTLED_AT)


def intent(case: Case, payment: Payment, now: datetime) -> Intent:
    return Intent(case=case.number, code=payment.code, kind=payment.kind, amount=payment.amount, iin=case.person.iin)


OUT = (
    Operation("psh", "intent", Intent, IntentReceipt, "10", personal=("iin",), answered_by="payment", ask=intent),
    Operation("psh", "reconcile", Reconcile, Statement, "10"),
)
IN = (Operation("psh", "payment", PaymentNotification, None, "10", sender="psh"),)
