from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cases.gateways.berkut.base import Crossing
from demo.world.chance import number_from


def delay(name: str, request: dict[str, Any]) -> timedelta:
    return timedelta(minutes=5 + number_from(request, "berkut") % 40)


def answer(name: str, request: dict[str, Any], at: datetime) -> Crossing:
    """An entry on the first day that matters: whenever the arrival was recorded, it lies before it."""
    number = number_from(request, "berkut")
    points = ("аэропорт Астана", "аэропорт Алматы", "Кордай", "Нур Жолы")
    day = date.fromisoformat(request["since"])
    return Crossing(found=True, crossed_on=day, point=points[number % len(points)], reference=f"B-{number:05}")
