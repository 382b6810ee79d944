"""No gateway is set up: says so at once instead of taking people to a page that does not exist."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cases.law.errors import NotNowError


class ClosedGateway:
    NAME = "closed"

    def pay_url(self, code: str, amount: Decimal, back: str) -> str:
        raise NotNowError(_("Payment is not set up on this portal yet. Please tell its administrator."))


GATEWAY = ClosedGateway()
