"""What a payment gateway must be able to do. The wire format of ПШЭП is not public, so none is claimed here."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol


def of_a_demo(module: str) -> bool:
    """Whether the gateway of this module moves no money."""
    return module.partition(".")[0] == "demo"


class PaymentGateway(Protocol):
    """`amount` in tenge; `code` is our own unique payment code, which the gateway gives back with its answer."""

    NAME: str

    def pay_url(self, code: str, amount: Decimal, back: str) -> str:
        """Where to send the payer; the gateway brings them back to `back`."""
        ...
