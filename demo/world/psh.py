from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.gateways.messages import Message
from cases.gateways.psh.base import IntentReceipt, Settled, Statement
from demo.world.chance import number_from


def delay(name: str, request: dict[str, Any]) -> timedelta:
    return timedelta(0)


def answer(name: str, request: dict[str, Any], at: datetime) -> Message:
    """Nobody pays by itself here: the demo's page of payment asks the person."""
    if name == "reconcile":
        return Statement(items=tuple(Settled(code=code, state="unknown") for code in request["codes"]))
    return IntentReceipt(reference=f"P-{number_from(request):05}")
