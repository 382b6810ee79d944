"""What an exported list can show of each case, or a journal of each entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.law.calendar import local_day
from cases.law.places import label_of
from cases.reports.caselists import CaseList, ListedCase
from cases.reports.journals import JournalList
from cases.reports.sheets import Cell
from cases.values.countries import country_name

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ExportColumn:
    label: str
    value: Callable[[Any], Cell]
    """Of a row of the list."""


def _last_day(row: ListedCase) -> Cell:
    """Due at 00:00 of the day after it."""
    return None if row.case.due_at is None else local_day(row.case.due_at - _MOMENT)


COLUMNS: dict[str, tuple[Promise, Callable[[ListedCase], Cell]]] = {
    "number": (_("Case"), lambda row: row.case.number),
    "person": (_("Person"), lambda row: row.case.person.full_name),
    "citizenship": (_("Citizenship"), lambda row: country_name(row.case.person.citizenship)),
    "profession": (_("Profession"), lambda row: row.case.profession),
    "city": (_("City"), lambda row: str(row.case.city or "")),
    "state": (_("State"), lambda row: str(label_of(row.case.state, row.case))),
    "since": (_("Since"), lambda row: local_day(row.case.state_since)),
    "last_day": (_("Last day"), _last_day),
    "filed": (_("Application filed"), lambda row: local_day(row.case.filed_at) if row.case.filed_at else None),
    "closed": (_("Closed"), lambda row: local_day(row.case.closed_at) if row.case.closed_at else None),
}
ALWAYS = ("number",)
USUAL = ("number", "person", "state", "since", "last_day")


def offered(listed: CaseList | JournalList) -> Mapping[str, tuple[str | Promise, Callable[[Any], Cell]]]:
    """What of such rows can be written, by name."""
    return listed.journal.columns if isinstance(listed, JournalList) else COLUMNS


def chosen(names: Sequence[str], listed: CaseList | JournalList) -> list[ExportColumn]:
    """In the order of what is offered; before them, of what happened on some day, that day."""
    columns, always = offered(listed), always_of(listed)
    wanted = [ExportColumn(str(label), value) for name, (label, value) in columns.items() if name in (*always, *names)]
    if isinstance(listed, CaseList) and listed.newest:
        wanted.insert(1, ExportColumn(listed.moment_label, lambda row: local_day(row.at)))
    return wanted


def always_of(listed: CaseList | JournalList) -> tuple[str, ...]:
    return ("at",) if isinstance(listed, JournalList) else ALWAYS


def usual_of(listed: CaseList | JournalList) -> tuple[str, ...]:
    """Before the reader has chosen."""
    return tuple(listed.journal.columns) if isinstance(listed, JournalList) else USUAL
