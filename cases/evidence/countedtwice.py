"""Terms counted a second time by the program that shares nothing with the first (`cases.secondcount`): beside each
proof, and each night over all that run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

import structlog

from cases.engine.terms import calendar_changes
from cases.models import CalendarDay, Deadline, LogFault, TermRecount
from cases.models.ledgerrows import COUNTED
from cases.models.row import in_chunks
from cases.secondcount import counting, editions
from cases.secondcount.counting import DaysOff
from cases.secondcount.editions import TermEntry

log = structlog.get_logger(__name__)

WORKED = "worked_weekend"
CHUNK = 1000
KIND = "deadline"


class CountState(StrEnum):
    AGREES = "agrees"
    RECOUNTED = "recounted"
    """The calendar was changed since, and the change is on record with both counts."""
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    """The second program does not know its edition or its unit."""


@dataclass(frozen=True, slots=True)
class SecondCount:
    state: CountState
    last_day: date | None
    """As the second program has it."""


class NightlyResult(NamedTuple):
    read: int
    faults: int


def days_off() -> DaysOff:
    rows = list(CalendarDay.objects.values_list("date", "kind"))
    off = frozenset(day for day, kind in rows if kind != WORKED)
    return DaysOff(off, frozenset(day for day, kind in rows if kind == WORKED))


def count_again(row: Deadline, days: DaysOff | None = None) -> SecondCount:
    """By the calendar as it is now. `days`: where several are counted."""
    day = _last_day(row, days or days_off())
    if day is None:
        return SecondCount(CountState.UNKNOWN, None)
    if day == row.last_day:
        return SecondCount(CountState.AGREES, day)
    return SecondCount(CountState.RECOUNTED if _is_recounted(row, day) else CountState.DIFFERS, day)


def _last_day(row: Deadline, days: DaysOff) -> date | None:
    declared = editions.entries(row.edition).get(row.key)
    if declared is None:
        return None
    term = _as_begun(declared, row.days) if declared.by_reference else declared
    term = replace(term, length=max(term.length - row.used, 1)) if row.used and not declared.by_reference else term
    return counting.last_day(term, counting.event_day(row.starts_at), days)


def _as_begun(term: TermEntry, proof: Sequence[Mapping[str, Any]]) -> TermEntry:
    """With the length and the unit of the proof: they were those of the day."""
    reasons = {str(day["why"]).partition(":")[0] for day in proof}
    rolls = any(why.startswith("rolled_") for why in reasons)
    unit = "calendar_days" if rolls or "calendar_day" in reasons else "working_days"
    return replace(term, length=sum(bool(day["counted"]) for day in proof), unit=unit, rolls=rolls)


def _is_recounted(row: Deadline, day: date) -> bool:
    """A changed calendar has left the term its day, or the term was over before the change."""
    fixed = editions.entries(row.edition)[row.key].fixed
    if fixed or row.stopped_at:
        since = row.starts_at if fixed else row.stopped_at
        first, last = counting.event_day(row.starts_at), max(day, row.last_day)
        changed = CalendarDay.history.filter(date__gt=first, date__lte=last, history_date__gt=since)
        return bool(changed.exists())
    newest = TermRecount.objects.filter(deadline=row).order_by("-id").first()
    return newest is not None and newest.counted == day and newest.last_day == row.last_day


# ------------------------------------------------------------------------------------------------ each night


def compare_running(now: datetime) -> NightlyResult:
    """All running terms. Those that differ are kept (`LogFault`) and written into the portal's log, those that agree
    again forgotten. Nothing is compared while a change of the calendar is in hand."""
    if calendar_changes.is_running():
        return NightlyResult(0, LogFault.objects.filter(what=COUNTED).count())
    days, read, faults = days_off(), 0, dict[UUID, str]()
    for row in _running():
        read += 1
        second = count_again(row, days)
        if second.state == CountState.DIFFERS:
            faults[row.pk] = f"{row.key}: {row.last_day}, counted again {second.last_day}"
    _keep(faults, now)
    return NightlyResult(read, len(faults))


def _running() -> Iterable[Deadline]:
    rows = Deadline.objects.filter(state=Deadline.RUNNING)
    return in_chunks(rows, CHUNK)


def _keep(faults: Mapping[UUID, str], now: datetime) -> None:
    known = {row.ref: row for row in LogFault.objects.filter(kind=KIND, what=COUNTED)}
    for pk, detail in faults.items():
        if known.pop(pk.hex, None) is None:
            LogFault.objects.create(kind=KIND, ref=pk.hex, what=COUNTED, detail=detail, noticed_at=now)
            log.error("a term counted twice has two last days", ref=pk.hex, detail=detail)
    LogFault.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
