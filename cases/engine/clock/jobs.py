"""What happens by itself: terms that run out, marks, reminders, and effects nobody has run. Safe to run twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from django.db.models import QuerySet
from django.utils import timezone

from cases.engine import performing
from cases.engine.clock import reminders
from cases.engine.clock.sweeps import CHUNK, Report, chores, end_of, expired_deadlines, run_guarded, term_keys
from cases.engine.steps import STEPS
from cases.engine.terms import calendar_changes
from cases.law import regulations
from cases.law.errors import CaseError
from cases.models import Deadline
from cases.outbox import draining

log = structlog.get_logger(__name__)


def sweep_job() -> None:
    """Entry of the schedule: the edge where the clock is read."""
    sweep(timezone.now())


def sweep(now: datetime, *, outbox: bool = True) -> Report:
    """Everything that is due at `now`; after an outage, everything that has become due since.

    `outbox` False leaves effects and exchanges to a later sweep: who moves the clock through a past (the demo)
    sends no mail and calls no system.
    """
    report = Report()
    steps = sorted({t.on_expiry for e in regulations.editions() for t in e.terms.values()} & set(STEPS))
    outside = (_drain, _exchange) if outbox else ()
    notices = (reminders.notify_desks, reminders.remind, reminders.remind_again)
    further = [partial(_chore, name) for name in chores()]
    for part in (_recount, *(partial(_expire, name) for name in steps), *notices, *further, *outside):
        run_guarded(partial(part, now, report), report)
    log.info("sweep", at=now.isoformat(), **report.figures())
    return report


def _chore(name: str, now: datetime, report: Report) -> None:
    report.chores[name] = chores()[name](now)


def _recount(now: datetime, report: Report) -> None:
    report.recounted = calendar_changes.continue_changes(now)


def _drain(now: datetime, report: Report) -> None:
    report.effects = draining.drain_effects(now)


def _exchange(now: datetime, report: Report) -> None:
    report.exchanges = draining.drain_exchanges(now)


def _expire(name: str, now: datetime, report: Report) -> None:
    """Take a clock step for every case whose term has run out, in chunks; one bad case does not stop the others."""
    done = 0
    for ids in _chunks(expired_deadlines(now, term_keys(name))):
        try:
            done += len(performing.perform_many(ids, name, now))
        except Exception:
            log.exception("chunk failed, going one by one", step=name, cases=len(ids))
            done += sum(_expire_case(pk, name, now, report) for pk in ids)
    report.taken[end_of(STEPS[name])] += done


def _expire_case(pk: UUID, name: str, now: datetime, report: Report) -> bool:
    try:
        performing.perform(pk, name, None, now)
    except CaseError:
        return False
    except Exception:
        report.failed += 1
        log.exception("case failed", step=name, case=str(pk))
        return False
    return True


def _chunks(rows: QuerySet[Deadline]) -> Iterator[list[UUID]]:
    """Case ids of running deadlines, read once: what a chunk could not settle is left to the next sweep."""
    ids = list(rows.values_list("case_id", flat=True))
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
