"""The outside systems, one folder each: `base.py` is the contract, the other modules are ways to meet it."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings

from cases.gateways.contract import load
from cases.gateways.payment import closed
from cases.gateways.payment.base import PaymentGateway, of_a_demo
from cases.gateways.standing import Standing, standings, state_of

__all__ = ["Standing", "payment_gateway", "standings", "state_of"]

load()


def payment_gateway() -> PaymentGateway:
    """The state duty's gateway that the setting PAYMENT_GATEWAY names; outside the demo never the one of the demo: no
    duty is to be paid by a press of a button (`cases.health.checks` reports the mistake at the start)."""
    if of_a_demo(settings.PAYMENT_GATEWAY) and not settings.DEMO:
        return closed.GATEWAY
    chosen: PaymentGateway = import_module(settings.PAYMENT_GATEWAY).GATEWAY
    return chosen
