"""From one day to another, both included; the period before, and the columns of a chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.law.terms import months_later
from cases.values import moments

DAY = timedelta(days=1)
OLDEST = date(2025, 1, 1)
"""The pilot has no data before the first order."""
LONGEST = 10 * 366
FURTHEST = 2200
"""A year that no address of a list reaches."""
PRESETS: dict[str, Promise] = {
    "this_month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "this_quarter": gettext_lazy("This quarter"),
    "last_quarter": gettext_lazy("Last quarter"),
    "this_year": gettext_lazy("This year"),
    "last_year": gettext_lazy("Last year"),
    "all": gettext_lazy("From the beginning"),
}
DEFAULT = "this_quarter"
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both ends included."""

    first: date
    last: date
    months: int = 0
    """How many whole months were requested; 0 for a range of days."""

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def until(self, day: date) -> Period:
        """No further than `day`: what is to come is not counted."""
        return Period(self.first, min(self.last, day), self.months) if self.first <= day else self

    @property
    def before(self) -> Period:
        """As many days, or months, right before it; of a month that is not over yet, as many days of the one before."""
        if not self.months:
            return Period(self.first - self.length * DAY, self.first - DAY)
        first = months_later(self.first, -self.months)
        whole = self.last == months_later(self.first, self.months) - DAY
        last = self.first - DAY if whole else first + (self.length - 1) * DAY
        return Period(first, min(last, self.first - DAY), self.months)

    @property
    def words(self) -> str:
        return f"{moments.day(self.first)} – {moments.day(self.last)}"


def preset(name: str, today: date) -> Period:
    """KeyError for a name that is none of PRESETS."""
    if name == "all":
        return Period(OLDEST, today)
    which, unit = name.split("_")
    months = _MONTHS[unit]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    if which == "last":
        first = months_later(first, -months)
    return Period(first, months_later(first, months) - DAY, months)


def requested(parameters: Mapping[str, str], today: date) -> tuple[Period, str, list[str]]:
    """The period of an address (`from`, `to`, or `period`), the name of the preset, and what is wrong with it.

    With faults it is the default one, so that the page shows something.
    """
    if parameters.get("from") or parameters.get("to"):
        faults: list[str] = []
        first, last = _day(parameters.get("from", ""), faults), _day(parameters.get("to", ""), faults)
        if first and last:
            faults += _faults(first, last, today)
            if not faults:
                return Period(first, last, _whole_months(first, last)), "", []
        return preset(DEFAULT, today), "", faults
    name = parameters.get("period") or DEFAULT
    if name not in PRESETS:
        return preset(DEFAULT, today), DEFAULT, [_("There is no such period. Choose one, or enter two days.")]
    return preset(name, today), name, []


def _day(text: str, faults: list[str]) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        faults.append(
            _("“%(text)s” is no day: enter both days, each as year, month and day.") % {"text": text.strip()[:30]}
            if text.strip()
            else _("Enter both days: from and to.")
        )
        return None


def _faults(first: date, last: date, today: date) -> Iterator[str]:
    if first > last:
        yield _("The period ends before it begins: exchange the two days.")
    elif first > today:
        yield _("This period is still to come: nothing has been counted yet.")
    elif first.year < OLDEST.year - 1:
        yield _("The portal has no cases from before %(year)s: begin later.") % {"year": OLDEST.year}
    elif (last - first).days > LONGEST:
        yield _("This period is longer than ten years: choose a shorter one.")


def countable(first: date, last: date) -> bool:
    """Whether an address of a list may name these days, whatever day it is today."""
    return OLDEST.year - 1 <= first.year and first <= last and (last - first).days <= LONGEST and last.year < FURTHEST


def _whole_months(first: date, last: date) -> int:
    """How many months make it up, 0 where it begins or ends within one."""
    if first.day != 1 or (last + DAY).day != 1:
        return 0
    return (last.year - first.year) * 12 + last.month - first.month + 1


# ------------------------------------------------------------------------------------------------ columns of a chart

BUCKETS: dict[str, Promise] = {
    "day": gettext_lazy("by days"),
    "month": gettext_lazy("by months"),
    "quarter": gettext_lazy("by quarters"),
    "year": gettext_lazy("by years"),
}
MOST_COLUMNS = 36


def bucket_of(period: Period, wanted: str) -> str:
    """What was requested, as far as it makes no more columns than can be read; else the finest that does."""
    fitting = [name for name in BUCKETS if len(columns(period, name)) <= MOST_COLUMNS]
    return wanted if wanted in fitting else fitting[0]


def columns(period: Period, bucket: str) -> list[Period]:
    """The days, months, quarters or years of a period; the first and the last as far as they belong to it."""
    if bucket == "day":
        return [Period(period.first + n * DAY, period.first + n * DAY) for n in range(period.length)]
    months, made = _MONTHS[bucket], list[Period]()
    first = date(period.first.year, (period.first.month - 1) // months * months + 1, 1)
    while first <= period.last:
        after = months_later(first, months)
        made.append(Period(max(first, period.first), min(after - DAY, period.last)))
        first = after
    return made


def column_name(column: Period, bucket: str) -> str:
    """As written under a column: 07.03, 03.2026, III 2026, 2026."""
    first = column.first
    if bucket == "day":
        return f"{first:%d.%m}"
    if bucket == "month":
        return f"{first:%m.%Y}"
    if bucket == "year":
        return str(first.year)
    return f"{('I', 'II', 'III', 'IV')[(first.month - 1) // 3]} {first.year}"
