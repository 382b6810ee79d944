"""Where a message of ours is on its way, as the carrying system reports."""

from __future__ import annotations

from datetime import datetime

from cases.gateways import registry
from cases.gateways.contract import Traceable
from cases.models import Exchange


def where_is(exchange: Exchange, now: datetime) -> tuple[str, datetime] | None:
    """(state in the carrier's words, when it was in it). None: nothing is on its way, or nobody can be queried.

    Raises GatewayError; ImproperlyConfigured where the system's settings will not do.
    """
    if exchange.direction != Exchange.OUT or not exchange.open or exchange.sent_at is None:
        return None
    if exchange.system not in registry.joined_systems():
        return None
    gateway = registry.gateway(exchange.system)
    return gateway.delivery_status(exchange.key, now) if isinstance(gateway, Traceable) else None
