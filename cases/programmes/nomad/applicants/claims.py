"""What the applicant says of the arrival, by the log of the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from cases.engine.steps import step_where
from cases.law.titles import rules_of
from cases.models import Document, Event
from cases.programmes.nomad.facts import Claim

if TYPE_CHECKING:
    from cases.models import Case

MOST = 50
"""Words of one case that are read."""


@dataclass(frozen=True, slots=True)
class Claimed:
    day: date
    text: str
    at: datetime


def of(case: Case) -> Claimed | None:
    return next(iter(all_of(case)), None)


def all_of(case: Case) -> list[Claimed]:
    """The newest first."""
    rows = Event.objects.filter(case=case, step=step_where(facts=Claim).name).order_by("-id")[:MOST]
    return [Claimed(date.fromisoformat(row.facts["day"]), row.facts["text"], row.at) for row in rows]


def files(case: Case) -> list[str]:
    """The names of all that was attached to a word, also of what another file has taken the place of."""
    kinds = [rule.kind for rule in rules_of(case, "arrival")]
    rows = Document.objects.filter(case=case, kind__in=kinds).order_by("id")
    return list(dict.fromkeys(row.name for row in rows))
