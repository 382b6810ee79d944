"""What is sent to АРМ ГО, and the receipt it gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from cases.engine.steps import Step
from cases.gateways.contract import Operation
from cases.gateways.messages import Message, Moment, choice
from cases.gateways.subject import CaseNumber, Department, Iin, Stage
from cases.law.places import place_of
from cases.models import Case

SET_ASIDE = "set_aside"


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
    outcome: Annotated[str, choice("approved", "refused", SET_ASIDE)] = Field(
        description="approved or refused: by п. 19 in the preliminary stage, by п. 22 and 24 in the final one. "
        "set_aside: the decision reported before has fallen by a ruling; another one is reported when it is made."
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
    return _of(case, decided.part, decided.outcome, now)


def set_aside(case: Case, fallen: Step, now: datetime) -> Result:
    """Of the decision that was reported with the step `fallen`."""
    decided = place_of(fallen.target).result if fallen.target else None
    if decided is None:
        raise ValueError(f"{fallen.name}: nothing was reported with it")
    return _of(case, decided.part, SET_ASIDE, now)


def _of(case: Case, part: str, outcome: str, now: datetime) -> Result:
    number = case.preliminary_number
    return Result(case=case.number, iin=case.person.iin, stage=part, outcome=outcome, number=number, decided_at=now)


OUT = (
    Operation("pep", "receipt", Filed, Receipt, "10", personal=("iin",), ask=filed),
    Operation("pep", "result", Result, Receipt, "19", personal=("iin",), ask=result, undo=set_aside),
)
