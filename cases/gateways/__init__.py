"""The outside systems, one folder each: `base.py` is the contract, the other modules are ways to meet it."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from cases.gateways.payment.base import PaymentGateway


def payment() -> PaymentGateway:
    """The state duty's gateway that the setting PAYMENT_GATEWAY names."""
    found: PaymentGateway = import_module(f"cases.gateways.payment.{settings.PAYMENT_GATEWAY}").GATEWAY
    return found
