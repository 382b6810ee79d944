"""A list of cases as a file: its time and its memory; and the page of statistics."""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.casecopies import LITE, CopiedCase, Template, spread
from bench.report import BenchReport, median_ms, profiled, seconds
from bench.rows import as_moment, columns
from cases.law.calendar import local_day
from cases.models import Case, Event, Export, User
from cases.reports import columns as shown
from cases.reports import exporting, periods, sight, statistics, sums
from cases.reports.counting import start_of

GROWTH_MB = 40
"""By how much a process may grow while it writes a list, however long."""
STATEMENTS = 40
"""Of a page of statistics for a head."""
DAY = date(2024, 6, 3)
"""On which the listed applications were filed, and no other."""


def measure(report: BenchReport, head: User, now: datetime, turns: int) -> None:
    """The page of statistics of this year."""
    asked = statistics.request(periods.preset("this_year", local_day(now)), "", "", now, connection.alias)

    def page() -> None:
        statistics.of(sight.own(head), asked)

    took = seconds(lambda: sums.count_days(now))
    page()
    times = [seconds(page) for _turn in range(turns)]
    with CaptureQueriesContext(connection) as queries:
        page()
    report.add(
        f"statistics of a head, {Case.objects.count():,} cases",
        f"{median_ms(times):.0f} ms, {len(queries)} statements  (days counted in {took:.1f} s)",
        f"≤ {STATEMENTS} statements",
        len(queries) <= STATEMENTS,
        lambda: profiled(page),
    )


def exports(report: BenchReport, head: User, filed: Template, now: datetime, rows: int, first: int) -> None:
    """A list of exactly `rows` applications of the head's city with every column, under the limits as they are set.

    `filed`: a case that has just been filed.
    """
    template = Template.of(filed.case, LITE)
    template.lighten()
    spread(_on_the_day(template, first + n, n / rows) for n in range(rows))
    for kind in (Export.CSV, Export.XLSX):
        _export(report, head, kind, now, rows)


def _on_the_day(template: Template, number: int, part: float) -> CopiedCase:
    ids, tables = template.copy(number)
    for model, rows in tables:
        for row in rows if model is Event else ():
            row[columns(Event).index("at")] = as_moment(start_of(DAY) + part * timedelta(days=1))
    return ids, tables


def _export(report: BenchReport, head: User, kind: str, now: datetime, rows: int) -> None:
    export, taken, grown = _written(head, kind, now)
    limit = settings.TASK_TIMEOUT - exporting.SPARE
    if export.state == Export.READY and export.rows != rows:
        raise AssertionError(f"{export.rows} rows in the file, {rows} in the list")
    report.add(
        f"export of {rows:,} rows, {kind}",
        f"{export.state} {export.error} {export.rows:,} rows in {taken:.1f} s, {grown:+.0f} MB at its peak",
        f"≤ {limit} s, ≤ {GROWTH_MB} MB more",
        export.state == Export.READY and taken <= limit and grown <= GROWTH_MB,
        lambda: profiled(lambda: _written(head, kind, now)),
    )


def _written(head: User, kind: str, now: datetime) -> tuple[Export, float, float]:
    """As it ended, seconds, and MB by which the process grew meanwhile."""
    day = DAY.isoformat()
    filters = {"set": "application", "figure": "filed", "from": day, "to": day}
    export = exporting.ask(head, "figure", filters, list(shown.COLUMNS), kind, now, "")
    before = _peak(anew=True)
    took = seconds(lambda: exporting.write(export.pk, now, ""))
    grown = _peak() - before
    export.refresh_from_db()
    if export.file:
        exporting.storages[exporting.STORAGE].delete(export.file)
    return export, took, grown


def _peak(*, anew: bool = False) -> float:
    """MB that this process held at most. `anew`: from now on; where the system cannot do that, since its start."""
    with suppress(OSError):
        if anew:
            Path("/proc/self/clear_refs").write_text("5")
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024
    most: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 if sys.platform != "darwin" else 1024 * 1024)
