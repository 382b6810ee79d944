"""The approval of the national security bodies: asked once, answered days later (п. 15: within 25 calendar days)."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from cases.gateways.contract import Operation
from cases.gateways.messages import Day, Message
from cases.gateways.subject import PERSONAL, CaseNumber, InReplyTo, Reference, Remarks, Subject, about
from cases.models import Case


class Approval(Subject):
    """A person, as the portal knows them."""

    mp_number: str = Field(
        default="",
        max_length=40,
        description="Number of the application in ИС МП (п. 12); empty where it is not given yet.",
    )


class Opinion(Message):
    clear: bool = Field(description="true: approved; false: not approved, and no permit can be given (п. 15, 19).")
    reference: Reference
    answered_on: Day = Field(description="Day of the answer's letter; within 25 calendar days of the request (п. 15).")
    text: Remarks = ""


class OpinionNotification(Opinion):
    case: CaseNumber
    in_reply_to: InReplyTo = ""


def approval(case: Case, facts: object, now: datetime) -> Approval:
    return Approval(**about(case), mp_number=case.mp_number)


OUT = (
    Operation(
        "knb",
        "approve",
        Approval,
        Opinion,
        "14",
        personal=PERSONAL,
        asynchronous=True,
        answered_by="answer",
        check="knb",
        ask=approval,
    ),
)
IN = (Operation("knb", "answer", OpinionNotification, None, "15", sender="knb"),)
