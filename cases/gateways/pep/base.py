"""What АРМ ГО is told, and the receipt it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, string
from cases.gateways.subject import IIN


@dataclass(frozen=True, kw_only=True)
class Filed(Message):
    """The application has arrived (п. 10, 11)."""

    case: str = string(30)
    iin: str = string(12, pattern=IIN)
    department: str = string(20)
    filed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Result(Message):
    """A decision on the application (п. 19, 22, 24)."""

    case: str = string(30)
    iin: str = string(12, pattern=IIN)
    stage: str = string(12, choices=("preliminary", "final"))
    outcome: str = string(10, choices=("approved", "refused"))
    number: str = string(30, default="")
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class Receipt(Message):
    number: str = string(60)
    received_at: datetime | None = None


def filed(case: Any, facts: dict[str, Any], now: datetime) -> Filed:
    return Filed(case=case.number, iin=case.person.iin, department=case.city_id or "", filed_at=now)


def result(case: Any, facts: dict[str, Any], now: datetime) -> Result:
    stage = "final" if case.state in ("granted", "final_refused") else "preliminary"
    outcome = "refused" if case.state in ("preliminary_refused", "final_refused") else "approved"
    return Result(
        case=case.number, iin=case.person.iin, stage=stage, outcome=outcome, number=case.preliminary_number,
        decided_at=now,
    )  # fmt: skip


OUT = (
    Operation("pep", "receipt", Filed, Receipt, "10", personal=("iin",), ask=filed),
    Operation("pep", "result", Result, Receipt, "19", personal=("iin",), ask=result),
)
