"""perform() against raw SQL by turns: what writes the same rows in one transaction, and one step at its barest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models
from django_q.models import OrmQ

from bench.casecopies import UNIQUE, Ids, Template, write_copies
from bench.report import BenchReport, median_ms, profiled, seconds
from bench.rows import Row, as_id, columns, driver, fetch, insert_sql, key_of, param, sqlite, transaction
from cases.eds.base import Verified
from cases.engine import performing
from cases.engine.steps.facts import StepFacts
from cases.models import (
    Bar,
    Case,
    Counter,
    Deadline,
    Decision,
    Effect,
    Event,
    Exchange,
    Letter,
    Notice,
    Signature,
    SignatureCheck,
    User,
)
from cases.models.ids import uuid7
from demo import signing

History: Any = Case.history.model  # type: ignore[attr-defined]
_OF_THE_CASE: tuple[type[models.Model], ...] = (Deadline, History, Event, Decision, Bar, Letter)
_FOLLOWING: tuple[type[models.Model], ...] = (Notice, Effect, Exchange, Signature, SignatureCheck)
WRITTEN = (*_OF_THE_CASE, *_FOLLOWING)
"""Tables that the measured steps write to, besides the case itself, its stopped term and the queue of jobs."""

Statement = tuple[str, Row]

TAKE = (
    f"INSERT INTO cases_counter (series, year, value) VALUES ({param()}, {param()}, {param()}) "
    "ON CONFLICT (series, year) DO UPDATE SET value = cases_counter.value + EXCLUDED.value RETURNING value"
)


def _numbers() -> set[tuple[str, int, int]]:
    return set(Counter.objects.values_list("series", "year", "value"))


class Rewriting:
    """What one performance wrote, as statements that write the same for another copy of the case."""

    def __init__(self, model: Ids, task: Callable[[], Any]) -> None:
        key = as_id(model.case)
        self.model, marker = model, as_id(uuid7())
        before, running = fetch(Case, f"id = {param()}", [key])[0], self._terms(key)
        jobs, numbers = OrmQ.objects.count(), _numbers()
        task()
        self.taken = sorted(_numbers() - numbers)
        self.case_before, self.case_after = before, fetch(Case, f"id = {param()}", [key])[0]
        self.stopped = [(old, new) for old, new in zip(running, self._terms(key), strict=False) if old != new]
        self.made = [(m, rows) for m in WRITTEN if (rows := fetch(m, f"{key_of(m)} > {param()}", [marker]))]
        self.jobs = [(q.key, q.payload, None) for q in OrmQ.objects.order_by("-id")[: OrmQ.objects.count() - jobs]]

    @staticmethod
    def _terms(key: Any) -> list[Row]:
        return fetch(Deadline, f"case_id = {param()}", [key])

    @property
    def rows(self) -> int:
        made = sum(len(rows) for _m, rows in self.made)
        return 1 + len(self.stopped) + made + len(self.taken) + len(self.jobs)

    def bare(self, ids: Ids) -> list[Statement]:
        """1 update and 3 inserts of those: what the tersest program would write of the step."""
        inside, _after = self.statements(ids)
        update = next(statement for statement in inside if statement[0].startswith("UPDATE cases_case"))
        return [
            update,
            *[statement for statement in inside if statement[0].startswith("INSERT INTO") and statement[0] != TAKE][:3],
        ]

    def statements(self, ids: Ids) -> tuple[list[Statement], list[Statement]]:
        """(within the transaction, after it): the lock, the writes; all values are made beforehand."""
        swap = {as_id(getattr(self.model, n)): as_id(getattr(ids, n)) for n in ("case", "person", "user")}
        swap |= {row[_key(m)]: as_id(uuid7()) for m, rows in self.made for row in rows}
        inside = [self._lock(ids), *((TAKE, [series, year, 1]) for series, year, _value in self.taken)]
        inside.append(self._update(Case, self.case_before, self.case_after, as_id(ids.case), ids.number))
        terms = self._terms(as_id(ids.case))
        for old, new in self.stopped:
            at = next(t[0] for t in terms if t[_at(Deadline, "key")] == old[_at(Deadline, "key")])
            inside.append(self._update(Deadline, old, new, at, ids.number))
        for m, rows in self.made:
            inside += [(insert_sql(m), [self._value(m, i, v, swap, ids) for i, v in enumerate(row)]) for row in rows]
        queue = f'INSERT INTO {OrmQ._meta.db_table} ("key", payload, "lock") VALUES ({param()}, {param()}, {param()})'
        return inside, [(queue, list(job)) for job in self.jobs]

    def _lock(self, ids: Ids) -> Statement:
        """The row with all that the step reads of its neighbours, referenced until the end."""
        joins = (
            "SELECT c.*, p.*, u.*, t.* FROM cases_case c JOIN cases_person p ON p.id = c.person_id "
            "LEFT JOIN cases_user u ON u.person_id = p.id LEFT JOIN cases_city t ON t.code = c.city_id "
            f"WHERE c.id = {param()}"
        )
        return joins + ("" if sqlite() else " FOR UPDATE OF c"), [as_id(ids.case)]

    @staticmethod
    def _update(model: type[models.Model], old: Row, new: Row, key: Any, n: int) -> Statement:
        names = columns(model)
        changed = [i for i, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
        values = [UNIQUE[model, names[i]](n, new[i]) if (model, names[i]) in UNIQUE else new[i] for i in changed]
        sets = ", ".join(f"{names[i]} = {param()}" for i in changed)
        return f"UPDATE {model._meta.db_table} SET {sets} WHERE id = {param()}", [*values, key]

    @staticmethod
    def _value(model: type[models.Model], i: int, value: Any, swap: dict[Any, Any], ids: Ids) -> Any:
        rule = UNIQUE.get((model, columns(model)[i]))
        if rule is not None:
            return rule(ids.number, value)
        return swap.get(value, value) if isinstance(value, str | UUID) else value


def _at(model: type[models.Model], column: str) -> int:
    return columns(model).index(column)


def _key(model: type[models.Model]) -> int:
    return _at(model, key_of(model))


def run_raw(inside: list[Statement], after: list[Statement]) -> None:
    with transaction() as cursor:
        for sql, values in inside:
            cursor.execute(sql, values)
            if cursor.description:
                cursor.fetchall()
    cursor = driver()
    for sql, values in after:
        cursor.execute(sql, values)


def copies(template: Template, number: int, first: int) -> list[Ids]:
    return write_copies(template.copy(n) for n in range(first, first + number))


@dataclass(frozen=True, slots=True)
class Measured:
    """A step that is measured."""

    name: str
    template: Template
    user: Any = None
    """None: the applicant of each copy."""
    target: float | None = None
    """Times the raw step; None: reported."""
    facts: Callable[[int], StepFacts | None] = lambda number: None
    """By the number of the copy."""


SPARE = 60
"""Copies to warm up with, and for the profile of a miss."""


def copies_of(n: int) -> int:
    """How many copies `compare` makes for `n` performances."""
    return 3 * n + 1 + SPARE


def compare(report: BenchReport, step: Measured, now: datetime, n: int, first: int) -> None:
    """`n` performances, as many raw transactions that write the same rows, and as many raw steps, by turns, each on a
    fresh copy of the same case.

    Where the step is signed, the signatures are made and verified beforehand.
    """
    ids = copies(step.template, copies_of(n), first)
    model, spare, rest = ids[0], iter(ids[1 : 1 + SPARE]), ids[1 + SPARE :]
    ours, same, bare = rest[:n], rest[n : 2 * n], rest[2 * n :]
    arguments = {copy.case: _given(copy, step, now) for copy in ids[: 1 + SPARE + n]}

    def take(copy: Ids) -> None:
        who, signature = arguments[copy.case]
        performing.perform(copy.case, step.name, who, now, step.facts(copy.number), signature=signature)

    rewriting = Rewriting(model, lambda: take(model))
    written = [rewriting.statements(copy) for copy in same]
    raws = [rewriting.bare(copy) for copy in bare]
    for _warm in range(10):
        take(next(spare))
    times = list(_by_turns(ours, written, raws, take))
    _add(report, step, times, partial(profiled, partial(all_of, take, spare)))
    written_by = f"{'signed, ' if arguments[model.case][1] else ''}{rewriting.rows} rows"
    perform, rows, _raw = _medians(times)
    report.add(
        f"perform {step.name} / raw SQL, {written_by}", f"{perform / rows:.1f}×  ({perform:.2f} / {rows:.2f} ms)"
    )


Times = list[tuple[float, float, float]]
"""In seconds: ours, the same rows by raw SQL, a raw step."""


def _medians(times: Times) -> tuple[float, ...]:
    return tuple(median_ms(column) for column in zip(*times, strict=True))


def _add(report: BenchReport, step: Measured, times: Times, why: Callable[[], str]) -> None:
    perform, _rows, raw = _medians(times)
    report.add(
        f"perform {step.name} / raw step: 1 update, 3 inserts",
        f"{perform / raw:.1f}×  ({perform:.2f} / {raw:.2f} ms)",
        f"≤ {step.target:g}×" if step.target else "",
        perform / raw <= step.target if step.target else None,
        why,
    )


def _given(copy: Ids, step: Measured, now: datetime) -> tuple[Any, Verified | None]:
    who = step.user or User.objects.select_related("person").get(pk=copy.user)
    return who, signing.signature(copy.case, step.name, who, now, step.facts(copy.number))


def all_of(take: Callable[[Ids], None], ids: Iterator[Ids]) -> None:
    for copy in ids:
        take(copy)


def _by_turns(
    ours: list[Ids],
    written: list[tuple[list[Statement], list[Statement]]],
    raws: list[list[Statement]],
    take: Callable[[Ids], None],
) -> Iterator[tuple[float, float, float]]:
    for copy, (inside, after), raw in zip(ours, written, raws, strict=True):
        yield seconds(partial(take, copy)), seconds(partial(run_raw, inside, after)), seconds(partial(run_raw, raw, []))
