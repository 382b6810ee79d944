from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.gateways.pep.base import Receipt
from demo.world.chance import number_from


def delay(name: str, request: dict[str, Any]) -> timedelta:
    return timedelta(0)


def answer(name: str, request: dict[str, Any], at: datetime) -> Receipt:
    return Receipt(number=f"ARM-{number_from(request, name):05}", received_at=at)
