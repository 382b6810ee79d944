from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.gateways.subject import Verdict
from cases.gateways.transports.demo import FEW, luck


def delay(name: str, request: dict[str, Any]) -> timedelta:
    return timedelta(minutes=6 + luck(request, "sio") % 10)


def answer(name: str, request: dict[str, Any], at: datetime) -> Verdict:
    number = luck(request, "sio")
    clear = number % (4 * FEW) != 0
    said = "" if clear else "Имеются сведения, требующие проверки."
    return Verdict(clear=clear, reference=f"SIO-{number:05}", text=said, checked_at=at)
