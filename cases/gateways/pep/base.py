"""What is sent to АРМ ГО, and the receipt it gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from cases.gateways.contract import Operation
from cases.gateways.messages import Message, Moment, choice
from cases.gateways.subject import CaseNumber, Department, Iin, Stage
from cases.models import Case


class Filed(Message):
    """The application has arrived (п. 10, 11)."""

    case: CaseNumber
    iin: Iin
    department: Department
    filed_at: Moment = Field(description="Moment of filing, which begins the terms of п. 12 and 16.")


class Result(Message):
    """A decision on the application (п. 19, 22, 24)."""

    case: CaseNumber
    iin: Iin
    stage: Stage
    outcome: Annotated[str, choice("approved", "refused")] = Field(
        description="approved or refused: by п. 19 in the preliminary stage, by п. 22 and 24 in the final one."
    )
    number: str = Field(
        default="", max_length=30, description="Number of the preliminary permit (п. 18); empty where none was given."
    )
    decided_at: Moment = Field(description="Moment of the decision.")


class Receipt(Message):
    number: str = Field(max_length=60, description="Number of the receipt that АРМ ГО gives.")
    received_at: Moment | None = Field(default=None, description="Moment from which the receiver has it.")


def filed(case: Case, facts: object, now: datetime) -> Filed:
    return Filed(case=case.number, iin=case.person.iin, department=case.city_id or "", filed_at=now)


def result(case: Case, facts: object, now: datetime) -> Result:
    """ValueError where nothing is decided: no state passes for an approval because nobody has named it."""
    decided = case.place.result
    if decided is None:
        raise ValueError(f"{case.state}: no decision to report")
    return Result(
        case=case.number,
        iin=case.person.iin,
        stage=decided.part,
        outcome=decided.outcome,
        number=case.preliminary_number,
        decided_at=now,
    )


OUT = (
    Operation("pep", "receipt", Filed, Receipt, "10", personal=("iin",), ask=filed),
    Operation("pep", "result", Result, Receipt, "19", personal=("iin",), ask=result),
)
