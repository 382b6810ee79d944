"""A list of cases as a file: its time and its memory by the number of rows; and the page of statistics."""

from __future__ import annotations

import resource
import sys
from datetime import datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from bench.report import BenchReport, median_ms, seconds
from cases.law.calendar import local_day
from cases.models import Case, Export, User
from cases.reports import exporting, periods, sight, statistics, sums

GROWTH_MB = 40
"""By how much a process may grow while it writes a list, however long."""
STATEMENTS = 40
"""Of a page of statistics for a head."""


def measure(report: BenchReport, head: User, now: datetime, turns: int) -> None:
    _page(report, head, now, turns)
    for kind in (Export.CSV, Export.XLSX):
        _export(report, head, kind, now)


def _page(report: BenchReport, head: User, now: datetime, turns: int) -> None:
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
    )


def _export(report: BenchReport, head: User, kind: str, now: datetime) -> None:
    """All that was filed in the head's city."""
    period = {"from": f"{periods.OLDEST}", "to": f"{local_day(now)}"}
    filters = {"set": "application", "figure": "filed"} | period
    with override_settings(DNR_EXPORT_ROWS=10_000_000, DNR_EXPORTS_A_DAY=1000, TASK_TIMEOUT=100_000):
        export = exporting.ask(head, "figure", filters, ["person", "state", "since"], kind, now, "")
        before = _memory()
        took = seconds(lambda: exporting.write(export.pk, now, ""))
    export.refresh_from_db()
    if export.state != Export.READY:
        raise AssertionError(f"export of the bench: {export.state} {export.error}")
    grown = _memory() - before
    exporting.storages[exporting.STORAGE].delete(export.file)
    report.add(
        f"export of {export.rows:,} rows, {kind}",
        f"{took:.1f} s, {grown:.0f} MB more",
        f"≤ {GROWTH_MB} MB more",
        grown <= GROWTH_MB,
    )


def _memory() -> float:
    """Megabytes that this process had at most so far."""
    most: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 if sys.platform != "darwin" else 1024 * 1024)
