"""What the applicant says of the arrival: the newest word, by the log of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cases.engine.steps import step_where
from cases.models import Event
from cases.programmes.nomad.facts import Claim

if TYPE_CHECKING:
    from cases.models import Case


@dataclass(frozen=True, slots=True)
class Claimed:
    day: date
    text: str
    at: datetime


def of(case: Case) -> Claimed | None:
    row = Event.objects.filter(case=case, step=step_where(facts=Claim).name).order_by("-id").first()
    return None if row is None else Claimed(date.fromisoformat(row.facts["day"]), row.facts["text"], row.at)
