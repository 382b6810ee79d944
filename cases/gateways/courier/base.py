"""The originals on their way: fetched from ЦОН, and where the waybill has got to. No personal data leave."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Protocol

from pydantic import Field

from cases.gateways.contract import Operation
from cases.gateways.messages import Count, Message, Moment, choice
from cases.gateways.subject import CaseNumber, Department, Reference
from cases.models import Case, Dispatch
from cases.models.waybillmove import WAYBILL_STATES

WaybillNumber = Annotated[
    str, Field(max_length=60, description="Number of the waybill with which the originals travel.")
]


class Pickup(Message):
    case: CaseNumber
    courier: str = Field(max_length=100, description="Name of the courier service (п. 21).")
    waybill: WaybillNumber
    sheets: Count = Field(default=1, description="Sheets in the package.")
    department: Department


class PickupReceipt(Message):
    reference: Reference = ""


class WaybillNotification(Message):
    case: CaseNumber
    waybill: WaybillNumber
    status: Annotated[str, choice(*(key for key, _label in WAYBILL_STATES))] = Field(
        description="Where the originals are: with the courier, on the way, delivered, returned to the sender, or lost."
    )
    moved_at: Moment = Field(description="Moment of that movement. The latest counts, in whatever order they are sent.")
    place: str = Field(default="", max_length=200, description="Where it was.")


class Package(Protocol):
    """What the step says that hands it over."""

    courier: str
    waybill: str
    sheets: int


def pickup(case: Case, package: Package, now: datetime) -> Pickup:
    return Pickup(
        case=case.number,
        department=case.city_id or "",
        courier=package.courier,
        waybill=package.waybill,
        sheets=package.sheets,
    )


def _handed_over(case: Case) -> Dispatch | None:
    """The same, as it stands in the file."""
    dispatch: Dispatch | None = case.dossier.dispatch
    return dispatch


OUT = (Operation("courier", "pickup", Pickup, PickupReceipt, "21", answered_by="status", ask=pickup, of=_handed_over),)
IN = (Operation("courier", "status", WaybillNotification, None, "21", sender="courier"),)
