"""The next case taken, against raw SQL by turns: the same rows read, locked and written, at the size of the portal."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from bench.casecopies import Template
from bench.report import BenchReport, median_ms, percentile_ms, seconds
from bench.rows import columns, driver, insert_sql, param, sqlite, transaction
from bench.steps import copies
from cases.models import Assignment, Case, User
from cases.workload import taking

GOAL = 3.0
"""How much longer than raw SQL it may take."""
History: Any = Assignment.history.model  # type: ignore[attr-defined]


def measure(report: BenchReport, template: Template, officer: User, now: datetime, number: int, first: int) -> int:
    """`number` of each; copies of `template` wait at the officer's desk besides what waits there. How many were
    made."""
    copies(template, 2 * number + 1, first)
    ours, raw = list[float](), list[float]()
    with CaptureQueriesContext(connection) as queries:
        _take(officer, now)
    for _turn in range(number):
        ours.append(seconds(partial(_take, officer, now)))
        raw.append(seconds(partial(_raw, officer, _rows(officer, now))))
    for model in (Assignment, History):
        driver().execute(f"DELETE FROM {model._meta.db_table}")
    size, ratio = Case.objects.count(), median_ms(ours) / median_ms(raw)
    report.add(
        f"take next / raw SQL, {number} times, {size:,} cases",
        f"{ratio:.2f}×  (p50 {median_ms(ours):.2f} / {median_ms(raw):.2f} ms, p95 {percentile_ms(ours, 0.95):.2f} / "
        f"{percentile_ms(raw, 0.95):.2f} ms, {len(queries)} statements)",
        f"≤ {GOAL:g}×",
        ratio <= GOAL,
    )
    return 2 * number + 1


def _take(officer: User, now: datetime) -> None:
    if taking.take_next(officer, now) is None:
        raise AssertionError("nothing waits")


def _rows(officer: User, now: datetime) -> list[tuple[str, list[Any], int]]:
    """Statement, values and the place of the case among them."""
    row = Assignment(actor=officer.role, user=officer, way=Assignment.NEXT, by=officer, at=now)
    fields = {field.attname: getattr(row, field.attname) for field in History.tracked_fields}
    version = History(history_date=now, history_user=officer, history_type="+", **fields)
    return [(insert_sql(type(each)), _values(each), columns(type(each)).index("case_id")) for each in (row, version)]


def _values(row: models.Model) -> list[Any]:
    return [f.get_db_prep_save(getattr(row, f.attname), connection) for f in row._meta.concrete_fields]


def _raw(officer: User, rows: list[tuple[str, list[Any], int]]) -> None:
    lock = "" if sqlite() else " FOR UPDATE OF c SKIP LOCKED"
    with transaction() as cursor:
        cursor.execute(
            "SELECT c.id FROM cases_case c WHERE c.waits_on = "
            f"{param()} AND c.city_id = {param()} AND c.filed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            "cases_assignment a WHERE a.case_id = c.id AND a.actor = c.waits_on AND a.ended_at IS NULL) "
            f"ORDER BY c.city_id, c.queue_at, c.id LIMIT 1{lock}",
            [officer.role, officer.city_id],
        )
        (key,) = cursor.fetchone()
        for sql, values, place in rows:
            values[place] = key
            cursor.execute(sql, values)
