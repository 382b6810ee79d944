"""A gateway that moves no money: its page asks whether the payment succeeds. For demonstration only."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse


class DemoGateway:
    NAME = "demo"

    def pay_url(self, code: str, amount: Decimal, back: str) -> str:
        return reverse("egov:payment:demo", args=[code]) + "?" + urlencode({"back": back})


GATEWAY = DemoGateway()
