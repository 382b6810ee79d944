from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.gateways.knb.base import Opinion
from cases.law.calendar import local_day
from demo.world.chance import FEW, number_from


def delay(name: str, request: dict[str, Any]) -> timedelta:
    """Three to sixteen days: well within the 25 of п. 15."""
    return timedelta(days=3 + number_from(request, "knb") % 13, hours=number_from(request) % 8)


def answer(name: str, request: dict[str, Any], at: datetime) -> Opinion:
    number = number_from(request, "knb")
    clear = number % FEW != 0
    remarks = "" if clear else "Не согласовано."
    return Opinion(clear=clear, reference=f"12/3-{number:05}", answered_on=local_day(at), text=remarks)
