"""How a case stands with the outside systems: what an officer has to know, in two statements for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber

from cases.gateways import registry
from cases.gateways.contract import OPERATIONS, Operation
from cases.models import Breaker, Case, Discrepancy, Exchange
from cases.models.exchange import SYSTEMS
from cases.steps import STEPS

PATIENT = timedelta(hours=2)
"""How long an answer that comes at once may take before the officer is told. КНБ has its own term (п. 15)."""
LONG = timedelta(days=25)


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest question of one kind to one system.

    `waiting`: for how long there is no answer, None when there is one. `late`: longer than such an answer takes.
    `down`: nobody asks the system for the moment, since it did not answer; `last_ok_at`: when it last did.
    `enter`: the name of the step by which the officer may enter the answer now, "" when not. `error`: why it was
    refused or given up. `manual`: the portal does not ask this system, people do.
    """

    system: str
    name: Any
    operation: str
    state: str
    outcome: str
    asked_at: datetime
    answered_at: datetime | None
    waiting: timedelta | None
    late: bool
    down: bool
    last_ok_at: datetime | None
    enter: str
    error: str
    manual: bool
    exchange: Exchange
    discrepancies: tuple[Discrepancy, ...] = ()

    @property
    def needs_hand(self) -> bool:
        """Whether the officer should be told that the answer is to be entered by hand."""
        return bool(self.enter) and (self.manual or self.late or self.down or self.state in ("dead", "refused"))


def standings(case: Case, now: datetime) -> list[Standing]:
    """The newest question of each kind that was asked of this case, in the order of the systems."""
    rows = list(_newest(case))
    found = [_standing(case, row, now) for row in rows]
    order = list(SYSTEMS)
    return sorted(found, key=lambda s: (order.index(s.system), s.operation))


def state_of(case: Case, system: str, now: datetime) -> list[Standing]:
    """`standings` of one system: empty when it was asked nothing."""
    return [s for s in standings(case, now) if s.system == system]


def _newest(case: Case) -> Any:
    """One row a kind of question, its breaker beside it: one statement, without the contents."""
    of_kind = Window(RowNumber(), partition_by=[F("system"), F("operation")], order_by=F("id").desc())
    breaker = Breaker.objects.filter(system=OuterRef("system"))
    facts = {f"breaker_{n}": Subquery(breaker.values(n)[:1]) for n in ("state", "last_ok_at")}
    rows = Exchange.objects.filter(case=case, direction=Exchange.OUT).annotate(place=of_kind, **facts).filter(place=1)
    return rows.defer("request", "answer")


def _standing(case: Case, row: Any, now: datetime) -> Standing:
    operation = OPERATIONS[row.system, row.operation]
    manual = registry.transport(row.system) == registry.MANUAL
    open_ = row.open and row.by_hand_at is None
    waiting = now - row.created_at if open_ else None
    answered = row.state == Exchange.ANSWERED or row.by_hand_at is not None
    return Standing(
        row.system, SYSTEMS[row.system], row.operation, row.state, row.outcome, row.created_at, row.answered_at,
        waiting, late=waiting is not None and waiting > (LONG if operation.asynchronous else PATIENT),
        down=not manual and row.breaker_state not in (None, Breaker.CLOSED), last_ok_at=row.breaker_last_ok_at,
        enter="" if answered else _step(case, operation), error=row.error, manual=manual, exchange=row,
        discrepancies=_discrepancies(case, row),
    )  # fmt: skip


def _discrepancies(case: Case, row: Any) -> tuple[Discrepancy, ...]:
    """Read only where the newest word was one: a statement less on every other page."""
    if row.outcome != "discrepancy":
        return ()
    return tuple(d for d in case.dossier.discrepancies if d.system == row.system)


def _step(case: Case, operation: Operation) -> str:
    """The step that enters the answer, where the case stands at it."""
    step = STEPS.get(operation.by_hand)
    return step.name if step is not None and case.state in step.sources else ""
