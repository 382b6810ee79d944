"""The application's number in ИС МП."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, string
from cases.gateways.subject import PERSONAL, Subject, about


@dataclass(frozen=True, kw_only=True)
class Registration(Subject):
    department: str = string(20)
    number: str = string(40, default="")


@dataclass(frozen=True, kw_only=True)
class Registered(Message):
    number: str = string(40, pattern=r"\S.*")
    registered_at: datetime | None = None


def registration(case: Any, facts: dict[str, Any], now: datetime) -> Registration:
    return Registration(**about(case), department=case.city_id or "", number=case.mp_number)


OUT = (
    Operation(
        "ismp", "register", Registration, Registered, "12", personal=PERSONAL, fills="mp_number",
        ask=registration,
    ),
)  # fmt: skip
