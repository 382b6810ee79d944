"""Crossings of the border: asked for, and told by the system itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, string
from cases.gateways.subject import PERSONAL, Subject, about
from cases.law.calendar import local_day


@dataclass(frozen=True, kw_only=True)
class CrossingAsked(Subject):
    since: date


@dataclass(frozen=True, kw_only=True)
class Crossing(Message):
    """The entry into Kazakhstan, if there was one."""

    found: bool
    crossed_on: date | None = None
    point: str = string(200, default="")
    reference: str = string(60, default="")


@dataclass(frozen=True, kw_only=True)
class CrossingTold(Message):
    """An entry into Kazakhstan, told unasked or in reply."""

    case: str = string(30)
    in_reply_to: str = string(100, default="")
    crossed_on: date
    point: str = string(200, default="")
    reference: str = string(60, default="")


def crossing(case: Any, facts: dict[str, Any], now: datetime) -> CrossingAsked:
    return CrossingAsked(**about(case), since=local_day(case.approved_at or now))


OUT = (
    Operation(
        "berkut", "crossing", CrossingAsked, Crossing, "19", personal=PERSONAL, answered_by="crossing",
        check="border", ask=crossing,
    ),
)  # fmt: skip
IN = (Operation("berkut", "crossing", CrossingTold, None, "19", sender="berkut"),)
