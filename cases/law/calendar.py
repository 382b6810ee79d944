"""Working days of Kazakhstan: a table an administrator edits, seeded from the `holidays` package.

The package knows the dates; Russian names it has not, and a transfer ordered later or a moved Eid reaches the portal
only through the table. So the table decides, and each row says where it comes from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from .regulations.days import NAMES, counted_as
from .regulations.text import Text

ALMATY = ZoneInfo("Asia/Almaty")  # the one zone of Kazakhstan since 1 March 2024 (UTC+5; +6 before)


def local_day(moment: datetime) -> date:
    """The day it is in Kazakhstan at an aware moment."""
    return moment.astimezone(ALMATY).date()


def last_day(due_at: datetime | date | None) -> date | None:
    """The last day of a term that ends at `due_at` (24:00 of that day is written as 00:00 of the next)."""
    if due_at is None or not isinstance(due_at, datetime):
        return due_at
    return local_day(due_at - timedelta(seconds=1))


HOLIDAY, DAY_OFF, MOVED_DAY_OFF, WORKED_WEEKEND = "holiday", "day_off", "moved_day_off", "worked_weekend"
KINDS = (HOLIDAY, DAY_OFF, MOVED_DAY_OFF, WORKED_WEEKEND)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayKind:
    """Whether a day is a working day, and why."""

    working: bool
    why: str
    """A stable code: "working_day", "weekend", "worked_weekend", or "<kind>:<name>" (`regulations.days`)."""


WORKING_DAY, WEEKEND = DayKind(True, "working_day"), DayKind(False, "weekend")


class WorkCalendar(Protocol):
    def day(self, d: date, /) -> DayKind: ...

    def confirmed(self, year: int, /) -> bool:
        """Whether the year's calendar is published; a deadline in another year is displayed with a warning."""
        ...


class TableCalendar:
    """`rows`: date → (kind, name). A day without a row is a weekend or a working day by its weekday."""

    __slots__ = ("_confirmed", "_days")

    def __init__(self, rows: Mapping[date, tuple[str, str]], confirmed: Collection[int] = ()) -> None:
        self._days = {day: _day_kind(kind, name) for day, (kind, name) in rows.items()}
        self._confirmed = frozenset(confirmed)

    def day(self, d: date, /) -> DayKind:
        return self._days.get(d) or (WORKING_DAY if d.weekday() < _SATURDAY else WEEKEND)

    def confirmed(self, year: int, /) -> bool:
        return year in self._confirmed

    def changed(self, days: Mapping[date, tuple[str, str] | None], confirmed: Collection[int] = ()) -> TableCalendar:
        """This calendar with other rows for `days` (None: without a row), and these years confirmed as well."""
        other = TableCalendar({}, self._confirmed | frozenset(confirmed))
        other._days = {day: kind for day, kind in self._days.items() if day not in days}
        other._days |= {day: _day_kind(*row) for day, row in days.items() if row is not None}
        return other


def _day_kind(kind: str, name: str) -> DayKind:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of: {', '.join(KINDS)}")
    if kind == WORKED_WEEKEND:
        return DayKind(True, WORKED_WEEKEND)
    return DayKind(False, f"{kind}:{name}")


def seeded_calendar(years: Iterable[int]) -> TableCalendar:
    """The calendar as seeded, without a database: for tests, and until the table is filled."""
    years = tuple(years)
    rows = {row["date"]: (row["kind"], _counted_as(row)) for year in years for row in seed_rows(year)}
    return TableCalendar(rows, confirmed=[year for year in years if year in PUBLISHED])


def _counted_as(row: Mapping[str, Any]) -> str:
    return counted_as(Text(ru=row["name_ru"], kk=row["name_kk"], en=row["name_en"]))


# ------------------------------------------------------------------------------------------------ the seed

# Years whose calendar the press has repeated, the order not at hand (interpretation 19); another is seeded as
# unconfirmed.
PUBLISHED = {
    2025: "По публикациям прессы, приказ не сверен; перенос воскресенья 5 января на пятницу 3 января учтён",
    2026: "По публикациям прессы декабря 2025 и марта 2026 года, приказ не сверен: 30 и 31 августа – обычные дни",
}

_LAW = "Закон «О праздниках»"
_LABOUR_84 = "Трудовой кодекс, ст. 84"
_LABOUR_85 = "Трудовой кодекс, п. 3 ст. 85"

# Not holidays but days off (Labour Code, art. 84): on a weekend they are not moved.
_DAYS_OFF = frozenset({"Православиелік Рождество", "Құрбан айт"})
_OBSERVED, _ESTIMATED, _SUBSTITUTED = "қайта белгіленген", "бағаланған", "бастап ауыстырылды"


def seed_rows(year: int) -> list[dict[str, Any]]:
    """Rows for the table: date, kind, name_ru, name_kk, name_en, source, estimated. By date.

    LookupError if the package names a holiday we have no Russian name for: a new one needs a line in NAMES.
    """
    import holidays  # half a second of import, needed by the seeding command alone

    package = f"holidays {version('holidays')}"
    # The languages are fixed: the keys of NAMES are the package's Kazakh names.
    days = holidays.country_holidays("KZ", years=year, language="kk")
    moved = dict(zip(sorted(d for d in days.weekend_workdays if d.year == year), _substituted(days), strict=True))
    rows = [_row(day, name, package) for day, name in days.items() if day not in moved.values()]
    for worked, off in moved.items():
        rows += _transfer(worked, off, package)
    return sorted(rows, key=lambda row: row["date"])


def seed_year(year: int) -> dict[str, Any]:
    """The row of the year itself: year, confirmed, source."""
    return {
        "year": year,
        "confirmed": year in PUBLISHED,
        "source": PUBLISHED.get(year, "Рассчитано по закону; официальный календарь ещё не опубликован"),
    }


def _substituted(days: Mapping[date, str]) -> list[date]:
    return sorted(day for day, name in days.items() if _SUBSTITUTED in name)


def _row(day: date, name: str, package: str) -> dict[str, Any]:
    base, _, remark = name.split(";")[0].partition(" (")
    base = base.strip()
    if base not in NAMES:
        raise LookupError(f"{day}: no names in cases.law.regulations.days.NAMES for {base!r}")
    estimated = _ESTIMATED in remark
    if _OBSERVED in remark:
        kind, law = MOVED_DAY_OFF, f"{_LAW}, ст. 5"
    elif base in _DAYS_OFF:
        kind, law = DAY_OFF, _LABOUR_84
    else:
        kind, law = HOLIDAY, _LAW
    source = f"{law}; {package}" + ("; день рассчитан, подтверждает духовное управление" if estimated else "")
    return _as_row(day, kind, NAMES[base], source, estimated)


def _transfer(worked: date, off: date, package: str) -> list[dict[str, Any]]:
    source = f"{_LABOUR_85}, приказ министерства труда не сверен: по публикациям прессы; {package}"
    day_off = Text(
        ru=f"День отдыха, перенесённый с {worked:%d.%m.%Y}",
        kk=f"{worked:%d.%m.%Y} күнінен ауыстырылған демалыс күні",
        en=f"Day off moved from {worked:%d.%m.%Y}",
    )
    work_day = Text(
        ru=f"Рабочий день вместо {off:%d.%m.%Y}",
        kk=f"{off:%d.%m.%Y} күнінің орнына жұмыс күні",
        en=f"Working day in place of {off:%d.%m.%Y}",
    )
    return [
        _as_row(off, MOVED_DAY_OFF, day_off, source, estimated=False),
        _as_row(worked, WORKED_WEEKEND, work_day, source, estimated=False),
    ]


def _as_row(day: date, kind: str, name: Text, source: str, estimated: bool) -> dict[str, Any]:
    return {
        "date": day,
        "kind": kind,
        "name_ru": name.ru,
        "name_kk": name.kk,
        "name_en": name.en,
        "source": source,
        "estimated": estimated,
    }
