"""What is written where a changed calendar moves the last days for a complaint and for going to court
(`rulings.last_days`): both counts, an event, and a notice to the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from cases.engine.rulings import last_days
from cases.engine.rulings.last_days import BothCalendars, MovedDay, NamedDay
from cases.engine.terms import moving
from cases.law.calendar import KINDS, TableCalendar
from cases.models import CalendarChange, Notice, RemedyRecount
from cases.models.workcalendar import read_calendar
from cases.outbox.writing import enqueue

BATCH = 500
"""Letters that are counted again in one transaction."""


def write_batch(change: CalendarChange, now: datetime) -> bool:
    """Count the next letters again, and with the last of them the delays. Must be called in a transaction that has
    locked the change; returns whether more is left."""
    rows = last_days.letters_reached(change.first, change.last)
    if change.letters_after:
        rows = rows.filter(pk__gt=change.letters_after)
    letters = list(rows[:BATCH])
    more = len(letters) == BATCH
    named = list(last_days.days_of_letters(letters))
    if not more:
        named += last_days.days_of_delays(last_days.delays_reached(change.first, change.last))
    _write(change, named, now)
    change.letters_after = letters[-1].pk if letters else change.letters_after
    return more


def _write(change: CalendarChange, named: Iterable[NamedDay], now: datetime) -> None:
    counts = BothCalendars(_former(change.days), read_calendar())
    moved = list(filter(None, map(counts.moved, named)))
    rows = [_row(change, day, now) for day in moved]
    RemedyRecount.objects.bulk_create(rows, batch_size=100)
    later = [day for day in moved if day.result.moves]
    change.moved += len(later)
    change.kept += len(moved) - len(later)
    if later:
        moving.amend(change, sorted({day.named.case.pk for day in later}), now)
        _tell(change, later, now)


def _former(days: Sequence[Mapping[str, str]]) -> TableCalendar:
    """The calendar as it was before the change, without the names of its days."""
    kinds = {date.fromisoformat(day["date"]): day["before"] for day in days}
    return read_calendar().changed({day: (kind, "") if kind in KINDS else None for day, kind in kinds.items()})


def _row(change: CalendarChange, day: MovedDay, now: datetime) -> RemedyRecount:
    return RemedyRecount(
        case=day.named.case,
        letter=day.named.letter,
        deadline=day.named.deadline,
        change=change,
        at=now,
        way=day.named.way,
        before=day.result.before,
        days_before=day.former.to_json(),
        counted=day.result.counted.last_day,
        days=day.result.counted.to_json(),
        last_day=day.result.last_day,
    )


def _tell(change: CalendarChange, moved: Sequence[MovedDay], now: datetime) -> None:
    notices = [
        Notice(case=day.named.case, user=user, what=_what(day.named), facts=_facts(change, day), at=now)
        for day in moved
        if (user := getattr(day.named.case.person, "user", None)) is not None
    ]
    Notice.objects.bulk_create(notices)
    enqueue(now, [("mail", notice.pk) for notice in notices])


def _what(named: NamedDay) -> str:
    """The kind of the notice (`cases.letters.mail.WORDS`)."""
    if named.letter is None:
        return "delay_day_moved"
    return "court_day_moved" if named.way == RemedyRecount.COURT else "complaint_day_moved"


def _facts(change: CalendarChange, day: MovedDay) -> dict[str, Any]:
    letter, term = day.named.letter, day.named.deadline
    about = {"letter": letter.number} if letter else {"term": term.key if term else ""}
    days = {"day": day.result.last_day.isoformat(), "former": day.result.before.isoformat()}
    return about | days | {"source": change.reason, "changed": change.changed_days}
