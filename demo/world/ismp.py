from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.gateways.ismp.base import Registered
from demo.world.chance import number_from


def delay(name: str, request: dict[str, Any]) -> timedelta:
    return timedelta(minutes=1)


def answer(name: str, request: dict[str, Any], at: datetime) -> Registered:
    """The number the officer has entered, else one of its own."""
    return Registered(
        number=request.get("number") or f"MP-{request['case'][4:]}-{number_from(request):04}", registered_at=at
    )
