"""The one door through which a change of the working calendar reaches the terms that run (interpretation 18).

`begin_change` is called in the transaction of the change: it counts the terms that end first again at once. The sweep
does the rest, in batches of one transaction each, as far as a cursor; after a crash it goes on there. The last days
for complaints follow the terms (`challenges`). Until all is done
the clock closes no term (`is_running`). Done twice, nothing moves twice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from cases.engine.people.notices import Desk, desk_of, people_of, send
from cases.engine.programmes.goal import Goal
from cases.engine.rulings import last_days
from cases.engine.terms import challenges, goals, moving, sittings
from cases.engine.terms.moving import Batch
from cases.engine.terms.recounting import ChangedDay, Counting, Span, affected_deadlines
from cases.engine.writing.locking import lock
from cases.law.calendar import local_day
from cases.law.recounts import Recount
from cases.models import CalendarChange, Deadline, Notice, TermRecount, User
from cases.models.workcalendar import FRESH_SECONDS, forget_calendar, read_calendar

log = structlog.get_logger(__name__)

BATCH = 500
PATIENCE = 30.0
"""Seconds that one sweep gives to it."""
SETTLED = timedelta(seconds=2 * FRESH_SECONDS)
"""By then no process counts a new term with a calendar that it cached before: terms that began meanwhile are looked at
as well."""


def is_running() -> bool:
    return CalendarChange.objects.filter(state=CalendarChange.IN_HAND).exists()


def begin_change(days: Sequence[ChangedDay], user: User | None, now: datetime, reason: str) -> CalendarChange | None:
    """Must be called in the transaction that has changed these rows of the calendar, after it. None where no term
    runs, or nothing has changed."""
    forget_calendar()
    transaction.on_commit(forget_calendar)
    changed = [day for day in days if day.moves]
    span = Span.of(changed) if changed else None
    late = _goals(span, now) if span else []
    if span is None or not (late or _anything_runs(span)):
        return None
    written = [day.to_json() for day in changed]
    change = CalendarChange(at=now, user=user, reason=reason[:300], days=written, first=span.first, last=span.last)
    change.save(force_insert=True)
    sittings.notify_of_days_off(sittings.on_days_off([day.date for day in changed], read_calendar(), now), reason, now)
    moving.write_goals(change, late, now)
    _tell(Counter(goal.desk(row) for goal, row, _counted in late), "goals_moved", change, now)
    _batch(change.pk, now)
    change.refresh_from_db()
    return change


def _anything_runs(span: Span) -> bool:
    if Deadline.objects.filter(state=Deadline.RUNNING).exists():
        return True
    return last_days.letters_reached(*span).exists() or last_days.delays_reached(*span).exists()


def _goals(span: Span, now: datetime) -> list[tuple[Goal, Any, Recount]]:
    """They are few, and all counted at once."""
    differing = goals.changed_goals(span.first, span.last, read_calendar(), local_day(now))
    return [(goal, row, counted) for goal, row, counted in differing if counted.moves]


def continue_changes(now: datetime) -> int:
    """Continue with the changes in hand, the oldest first. Returns how many terms have moved."""
    moved, end = 0, time.monotonic() + PATIENCE
    waiting = CalendarChange.objects.filter(state=CalendarChange.IN_HAND).order_by("id")
    for pk in list(waiting.values_list("pk", flat=True)):
        more = True
        while more and time.monotonic() < end:
            more, number = _batch(pk, now)
            moved += number
    return moved


def _batch(pk: UUID, now: datetime) -> tuple[bool, int]:
    """One transaction. Returns whether more is to be done now, and how many terms have moved."""
    with transaction.atomic():
        change = CalendarChange.objects.select_for_update().get(pk=pk)
        if change.state == CalendarChange.DONE:
            return False, 0
        more, moved = _terms(change, now) if change.letters_after is None else (_letters(change, now), 0)
        change.save()
    return more, moved


def _terms(change: CalendarChange, now: datetime) -> tuple[bool, int]:
    if change.cursor_at is None:
        change.pass_from = now
    rows = list(_next(change).values_list("due_at", "pk", "case_id")[:BATCH])
    moved = _recount(change, [row[1] for row in rows], sorted({row[2] for row in rows}), now) if rows else 0
    return _advance(change, rows, now), moved


def _letters(change: CalendarChange, now: datetime) -> bool:
    """The last days for complaints, after the terms: by then no process names one by the old calendar."""
    if challenges.write_batch(change, now):
        return True
    change.state, change.done_at = CalendarChange.DONE, now
    _notify_desks(change, now)
    log.info("calendar change done", change=str(change.pk), moved=change.moved, failed=change.failed)
    return False


def _next(change: CalendarChange) -> QuerySet[Deadline]:
    rows = affected_deadlines(Span(change.first, change.last), state=Deadline.RUNNING)
    if change.cursor_at is None:
        return rows
    behind = Q(due_at__gt=change.cursor_at) | Q(due_at=change.cursor_at, pk__gt=change.cursor_id)
    return rows.filter(behind, due_at__gte=change.cursor_at)


def _advance(change: CalendarChange, rows: Sequence[tuple[datetime, UUID, UUID]], now: datetime) -> bool:
    """A pass that began before the old calendar was out of use is followed by another."""
    if len(rows) == BATCH:
        change.cursor_at, change.cursor_id = rows[-1][:2]
        return True
    change.cursor_at = change.cursor_id = None
    if change.pass_from is None or change.pass_from < change.at + SETTLED:
        return now >= change.at + SETTLED
    return _letters(change, now)


def _recount(change: CalendarChange, ids: Sequence[UUID], cases: Sequence[UUID], now: datetime) -> int:
    """The cases are locked first: a step that is being taken ends before, and the next one finds the new day."""
    locked = {case.pk: case for case in lock(cases, None)}
    batch = Batch(change, now, locked, Counting(read_calendar(), local_day(now)))
    for deadline in Deadline.objects.filter(pk__in=ids, state=Deadline.RUNNING).order_by("id"):
        try:
            batch.count(deadline)
        except (LookupError, ValueError, OverflowError):
            change.failed += 1
            log.exception("term not counted", deadline=str(deadline.pk), change=str(change.pk))
    moving.write_recounts(batch)
    return batch.moved


def _notify_desks(change: CalendarChange, now: datetime) -> None:
    """Staff are notified once of how many terms of their desk have moved; the queue displays them."""
    numbers: Counter[Desk] = Counter()
    moved = TermRecount.objects.filter(change=change, of_applicant=False, case__closed_at__isnull=True)
    columns = ("before", "last_day", "case__waits_on", "case__city_id", "case__body")
    for before, last, actor, city, body in moved.values_list(*columns):
        if before != last:
            numbers[desk_of(actor, city, body)] += 1
    _tell(numbers, "terms_moved", change, now)


def _tell(numbers: Counter[Desk], what: str, change: CalendarChange, now: datetime) -> None:
    for desk, number in sorted(numbers.items(), key=str):
        for user in people_of(desk):
            facts = {"terms": str(number), "source": change.reason, "changed": change.changed_days}
            send(Notice(user=user, what=what, facts=facts, at=now), now)
