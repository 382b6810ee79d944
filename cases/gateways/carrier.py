"""The way to the outside systems, as the outbox needs it (`cases.outbox.registry.Carrier`)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from cases.gateways.attempts import send
from cases.gateways.breaker import blocked_systems, blocked_until
from cases.gateways.contract import OPERATIONS
from cases.gateways.recalling import is_withdrawn
from cases.gateways.registry import joined_systems
from cases.models import Exchange

__all__ = ["blocked_until", "is_needed", "joined_systems", "open_to", "send"]


def open_to(now: datetime) -> Q:
    return Q(system__in=joined_systems()) & ~Q(system__in=blocked_systems(now))


def is_needed(exchange: Exchange) -> bool:
    """No question is sent about a person whose case is over: what is not needed does not leave. A result still goes."""
    case = exchange.case
    operation = OPERATIONS[exchange.system, exchange.operation]
    if case is None:
        return True
    return not (case.closed_at is not None and operation.check) and not is_withdrawn(case, operation)
