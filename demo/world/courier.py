from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.gateways.courier.base import PickupReceipt
from demo.world.chance import number_from


def delay(name: str, request: dict[str, Any]) -> timedelta:
    return timedelta(minutes=30)


def answer(name: str, request: dict[str, Any], at: datetime) -> PickupReceipt:
    return PickupReceipt(reference=f"C-{number_from(request):05}")
