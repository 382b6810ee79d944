"""One performance of a step: user, moment, facts; the edition that it binds and the number that it assigns."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cases.engine.performing import second_officials, signing
from cases.engine.steps import Act, Step
from cases.engine.steps.facts import StepFacts
from cases.law.calendar import local_day
from cases.models import Case, Counter, User


@dataclass(frozen=True, slots=True)
class Performance:
    """Of a step, for one case or for many: who, when, with which facts and which signature."""

    step: Step
    user: User | None
    now: datetime
    request_id: str = ""
    signed: signing.SignedSheet | None = None
    gateway: str = ""
    facts: StepFacts = field(default_factory=StepFacts)
    confirms: second_officials.Waiting | None = None

    def act(self, case: Case) -> Act:
        signature = self.signed and self.signed.signature
        return Act(self.user, self.now, case.law, self.request_id, signature, self.gateway, self.step)


def bind_edition(case: Case, step: Step, now: datetime) -> None:
    """A filing is bound to the edition of its day (interpretation 7)."""
    edition = case.dossier.intake_edition(local_day(now)) if step.binds else None
    if step.binds is None or edition is None:
        return
    if step.binds.keeps and not getattr(case, step.binds.keeps):
        setattr(case, step.binds.keeps, case.edition)
    if step.binds.takes:
        setattr(case, step.binds.takes, edition.key)
    case.edition = edition.key


def assign_number(case: Case, step: Step, now: datetime) -> None:
    """The next number of the step's series; the counter's row stays locked until the transaction ends."""
    if step.numbers:
        setattr(case, step.numbers.field, Counter.take(step.numbers.series(case), local_day(now).year)[0])
