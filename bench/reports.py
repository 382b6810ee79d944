"""A list of cases as a file: its time and its memory; and the page of statistics."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import databanks
from bench.casecopies import LITE, CopiedCase, Template, write_copies
from bench.report import BenchReport, median_ms, profiled, seconds
from bench.rows import as_moment, columns
from bench.servers import ROOT
from cases.law.calendar import local_day
from cases.models import Case, Event, Export, User
from cases.reports import columns as shown
from cases.reports import exporting, periods, sight, statistics, sums
from cases.reports.counting import start_of

GROWTH_MB = 40
"""By how much a process may grow while it writes a list, however long."""
STATEMENTS = 15
"""Of a page of statistics for a head; where slices cannot be put together (SQLite), one more for each state."""
SLOWEST = 300
"""ms of the same."""
DAY = date(2024, 6, 3)
"""On which the listed applications were filed, and no other."""


def measure(report: BenchReport, head: User, now: datetime, turns: int) -> None:
    """The page of statistics of this year."""
    period = statistics.request(periods.preset("this_year", local_day(now)), "", "", now, connection.alias)

    own = sight.own_figures(head)
    states = sum(len(each.figures.waits) for each in own)
    most = STATEMENTS + (0 if connection.features.supports_slicing_ordering_in_compound else states)

    def page() -> None:
        statistics.statistics_of(own, period)

    took = seconds(lambda: sums.count_days(now))
    page()
    times = [seconds(page) for _turn in range(turns)]
    with CaptureQueriesContext(connection) as queries:
        page()
    report.add(
        f"statistics of a head, {Case.objects.count():,} cases",
        f"{median_ms(times):.0f} ms, {len(queries)} statements  (days counted in {took:.1f} s)",
        f"≤ {most} statements, ≤ {SLOWEST} ms",
        len(queries) <= most and median_ms(times) <= SLOWEST,
        lambda: profiled(page),
    )


def exports(report: BenchReport, head: User, filed: Template, now: datetime, rows: int, first: int) -> None:
    """A list of exactly `rows` applications of the head's city with every column, under the limits as they are set.

    `filed`: a case that has just been filed.
    """
    template = Template.of(filed.case, LITE)
    template.lighten()
    write_copies(_on_the_day(template, first + n, n / rows) for n in range(rows))
    for kind in (Export.CSV, Export.XLSX):
        _export(report, head, kind, now, rows)


def _on_the_day(template: Template, number: int, part: float) -> CopiedCase:
    ids, tables = template.copy(number)
    for model, rows in tables:
        for row in rows if model is Event else ():
            row[columns(Event).index("at")] = as_moment(start_of(DAY) + part * timedelta(days=1))
    return ids, tables


def _export(report: BenchReport, head: User, kind: str, now: datetime, rows: int) -> None:
    export = _order_export(head, kind, now)
    taken, grown = _in_a_worker(export, now)
    export.refresh_from_db()
    limit = settings.TASK_TIMEOUT - exporting.SPARE
    if export.state == Export.READY and export.rows != rows:
        raise AssertionError(f"{export.rows} rows in the file, {rows} in the list")
    report.add(
        f"export of {rows:,} rows, {kind}",
        f"{export.state} {export.error} {export.rows:,} rows in {taken:.1f} s, {grown:+.0f} MB at its peak",
        f"≤ {limit} s, ≤ {GROWTH_MB} MB more",
        export.state == Export.READY and taken <= limit and grown <= GROWTH_MB,
        lambda: profiled(lambda: exporting.write(_order_export(head, kind, now).pk, now, "")),
    )


def _order_export(head: User, kind: str, now: datetime) -> Export:
    day = DAY.isoformat()
    filters = {"set": "application", "figure": "filed", "from": day, "to": day}
    return exporting.request_export(head, "figure", filters, list(shown.COLUMNS), kind, now, "")


def _in_a_worker(export: Export, now: datetime) -> tuple[float, float]:
    """Seconds, and MB by which a process of its own grew: this one has memory left over from making the cases."""
    command = [sys.executable, "-m", "bench.writing", str(export.pk), now.isoformat()]
    env = {"DJANGO_SETTINGS_MODULE": "bench.served", "DNR_VAR": str(settings.VAR)}
    env["BENCH_DATABASE"] = databanks.database_name()
    out = subprocess.run(command, cwd=ROOT, env=os.environ | env, stdout=subprocess.PIPE, text=True, check=True).stdout
    taken, grown = out.split()[-2:]
    return float(taken), float(grown)
