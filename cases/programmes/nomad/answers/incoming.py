"""An answer about to be applied, its outcomes, and whom it calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.engine.people.notices import desk_of, people_of
from cases.engine.performing import perform
from cases.engine.programmes.answering import KEPT
from cases.engine.steps import STEPS
from cases.engine.steps.facts import StepFacts
from cases.engine.writing import amend
from cases.law.actors import Role
from cases.models import Case, Exchange, Notice
from cases.outbox import writing

APPLIED, AGREED, DIFFERS, DUPLICATE = "applied", "agreed", "discrepancy", "duplicate"


@dataclass(frozen=True, slots=True)
class Incoming:
    """An answer about to be applied."""

    exchange: Exchange
    asked: Exchange | None
    """Our question; None where the system sent it unasked."""
    case: Case
    """Locked."""
    now: datetime
    since: datetime
    """From when on a remark in the file may concern the same question."""

    @property
    def system(self) -> str:
        return self.exchange.system

    @property
    def request_id(self) -> str:
        """Of the request that brought it, or of the question it answers."""
        return self.exchange.request_id

    def note(self, what: str, facts: dict[str, Any], **changes: object) -> None:
        """An event of the case, in the name of the system, that moves nothing."""
        rid = self.request_id
        amend(self.case, None, self.now, what, facts, gateway=self.system, request_id=rid, **changes)


def take_step(incoming: Incoming, facts: StepFacts) -> str:
    """Take the step that this system may take without a person, where the case has come to it."""
    step = next(s for s in STEPS.values() if incoming.system in s.may_come_from.split())
    if incoming.case.state not in step.sources:
        return KEPT
    perform(
        incoming.case.pk, step.name, None, incoming.now, facts, gateway=incoming.system, request_id=incoming.request_id
    )
    return APPLIED


def call_officers(incoming: Incoming, what: str, day: date) -> None:
    """A closed case is in no queue: each officer of its city is notified."""
    facts = {"day": day.isoformat()}
    officers = people_of(desk_of(Role.OFFICER, incoming.case.city_id))
    notices = [Notice(case=incoming.case, user=user, what=what, facts=facts, at=incoming.now) for user in officers]
    Notice.objects.bulk_create(notices)
    writing.enqueue(incoming.now, [("mail", notice.pk) for notice in notices], request_id=incoming.request_id)
