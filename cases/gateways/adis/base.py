"""The check of a person against АДИС."""

from __future__ import annotations

from datetime import datetime

from cases.gateways.contract import Operation
from cases.gateways.subject import PERSONAL, Subject, Verdict, about
from cases.models import Case


def check(case: Case, facts: object, now: datetime) -> Subject:
    return Subject(**about(case))


OUT = (Operation("adis", "check", Subject, Verdict, "22", personal=PERSONAL, check="adis", ask=check),)
