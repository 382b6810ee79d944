"""How a case stands with the outside systems: what an officer has to know, in one statement for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber

from cases.engine.steps import step_entering
from cases.gateways import registry
from cases.gateways.contract import OPERATIONS, Operation
from cases.models import Breaker, Case, Deadline, Discrepancy, Exchange
from cases.models.exchange import SYSTEMS

PATIENT = timedelta(hours=2)
"""How long an answer that comes at once may take before the officer is told. КНБ has a term of its own (п. 15), which
the edition tells: the one that the officer's step of entering the answer stops."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest question of one kind to one system.

    `waiting`: for how long there is no answer, None when there is one. `late`: longer than such an answer takes.
    `down`: nobody asks the system for the moment, since it did not answer; `last_ok_at`: when it last did.
    `enter`: the name of the step by which the officer may enter the answer now, "" when not. `error`: why it was
    refused or given up. `manual`: the portal does not ask this system, people do. `discrepancies`: all open ones of
    the system, whichever of its words raised them. `differs`: the case has one, of whichever system; `settled`: it has
    one that was resolved.
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
    differs: bool = False
    settled: bool = False

    @property
    def needs_hand(self) -> bool:
        """Whether the officer should be told that the answer is to be entered by hand."""
        return bool(self.enter) and (self.manual or self.late or self.down or self.state in ("dead", "refused"))

    @property
    def alarming(self) -> bool:
        """A system that should have answered by itself and has not, and somebody can help."""
        return self.needs_hand and not self.manual

    @property
    def comes_by_itself(self) -> bool:
        """The officer might enter the answer now and need not: the system was asked, and answers in its time."""
        return bool(self.enter) and self.exchange.open and not self.needs_hand

    @property
    def lost(self) -> bool:
        """Refused or given up, and nobody has entered the answer: whatever the case does, it has none."""
        return self.state in (Exchange.REFUSED, Exchange.DEAD) and self.exchange.by_hand_at is None

    @property
    def awaited(self) -> bool:
        """Entered by hand, and the system's own word is still to come."""
        return not self.manual and self.exchange.open and self.exchange.by_hand_at is not None

    @property
    def check(self) -> str:
        """The kind of check that its answer is, "" where it is none."""
        return OPERATIONS[self.system, self.operation].check


def standings(case: Case, now: datetime) -> list[Standing]:
    """The newest question of each kind that was asked of this case, in the order of the systems."""
    rows = list(_newest([case.pk], now))
    differing = case.dossier.discrepancies if any(row.differs for row in rows) else []
    found = [_standing(case, row, now, tuple(d for d in differing if d.system == row.system)) for row in rows]
    order = list(SYSTEMS)
    return sorted(found, key=lambda s: (order.index(s.system), s.operation))


DIFFERS, SILENT = "differs", "silent"


def calls(cases: Sequence[Case], now: datetime) -> dict[UUID, str]:
    """Which cases of a page the officer has to look at, by id, in one statement: DIFFERS (a discrepancy is open) or
    SILENT (an answer is to be entered by hand, as its system has not given it)."""
    by_id = {case.pk: case for case in cases}
    found: dict[UUID, str] = {}
    for row in _newest(list(by_id), now) if by_id else ():
        if row.differs:
            found[row.case_id] = DIFFERS
        elif _standing(by_id[row.case_id], row, now, ()).alarming:
            found.setdefault(row.case_id, SILENT)
    return found


def state_of(case: Case, system: str, now: datetime) -> list[Standing]:
    """`standings` of one system: empty when it was asked nothing."""
    return [s for s in standings(case, now) if s.system == system]


def _newest(cases: list[UUID], now: datetime) -> Any:
    """One row a case and kind of question, its breaker beside it: one statement, without the contents."""
    kind = [F("case"), F("system"), F("operation")]
    of_kind = Window(RowNumber(), partition_by=kind, order_by=F("id").desc())
    breaker = Breaker.objects.filter(system=OuterRef("system"))
    facts: dict[str, Any] = {f"breaker_{n}": Subquery(breaker.values(n)[:1]) for n in ("state", "last_ok_at")}
    raised = Discrepancy.objects.filter(case=OuterRef("case"))
    facts["differs"] = Exists(raised.filter(resolved_at__isnull=True))
    facts["settled"] = Exists(raised.filter(resolved_at__isnull=False))
    terms = {key for o in OPERATIONS.values() if o.asynchronous for key in _terms_of(o)}
    over = Deadline.objects.filter(case=OuterRef("case"), key__in=terms, state=Deadline.RUNNING, due_at__lte=now)
    facts["overdue"] = Exists(over)
    rows = Exchange.objects.filter(case__in=cases, direction=Exchange.OUT).annotate(place=of_kind, **facts)
    return rows.filter(place=1).defer("request", "answer")


def _standing(case: Case, row: Any, now: datetime, differing: tuple[Discrepancy, ...]) -> Standing:
    operation = OPERATIONS[row.system, row.operation]
    manual = registry.transport(row.system) == registry.MANUAL
    open_ = row.open and row.by_hand_at is None
    waiting = now - row.created_at if open_ else None
    answered = row.state == Exchange.ANSWERED or row.by_hand_at is not None
    return Standing(
        row.system, SYSTEMS[row.system], row.operation, row.state, row.outcome, row.created_at, row.answered_at,
        waiting, late=waiting is not None and (row.overdue if operation.asynchronous else waiting > PATIENT),
        down=not manual and row.breaker_state not in (None, Breaker.CLOSED), last_ok_at=row.breaker_last_ok_at,
        enter="" if answered else _step(case, operation), error=row.error, manual=manual, exchange=row,
        discrepancies=differing, differs=row.differs, settled=row.settled,
    )  # fmt: skip


def _step(case: Case, operation: Operation) -> str:
    """The step that enters the answer, where the case stands at it and has none yet."""
    step = step_entering(operation.key)
    return step.name if step is not None and case.state in step.sources and not operation.known(case) else ""


def _terms_of(operation: Operation) -> tuple[str, ...]:
    """The terms that the answer stops."""
    step = step_entering(operation.key)
    return step.stops if step else ()
