"""The check of a person against ИБД."""

from __future__ import annotations

from datetime import datetime

from cases.gateways.contract import Operation
from cases.gateways.subject import PERSONAL, Subject, Verdict, about
from cases.models import Case


def check(case: Case, facts: object, now: datetime) -> Subject:
    return Subject(**about(case))


OUT = (Operation("ibd", "check", Subject, Verdict, "13", personal=PERSONAL, check="ibd", ask=check),)
