"""The approval of the national security bodies: asked once, answered days later (п. 15: within 25 calendar days)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, string
from cases.gateways.subject import PERSONAL, Subject, about


@dataclass(frozen=True, kw_only=True)
class Approval(Subject):
    mp_number: str = string(40, default="")


@dataclass(frozen=True, kw_only=True)
class Opinion(Message):
    clear: bool
    reference: str = string(60)
    answered_on: date
    text: str = string(1000, default="")


@dataclass(frozen=True, kw_only=True)
class OpinionTold(Opinion):
    case: str = string(30)
    in_reply_to: str = string(100, default="")


def approval(case: Any, facts: dict[str, Any], now: datetime) -> Approval:
    return Approval(**about(case), mp_number=case.mp_number)


OUT = (
    Operation(
        "knb", "approve", Approval, Opinion, "14", personal=PERSONAL, asynchronous=True, answered_by="answer",
        check="knb", ask=approval,
    ),
)  # fmt: skip
IN = (Operation("knb", "answer", OpinionTold, None, "15", sender="knb"),)
