"""The clock's sweep over ten thousand terms that have run out, against raw SQL that writes the same rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from bench.casecopies import Template, write_copies
from bench.report import BenchReport, profiled, seconds
from bench.rows import driver, transaction
from bench.steps import Rewriting, Statement
from cases.engine import clock, performing
from cases.engine.clock import sweeps
from cases.models import Case
from cases.outbox.jobs import BATCH

TARGET = 5.0
TURNS = 10
"""Both by turns, so that a slow minute of the machine hits both alike."""
PROFILED = 1000
FAR = 10_000_000
"""Numbers that the mass of cases, made later, has not used."""


class Expiries:
    """Copies of cases whose terms have run out. `templates`: by the clock's step; `first`: a number not yet used."""

    def __init__(self, templates: dict[str, Template], first: int) -> None:
        self.templates, self.next = templates, first
        self.ended = max(_due(t) for t in templates.values()) + timedelta(days=14)

    def measure(self, report: BenchReport, number: int) -> None:
        clock.sweep(self.ended, outbox=False)  # what else has run out by then is none of the ten thousand
        each = number // TURNS // len(self.templates)
        turns = [self._turn(each) for _turn in range(TURNS)]
        took, raw = sum(t for t, _raw in turns), sum(r for _took, r in turns)
        report.add(
            f"sweep of {each * len(self.templates) * TURNS:,} expiries / raw SQL row by row, in {TURNS} turns",
            f"{took / raw:.1f}×  ({took:.1f} / {raw:.1f} s)",
            f"≤ {TARGET:g}×",
            took / raw <= TARGET,
            self._why,
        )

    def _turn(self, each: int) -> tuple[float, float]:
        """Seconds of a sweep, and of raw SQL for as many cases."""
        inside, jobs = self._statements(each)
        raw = seconds(lambda: _row_by_row(inside, jobs))
        self.make(each)
        swept: list[sweeps.Report] = []
        took = seconds(lambda: swept.append(clock.sweep(self.ended, outbox=False)))
        if swept[0].ended != each * len(self.templates):
            raise AssertionError(f"{swept[0]} instead of {each} expiries of each kind")
        return took, raw

    def _why(self) -> str:
        self.next += FAR
        self.make(PROFILED // len(self.templates))
        return profiled(lambda: clock.sweep(self.ended, outbox=False))

    def make(self, each: int) -> None:
        for template in self.templates.values():
            write_copies(template.copy(self._number()) for _i in range(each))

    def _number(self) -> int:
        self.next += 1
        return self.next - 1

    def _statements(self, each: int) -> tuple[list[list[Statement]], list[Statement]]:
        """For `each` cases of every template the statements of its expiry; and the jobs queued."""
        inside: list[list[Statement]] = []
        jobs: list[Statement] = []
        for name, template in self.templates.items():
            model = write_copies([template.copy(self._number())])[0]
            rewriting = Rewriting(model, partial(performing.perform, model.case, name, None, self.ended))
            for copy in write_copies(template.copy(self._number()) for _i in range(each)):
                written, job = rewriting.statements(copy)
                inside.append(written)
                jobs += job
        effects = sum(sql.startswith("INSERT INTO cases_effect") for case in inside for sql, _values in case)
        return inside, jobs[: -(-effects // BATCH)]


def _due(template: Template) -> datetime:
    case = Case.objects.get(pk=template.case.pk)
    assert case.due_at is not None
    return case.due_at


def _row_by_row(inside: list[list[Statement]], jobs: list[Statement]) -> None:
    """As many transactions as the sweep has, one execute a row."""
    for start in range(0, len(inside), sweeps.CHUNK):
        with transaction() as cursor:
            for case in inside[start : start + sweeps.CHUNK]:
                for sql, values in case:
                    cursor.execute(sql, values)
                    if cursor.description:
                        cursor.fetchall()
    cursor = driver()
    for sql, values in jobs:
        cursor.execute(sql, values)
