"""What a change of the working calendar does to the terms that run: worked out before it is made, and the same way
when it is (interpretation 18)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from cases.engine.programmes.sitting import Sitting
from cases.engine.rulings import last_days
from cases.engine.terms import goals, sittings
from cases.law import names, recounts, regulations
from cases.law.calendar import TableCalendar, WorkCalendar, local_day
from cases.law.recounts import Recount
from cases.law.regulations.parts import NEVER
from cases.law.terms import end_of, rest_of
from cases.models import Deadline
from cases.models.workcalendar import read_calendar

_DAY = timedelta(days=1)
Days = Sequence[Mapping[str, Any]]
"""As `Proof.to_json`."""


class ChangedDay(NamedTuple):
    """A row of the calendar before and after: (kind, English name), None where there is none."""

    date: date
    before: tuple[str, str] | None
    after: tuple[str, str] | None

    @property
    def moves(self) -> bool:
        """Whether a count can differ by it: another name alone moves nothing."""
        kinds = [row[0] if row else "" for row in (self.before, self.after)]
        return kinds[0] != kinds[1]

    def to_json(self) -> dict[str, str]:
        kinds = {"before": self.before, "after": self.after}
        return {"date": self.date.isoformat()} | {name: row[0] if row else "" for name, row in kinds.items()}


class Span(NamedTuple):
    """The changed days from the first to the last."""

    first: date
    last: date

    @classmethod
    def of(cls, days: Iterable[ChangedDay]) -> Span:
        dates = [day.date for day in days]
        return cls(min(dates), max(dates))


def affected_deadlines(span: Span, **more: object) -> QuerySet[Deadline]:
    """Deadlines whose count reaches one of these days, the nearest end first. All others are counted as before: what
    lies up to the event, or behind the last day, is in no count."""
    begun, ends = end_of(span.last - _DAY), end_of(span.first)
    return Deadline.objects.filter(starts_at__lt=begun, due_at__gte=ends, **more).order_by("due_at", "id")


class Counting:
    """Counts terms by one calendar; terms of one key that began on one day have one count."""

    def __init__(self, calendar: WorkCalendar, today: date) -> None:
        self._calendar, self._today = calendar, today
        self._known: dict[tuple[str, str, date, date, int], Recount | None] = {}

    def of(
        self, edition: str, key: str, starts_at: datetime, last_day: date, used: int, days: Days = ()
    ) -> Recount | None:
        """None where the order leaves a running term alone. `days`: the stored proof, for a term that the order does
        not set. RegulationError, KeyError: no such edition, no such term."""
        declared = regulations.edition(edition).terms[key]
        term = rest_of(declared, used) if declared.of_order else recounts.with_counted_length(declared, days)
        known = edition, key, local_day(starts_at), last_day, term.length
        if known not in self._known:
            rule = recounts.rule_of(term)
            args = term, rule, starts_at, last_day, self._calendar, self._today
            self._known[known] = None if rule == NEVER else recounts.recount(*args)
        return self._known[known]


class Move(NamedTuple):
    """One term, as the change would leave it."""

    case: UUID
    number: str
    key: str
    before: date
    """The last day as stored."""
    counted: date
    """The last day by the changed calendar."""
    last_day: date
    """The day that holds: `before` where that is the later of the two."""
    name: str | Promise = ""
    """For what has no key: a goal, and a last day for a complaint or for going to court."""

    @property
    def label(self) -> str:
        return str(self.name or names.label("terms", self.key))


@dataclass(slots=True)
class DryRun:
    """What a change of the calendar would do."""

    moves: list[Move] = field(default_factory=list)
    kept: list[Move] = field(default_factory=list)
    """Terms whose stored last day is the later of the two and holds."""
    closed: list[Move] = field(default_factory=list)
    """Cases that the clock has closed by a day that would no longer be the last."""
    failed: int = 0
    """How many terms could not be counted."""
    sittings: list[Sitting] = field(default_factory=list)
    """Those whose hour would fall on a day off."""

    def __bool__(self) -> bool:
        return bool(self.moves or self.kept or self.closed or self.failed or self.sittings)


def plan(days: list[ChangedDay], now: datetime) -> DryRun:
    """A dry run of these changes on top of the present calendar. Changes nothing."""
    calendar = _with(days)
    dry_run = DryRun(sittings=sittings.on_days_off([day.date for day in days], calendar, now))
    span, counting = Span.of(days), Counting(calendar, local_day(now))
    for row, result in _counted(affected_deadlines(span, state=Deadline.RUNNING), counting, dry_run):
        if result.differs:
            (dry_run.moves if result.moves else dry_run.kept).append(_move(row, result))
    for row, result in _counted(affected_deadlines(span, state=Deadline.EXPIRED), counting, dry_run):
        if result.last_day > result.before and row["stopped_at"] < end_of(result.last_day):
            dry_run.closed.append(_move(row, result))
    for goal, row, result in goals.changed_goals(span.first, span.last, calendar, local_day(now)):
        days_of = result.before, result.counted.last_day, result.last_day
        move = Move(row.case_id, row.case.number, "", *days_of, goal.name)
        (dry_run.moves if result.moves else dry_run.kept).append(move)
    for named, _former, result in last_days.moved_by(span.first, span.last, read_calendar(), calendar):
        days_of = result.before, result.counted.last_day, result.last_day
        move = Move(named.case.pk, named.case.number, "", *days_of, last_days.label(named))
        (dry_run.moves if result.moves else dry_run.kept).append(move)
    return dry_run


def _with(days: list[ChangedDay]) -> TableCalendar:
    return read_calendar().changed({day.date: day.after for day in days})


_COLUMNS = ("pk", "case_id", "case__number", "edition", "key", "starts_at", "last_day", "used", "stopped_at")
_MANY = 500


def _counted(rows: QuerySet[Deadline], counting: Counting, dry_run: DryRun) -> Iterator[tuple[dict[str, Any], Recount]]:
    for row, days in _with_days(list(rows.values(*_COLUMNS))):
        try:
            about = row["edition"], row["key"], row["starts_at"], row["last_day"], row["used"]
            result = counting.of(*about, days)
        except (LookupError, ValueError, OverflowError):
            dry_run.failed += 1
            continue
        if result is not None:
            yield row, result


def _with_days(rows: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Days]]:
    """Each with its proof, where that is needed."""
    for first in range(0, len(rows), _MANY):
        some = rows[first : first + _MANY]
        ids = [row["pk"] for row in some if not _of_order(row["edition"], row["key"])]
        days = dict(Deadline.objects.filter(pk__in=ids).values_list("pk", "days"))
        yield from ((row, days.get(row["pk"], ())) for row in some)


def _of_order(edition: str, key: str) -> bool:
    try:
        return regulations.edition(edition).terms[key].of_order
    except (LookupError, ValueError):  # not known any more: the count says so
        return True


def _move(row: dict[str, Any], result: Recount) -> Move:
    days = result.before, result.counted.last_day, result.last_day
    return Move(row["case_id"], row["case__number"], row["key"], *days)
