"""What a case awaits from the outside systems: what an officer has to know, in one statement for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from cases.engine.steps import step_entering
from cases.gateways import registry
from cases.gateways.contract import OPERATIONS, Operation
from cases.models import Breaker, Case, Deadline, Discrepancy, Exchange
from cases.models.exchange import SYSTEMS

PATIENT = timedelta(hours=2)
"""How long an answer that comes at once may take before the officer is notified. КНБ has a term of its own (п. 15) in
the edition: the one that the officer's step of entering the answer stops."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The newest question of one kind to one system."""

    system: str
    name: Any
    operation: str
    state: str
    outcome: str
    asked_at: datetime
    answered_at: datetime | None
    waiting: timedelta | None
    """For how long there has been no answer; None when there is one."""
    late: bool
    """Waiting longer than such an answer usually takes."""
    down: bool
    """No requests are sent to the system for the moment, since it did not answer."""
    last_ok_at: datetime | None
    """When the system last answered."""
    enter: str
    """The name of the step by which the officer may enter the answer now; "" when there is none."""
    error: str
    """Why the question was refused or given up."""
    manual: bool
    """People query this system, the portal does not."""
    exchange: Exchange
    discrepancies: tuple[Discrepancy, ...] = ()
    """All open ones of the system, whichever of its answers raised them."""
    differs: bool = False
    """The case has an open discrepancy, of whichever system."""
    settled: bool = False
    """The case has a discrepancy that was resolved."""

    @property
    def needs_hand(self) -> bool:
        """Whether the page should say that the answer is to be entered by hand."""
        return bool(self.enter) and (self.manual or self.late or self.down or self.state in ("dead", "refused"))

    @property
    def alarming(self) -> bool:
        """A system that should have answered by itself and has not, and somebody can help."""
        return self.needs_hand and not self.manual

    @property
    def comes_by_itself(self) -> bool:
        """The officer might enter the answer now and need not: the system was queried, and answers in its time."""
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
    """The newest question of each kind about this case, in the order of the systems."""
    rows = list(_newest([case.pk], now))
    differing = case.dossier.discrepancies if any(row.differs for row in rows) else []
    rows_standing = [_standing(case, row, now, tuple(d for d in differing if d.system == row.system)) for row in rows]
    order = list(SYSTEMS)
    return sorted(rows_standing, key=lambda s: (order.index(s.system), s.operation))


DIFFERS, SILENT = "differs", "silent"


def urgent_calls(cases: Sequence[Case], now: datetime) -> dict[UUID, str]:
    """Which cases of a page the officer has to look at, by id, in one statement: DIFFERS (a discrepancy is open) or
    SILENT (an answer is to be entered by hand, as its system has not sent it)."""
    by_id = {case.pk: case for case in cases}
    references: dict[UUID, str] = {}
    for row in _newest(list(by_id), now, calling=True) if by_id else ():
        if row.differs:
            references[row.case_id] = DIFFERS
        elif _standing(by_id[row.case_id], row, now, ()).alarming:
            references.setdefault(row.case_id, SILENT)
    return references


def state_of(case: Case, system: str, now: datetime) -> list[Standing]:
    """`standings` of one system: empty when it was sent no question."""
    return [s for s in standings(case, now) if s.system == system]


def _newest(cases: Sequence[UUID], now: datetime, *, calling: bool = False) -> Iterator[Any]:
    """The newest question of each case and kind, without its contents, its breaker beside it: one statement.

    `calling`: only those that may have to be looked at. Written by hand: the page of a case and each page of a queue
    ask it, and the ORM takes longer to put it together than the database to answer it.
    """
    key, slow = Exchange._meta.pk.get_db_prep_value, _slow_terms()
    moment = connection.ops.adapt_datetimefield_value(now)
    sql = f"SELECT {_COLUMNS}, {_OVERDUE.format(_marks(slow))} AS overdue {_FROM} AND e.case_id IN {_marks(cases)}"
    values = [*slow, Deadline.RUNNING, moment, Exchange.OUT, Exchange.OUT, *(key(pk, connection) for pk in cases)]
    if calling:
        joined = [system for system in SYSTEMS if registry.transport(system) != registry.MANUAL]
        sql += f" AND ({_DIFFERS} OR e.by_hand_at IS NULL AND e.state <> %s AND e.system IN {_marks(joined)})"
        values += [Exchange.ANSWERED, *joined]
    return iter(Exchange.objects.raw(sql, values))


def _marks(values: Sequence[Any]) -> str:
    return f"({', '.join(['%s'] * len(values)) or 'NULL'})"


@cache
def _slow_terms() -> tuple[str, ...]:
    """The terms of those answers that take their time."""
    return tuple(sorted({key for o in OPERATIONS.values() if o.asynchronous for key in _terms_of(o)}))


_READ = [f.column for f in Exchange._meta.concrete_fields if f.name not in ("request", "answer")]
_RAISED = "EXISTS (SELECT 1 FROM cases_discrepancy d WHERE d.case_id = e.case_id AND d.resolved_at IS {})"
_DIFFERS, _SETTLED = _RAISED.format("NULL"), _RAISED.format("NOT NULL")
_COLUMNS = ", ".join(
    [
        *(f"e.{column}" for column in _READ),
        "b.state AS breaker_state",
        "b.last_ok_at AS breaker_last_ok_at",
        f"{_DIFFERS} AS differs",
        f"{_SETTLED} AS settled",
    ]
)
_OVERDUE = (
    "EXISTS (SELECT 1 FROM cases_deadline t "
    "WHERE t.case_id = e.case_id AND t.key IN {} AND t.state = %s AND t.due_at <= %s)"
)
_FROM = (
    "FROM cases_exchange e LEFT JOIN cases_breaker b ON b.system = e.system WHERE e.direction = %s AND NOT EXISTS "
    "(SELECT 1 FROM cases_exchange n WHERE n.case_id = e.case_id AND n.system = e.system "
    "AND n.operation = e.operation AND n.direction = %s AND n.id > e.id)"
)


def _aware(moment: datetime | None) -> datetime | None:
    """SQLite knows no time zones, and no field of a model reads this column."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _standing(case: Case, row: Any, now: datetime, differing: tuple[Discrepancy, ...]) -> Standing:
    operation = OPERATIONS[row.system, row.operation]
    manual = registry.transport(row.system) == registry.MANUAL
    open_ = row.open and row.by_hand_at is None
    waiting = now - row.created_at if open_ else None
    answered = row.state == Exchange.ANSWERED or row.by_hand_at is not None
    return Standing(
        row.system,
        SYSTEMS[row.system],
        row.operation,
        row.state,
        row.outcome,
        row.created_at,
        row.answered_at,
        waiting,
        late=waiting is not None and (row.overdue if operation.asynchronous else waiting > PATIENT),
        down=not manual and row.breaker_state not in (None, Breaker.CLOSED),
        last_ok_at=_aware(row.breaker_last_ok_at),
        enter="" if answered else _step(case, operation),
        error=row.error,
        manual=manual,
        exchange=row,
        discrepancies=differing,
        differs=bool(row.differs),
        settled=bool(row.settled),
    )


def _step(case: Case, operation: Operation) -> str:
    """The step that enters the answer, where the case is at it and has none yet."""
    step = step_entering(operation.key)
    return step.name if step is not None and case.state in step.sources and not operation.known(case) else ""


def _terms_of(operation: Operation) -> tuple[str, ...]:
    """The terms that the answer stops."""
    step = step_entering(operation.key)
    return step.stops if step else ()
