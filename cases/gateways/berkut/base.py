"""Crossings of the border: asked for, and reported by the system itself."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from cases.gateways.contract import Operation
from cases.gateways.messages import Day, Message
from cases.gateways.subject import PERSONAL, CaseNumber, InReplyTo, Reference, Subject, about
from cases.law.calendar import local_day
from cases.models import Case

_ENTRY_DAY = "Day of the entry into Kazakhstan."
EntryPoint = Annotated[str, Field(max_length=200, description="Where the border was crossed.")]


class CrossingQuery(Subject):
    """A person, as the portal knows them."""

    since: Day = Field(description="First day that matters: that of the preliminary approval (п. 19).")


class Crossing(Message):
    """The entry into Kazakhstan, if there was one."""

    found: bool = Field(
        description="Whether the person has entered Kazakhstan since that day; if not, nothing else here counts."
    )
    crossed_on: Day | None = Field(default=None, description=_ENTRY_DAY)
    point: EntryPoint = ""
    reference: Reference = ""


class CrossingNotification(Message):
    """An entry into Kazakhstan, reported unasked or in reply."""

    case: CaseNumber
    in_reply_to: InReplyTo = ""
    crossed_on: Day = Field(description=_ENTRY_DAY)
    point: EntryPoint = ""
    reference: Reference = ""


def crossing(case: Case, facts: object, now: datetime) -> CrossingQuery:
    return CrossingQuery(**about(case), since=local_day(case.approved_at or now))


OUT = (
    Operation(
        "berkut",
        "crossing",
        CrossingQuery,
        Crossing,
        "19",
        personal=PERSONAL,
        answered_by="crossing",
        check="border",
        ask=crossing,
    ),
)
IN = (Operation("berkut", "crossing", CrossingNotification, None, "19", sender="berkut"),)
