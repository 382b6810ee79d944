from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.gateways.subject import Verdict
from cases.gateways.transports.demo import FEW, luck


def delay(name: str, request: dict[str, Any]) -> timedelta:
    return timedelta(minutes=3 + luck(request, "ibd") % 10)


def answer(name: str, request: dict[str, Any], at: datetime) -> Verdict:
    number = luck(request, "ibd")
    clear = number % (4 * FEW) != 0
    said = "" if clear else "Имеются сведения о неисполненном административном взыскании."
    return Verdict(clear=clear, reference=f"IBD-{number:05}", text=said, checked_at=at)
