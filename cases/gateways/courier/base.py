"""The originals on their way: fetched from ЦОН, and where the waybill has got to. No personal data leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, string
from cases.models.exchange import WAYBILL_STATES


@dataclass(frozen=True, kw_only=True)
class Pickup(Message):
    case: str = string(30)
    courier: str = string(100)
    waybill: str = string(60)
    sheets: int = 1
    department: str = string(20)


@dataclass(frozen=True, kw_only=True)
class PickupTaken(Message):
    reference: str = string(60, default="")


@dataclass(frozen=True, kw_only=True)
class WaybillTold(Message):
    case: str = string(30)
    waybill: str = string(60)
    status: str = string(12, choices=tuple(key for key, _label in WAYBILL_STATES))
    moved_at: datetime
    place: str = string(200, default="")


def pickup(case: Any, facts: dict[str, Any], now: datetime) -> Pickup:
    said = {name: facts[name] for name in ("courier", "waybill", "sheets") if name in facts}
    return Pickup(case=case.number, department=case.city_id or "", **said)


OUT = (Operation("courier", "pickup", Pickup, PickupTaken, "21", answered_by="status", ask=pickup),)
IN = (Operation("courier", "status", WaybillTold, None, "21", sender="courier"),)
