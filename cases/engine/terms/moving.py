"""What is written where a changed calendar moves running terms: their days, both counts, the place of their cases in
the queue, an event, and a notice to whom they bind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.engine import writing
from cases.engine.programmes.goal import Goal
from cases.engine.terms import deadlines, goals
from cases.engine.terms.recounting import Counting
from cases.engine.writing import audit
from cases.engine.writing.locking import lock
from cases.law import recounts, regulations
from cases.law.calendar import local_day
from cases.law.recounts import Recount
from cases.models import CalendarChange, Case, Deadline, Notice, TermRecount, leaves
from cases.models.writes import Writes
from cases.outbox.writing import enqueue

_FIELDS = ("due_at", "last_day", "days", "unconfirmed", "reminded_at", "overdue_at")


@dataclass(slots=True)
class Batch:
    """Deadlines of locked cases, counted again."""

    change: CalendarChange
    now: datetime
    cases: dict[UUID, Case]
    counting: Counting
    changed: list[Deadline] = field(default_factory=list)
    counts: list[TermRecount] = field(default_factory=list)

    @property
    def moved(self) -> int:
        return sum(row.moved for row in self.counts)

    def count(self, deadline: Deadline) -> None:
        """Raises RegulationError, KeyError where its edition or its term is not known."""
        about = deadline.edition, deadline.key, deadline.starts_at, deadline.last_day
        result = self.counting.of(*about, deadline.used, deadline.days)
        if result is None or deadline.case_id not in self.cases:
            return
        if result.differs:
            self.counts.append(self._row(deadline, result))
        if result.moves:
            _move(deadline, result, self.now)
        unconfirmed = bool(result.counted.unconfirmed_years)
        if result.moves or (not result.differs and deadline.unconfirmed != unconfirmed):
            deadline.unconfirmed = unconfirmed
            self.changed.append(deadline)

    def _row(self, deadline: Deadline, result: Recount) -> TermRecount:
        term = regulations.edition(deadline.edition).terms[deadline.key]
        return TermRecount(
            case_id=deadline.case_id,
            deadline=deadline,
            change=self.change,
            at=self.now,
            key=deadline.key,
            of_applicant=recounts.binds_applicant(term),
            before=result.before,
            days_before=deadline.days,
            counted=result.counted.last_day,
            days=result.counted.to_json(),
            last_day=result.last_day,
        )


def _move(deadline: Deadline, result: Recount, now: datetime) -> None:
    """Of a day that has moved away the applicant is reminded again, and what was late is late no more."""
    later = result.counted.due > deadline.due_at
    deadline.due_at, deadline.last_day = result.counted.due, result.counted.last_day
    deadline.days = result.counted.to_json()
    if later:
        deadline.reminded_at = None
    if deadline.due_at > now:
        deadline.overdue_at = None


def write_recounts(batch: Batch) -> None:
    """In bulk; must be called in the transaction in which the cases were locked."""
    if batch.changed:
        Deadline.objects.bulk_update(batch.changed, _FIELDS, batch_size=100)
        leaves.add_rows(batch.changed, _FIELDS)
    rows = _new(batch.counts)
    TermRecount.objects.bulk_create(rows, batch_size=100)
    moved = [row for row in rows if row.moved]
    batch.change.moved += len(moved)
    batch.change.kept += len(rows) - len(moved)
    if moved:
        _amend(batch.change, batch.cases, sorted({row.case_id for row in moved}), batch.now)
        _tell(batch, [row for row in moved if row.of_applicant])


def _new(rows: list[TermRecount]) -> list[TermRecount]:
    """Without those that say the same as the last one of their term: a term whose day stays is looked at again in
    each pass."""
    unmoved = [row.deadline_id for row in rows if not row.moved]
    known: dict[UUID, tuple[Any, ...]] = {}
    for row in TermRecount.objects.filter(deadline__in=unmoved).order_by("id").only("deadline", "counted", "last_day"):
        known[row.deadline_id] = row.counted, row.last_day
    return [row for row in rows if row.moved or known.get(row.deadline_id) != (row.counted, row.last_day)]


def write_goals(change: CalendarChange, rows: list[tuple[Goal, Any, Recount]], now: datetime) -> None:
    """The same for goals: their rows, and the event on each case."""
    if not rows:
        return
    goals.move_goals(rows, local_day(now))
    amend(change, sorted({row.case_id for _goal, row, _counted in rows}), now)
    change.moved += len(rows)
    change.save(update_fields=["moved"])


def amend(change: CalendarChange, ids: list[UUID], now: datetime) -> None:
    """Lock these cases, in the order of their keys, and give each what a case gets whose days have moved."""
    _amend(change, {case.pk: case for case in lock(ids, None)}, ids, now)


def _amend(change: CalendarChange, known: dict[UUID, Case], ids: list[UUID], now: datetime) -> None:
    """Each case whose terms have moved gets its place in the queue, an event and a version."""
    running: dict[UUID, list[Deadline]] = {pk: [] for pk in ids}
    for deadline in Deadline.objects.filter(case__in=ids, state=Deadline.RUNNING).defer("days"):
        running[deadline.case_id].append(deadline)
    cases = [known[pk] for pk in ids]
    before = {case.pk: writing.snapshot(case) for case in cases}
    facts = {"days": change.changed_days, "source": change.reason}
    writes = Writes()
    writes.insert([audit.case_event(case, "calendar", None, now, facts) for case in cases])
    for case in cases:
        deadlines.place_in_queue(case, running[case.pk])
    writing.save(cases, before, None, now, "calendar", writes)
    writes.send()


def _tell(batch: Batch, rows: list[TermRecount]) -> None:
    notices = [
        Notice(case=case, user=user, what="term_moved", facts=_facts(row, batch.change), at=batch.now)
        for row in rows
        if (user := getattr((case := batch.cases[row.case_id]).person, "user", None)) is not None
    ]
    Notice.objects.bulk_create(notices)
    enqueue(batch.now, [("mail", notice.pk) for notice in notices])


def _facts(row: TermRecount, change: CalendarChange) -> dict[str, Any]:
    days = {"day": row.last_day.isoformat(), "former": row.before.isoformat()}
    return {"term": row.key, "source": change.reason, "changed": change.changed_days, **days}
