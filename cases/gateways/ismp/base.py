"""The application's number in ИС МП."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, Moment
from cases.gateways.subject import PERSONAL, Department, Subject, about
from cases.models import Case


class Registration(Subject):
    """A person, as the portal knows them."""

    department: Department
    number: str = Field(
        default="",
        max_length=40,
        description="Number the officer has entered by hand already; empty when the system is to give one.",
    )


class Registered(Message):
    number: str = Field(
        max_length=40,
        pattern=r"^\S.*$",
        description="Number of the application in ИС МП (п. 12), one for each case.",
    )
    registered_at: Moment | None = Field(default=None, description="Moment of the registration.")


def registration(case: Case, facts: object, now: datetime) -> Registration:
    return Registration(**about(case), department=case.city_id or "", number=case.mp_number)


OUT = (
    Operation(
        "ismp",
        "register",
        Registration,
        Registered,
        "12",
        personal=PERSONAL,
        fills="mp_number",
        ask=registration,
    ),
)
