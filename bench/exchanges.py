"""The outbox against raw SQL, from a step to its delivery, a callback on its way in, and what asking costs a step."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import transaction
from django.test.utils import override_settings
from django_q.models import OrmQ

from bench import otherend, queues
from bench.callbacks import BenchCaller
from bench.casecopies import Ids, Template
from bench.report import BenchReport, median_ms, percentile_ms, profiled, seconds
from bench.rows import Row, as_id, as_moment, columns, driver, fetch, insert_sql, param
from bench.rows import transaction as raw_transaction
from bench.steps import Statement, all_of, copies
from cases.engine import performing
from cases.engine.steps import STEPS, step_entering
from cases.engine.steps.facts import StepFacts
from cases.gateways import questions
from cases.gateways.contract import OPERATIONS
from cases.models import Attempt, Case, Exchange
from cases.models.ids import uuid7
from cases.outbox import exchanges
from cases.programmes.nomad.facts import RegistrationNumber

COST = 1.2
"""What a step with its questions may take, as a multiple of the step without."""
WARM, SPARE, SINGLY = 10, 60, 30
RECEIPT = OPERATIONS["pep", "receipt"]
"""Its answer moves no case: what is measured is the outbox, and not a step."""


def measure(
    report: BenchReport, filed: Template, knb_waits: Template, officer: Any, now: datetime, n: int, first: int
) -> int:
    """All figures of the exchanges, each of `n`. `filed`, `knb_waits`: cases that wait for `register`, and for КНБ.

    Returns the first number that no copy has taken.
    """
    bench = Exchanges(report, filed, officer, now, n, first)
    bench.throughput("in process", otherend.without_wire())
    with otherend.over_http(now) as stub:
        bench.throughput("over HTTP to a stub", nullcontext())
        bench.latency(stub)
        bench.cost()
        for place in queues.places():
            bench.through_worker(place, stub)
    BenchCaller(report, knb_waits).measure(n, bench.next)
    return bench.next + n + WARM + 1


class Exchanges:
    def __init__(self, report: BenchReport, filed: Template, officer: Any, now: datetime, n: int, first: int) -> None:
        self.report, self.filed, self.officer, self.now, self.n = report, filed, officer, now, n
        self.next = first

    def copies(self, number: int) -> list[Ids]:
        self.next += number
        return copies(self.filed, number, self.next - number)

    # -------------------------------------------------------------------------------------------- throughput

    def throughput(self, how: str, wire: AbstractContextManager[Any]) -> None:
        """One worker, each question in a transaction of its own, as by a step; by turns with raw SQL."""
        cases = [_case(copy) for copy in self.copies(2 * self.n + WARM + 1)]
        with wire:
            written = RecordedExchange(cases[0], self.now)
            for case in cases[1 : WARM + 1]:
                _delivered(case, self.now)
            ours, raws = cases[WARM + 1 :: 2], cases[WARM + 2 :: 2]
            made = [written.statements(case) for case in raws]
            times = [
                (seconds(partial(_delivered, case, self.now)), seconds(partial(_run, groups)))
                for case, groups in zip(ours, made, strict=True)
            ]
        _ensure_applied(ours)
        took, raw = (sum(column) for column in zip(*times, strict=True))
        self.report.add(
            f"outbox, {self.n} written and delivered {how} / raw inserts and updates",
            f"{took / raw:.1f}×  ({self.n / took:,.0f} / {self.n / raw:,.0f} a second, one worker)",
        )

    # -------------------------------------------------------------------------------------------- latency

    def latency(self, stub: otherend.Stub) -> None:
        """From the beginning of `register` until its questions have been read by the systems, and are answered."""
        times = [self._step_to_answer(copy, stub) for copy in self.copies(self.n + WARM)][WARM:]
        read_after = [moment for moments, _applied in times for moment in moments]
        questions = len(STEPS["register"].asks)
        for what, measured in (
            (f"each of its {questions} questions at its system", read_after),
            (f"all {questions} answers in the case", [applied for _moments, applied in times]),
        ):
            times_in_words = f"p50 {percentile_ms(measured, 0.5):.1f} ms, p95 {percentile_ms(measured, 0.95):.1f} ms"
            self.report.add(
                f"register → {what}, worker called at once", f"{times_in_words}  (the queue polls: + ≤ 500 ms)"
            )

    def _step_to_answer(self, copy: Ids, stub: otherend.Stub) -> tuple[list[float], float]:
        """Seconds since the step began; the worker takes the job that the step has left."""
        began = time.perf_counter()
        self._register(copy)
        job = OrmQ.objects.latest("id")
        for pk in job.task["args"][1]:
            exchanges.deliver(UUID(pk), self.now)
        applied = time.perf_counter() - began
        rows = Exchange.objects.filter(case_id=copy.case, direction=Exchange.OUT)
        if [row.open or not row.outcome for row in rows] != [False] * len(STEPS["register"].asks):
            raise AssertionError(f"not every question of {copy} was answered: {list(rows)}")
        return [stub.heard[row.key] - began for row in rows], applied

    def _register(self, copy: Ids) -> None:
        number = RegistrationNumber(mp_number=f"MP-{copy.number}")
        performing.perform(copy.case, "register", self.officer, self.now, number)

    # -------------------------------------------------------------------------------------------- a running worker

    def through_worker(self, place: queues.QueuePlace, stub: otherend.Stub) -> None:
        """Questions written as fast as it goes, until all are answered; and one after the other, each from its
        writing until its system has read it."""
        cases = [_case(copy) for copy in self.copies(2 * self.n + min(self.n, SINGLY) + 2)]
        made = RecordedExchange(cases.pop(), self.now)
        with queues.running(place, stub):
            _heard(cases.pop(), stub, self.now)
            singly = [_heard(cases.pop(), stub, self.now) for _n in range(min(self.n, SINGLY))]
            ours, raws = cases[: self.n], cases[self.n :]
            took = seconds(partial(_all_delivered, ours, self.now))
        groups = [made.statements(case) for case in raws]
        raw = seconds(partial(_run_all, groups))
        what = f"jobs {place.name}, {queues.WORKERS} workers running"
        self.report.add(
            f"outbox, {self.n} written and delivered, {what} / raw inserts and updates",
            f"{took / raw:.1f}×  ({self.n / took:,.0f} / {self.n / raw:,.0f} a second)",
        )
        self.report.add(f"question written → read by its system, {what}", queues.times_in_words(singly))

    # -------------------------------------------------------------------------------------------- cost of asking

    def cost(self) -> None:
        """`register` with no question, with those that an officer asks by hand, and with all; by turns."""
        ways = {"none": _without_questions, "by hand": _by_hand, "all": nullcontext}
        times: dict[str, list[float]] = {name: [] for name in ways}
        names, spare = list(ways), self.copies(SPARE)
        for i, copy in enumerate(self.copies(len(ways) * (self.n + WARM))):
            turn, place = divmod(i, len(ways))
            name = names[(turn + place) % len(ways)]  # none of them is always the one that comes after another
            with ways[name]():
                times[name].append(seconds(partial(self._register, copy)))
        bare, by_hand, asking = (median_ms(times[name][WARM:]) for name in names)
        self.report.add(
            f"perform register with its {len(STEPS['register'].asks)} questions / without any",
            f"{asking / bare:.2f}×  ({asking:.2f} / {bare:.2f} ms; by hand, {self._rows_by_hand()} rows: "
            f"{by_hand / bare:.2f}×)",
            f"≤ {COST}×",
            asking / bare <= COST,
            lambda: self._why(spare),
        )

    def _rows_by_hand(self) -> int:
        """Without the number, which the officer enters with the step itself."""
        questions = [OPERATIONS[key] for key in _questions_of("register")]
        return sum(step_entering(operation.key) is not None and not operation.fills for operation in questions)

    def _why(self, spare: list[Ids]) -> str:
        with otherend.without_wire():
            return profiled(lambda: all_of(self._register, iter(spare)))


def _questions_of(step: str) -> Iterator[tuple[str, str]]:
    for key in STEPS[step].asks:
        system, _dot, name = key.partition(".")
        yield system, name


@contextmanager
def _without_questions() -> Iterator[None]:
    with patch.dict(STEPS, register=replace(STEPS["register"], asks=())):
        yield


def _by_hand() -> AbstractContextManager[Any]:
    return override_settings(GATEWAYS=otherend.BY_HAND)


# ------------------------------------------------------------------------------------------------ one exchange


def _case(copy: Ids) -> Case:
    case: Case = Case.objects.select_related("person").get(pk=copy.case)
    return case


def _ask(case: Case, now: datetime) -> UUID:
    row = questions.step_question(RECEIPT, case, StepFacts(), now)
    with transaction.atomic():
        questions.enqueue([row])
    return row.pk


def _delivered(case: Case, now: datetime) -> None:
    exchanges.deliver(_ask(case, now), now)


def _heard(case: Case, stub: otherend.Stub, now: datetime) -> float:
    """Seconds until the system has read the question; it is answered and applied when this returns."""
    began = time.perf_counter()
    key = Exchange.objects.values_list("key", flat=True).get(pk=_ask(case, now))
    queues.wait_until(lambda: key in stub.heard, "a question is read")
    queues.wait_until(lambda: _applied([case]), "its answer is applied")
    return stub.heard[key] - began


def _all_delivered(cases: list[Case], now: datetime) -> None:
    for case in cases:
        _ask(case, now)
    queues.wait_until(lambda: _applied(cases) == len(cases), "all questions are answered")


def _applied(cases: list[Case]) -> int:
    return Exchange.objects.filter(case__in=cases, state=Exchange.ANSWERED, outcome="applied").count()


def _ensure_applied(cases: list[Case]) -> None:
    if (done := _applied(cases)) != len(cases):
        raise AssertionError(f"{done} of {len(cases)} exchanges came to an end")


class RecordedExchange:
    """What one exchange has written, as statements that write the same for another case.

    Three rows (exchange, job, attempt) and three updates of the first: taken, answered, applied; in as many
    transactions as the outbox makes of them, and without what it reads.
    """

    def __init__(self, case: Case, now: datetime) -> None:
        key = [as_id(_ask(case, now))]
        job = OrmQ.objects.latest("id")
        self.job, self.now = [job.key, job.payload, None], as_moment(now)
        self.begun = fetch(Exchange, f"id = {param()}", key)[0]
        exchanges.deliver(UUID(str(self.begun[0])), now)
        self.ended = dict(zip(columns(Exchange), fetch(Exchange, f"id = {param()}", key)[0], strict=True))
        self.tried = fetch(Attempt, f"exchange_id = {param()}", key)[0]

    def statements(self, case: Case) -> list[list[Statement]]:
        fresh: dict[str, Any] = {"id": as_id(uuid7()), "case_id": as_id(case.pk), "key": f"{case.number}.raw"}
        key = fresh["id"]
        queue = f'INSERT INTO {OrmQ._meta.db_table} ("key", payload, "lock") VALUES ({param()}, {param()}, {param()})'
        answered = ("state", "answer", "answer_sha256", "answered_at", "error")
        return [
            [(insert_sql(Exchange), _with(Exchange, self.begun, fresh))],
            [(queue, self.job)],
            [self._update(key, ("attempts", "sent_at"), lease=key, next_at=self.now)],
            [
                (insert_sql(Attempt), _with(Attempt, self.tried, {"id": as_id(uuid7()), "exchange_id": key})),
                self._update(key, answered, lease=None, next_at=self.now),
            ],
            [self._update(key, ("outcome", "applied_at", "error"), next_at=None)],
        ]

    def _update(self, pk: Any, names: tuple[str, ...], **values: Any) -> Statement:
        values |= {name: self.ended[name] for name in names}
        sets = ", ".join(f"{name} = {param()}" for name in values)
        return f"UPDATE {Exchange._meta.db_table} SET {sets} WHERE id = {param()}", [*values.values(), pk]


def _with(model: Any, row: Row, fresh: dict[str, Any]) -> Row:
    return [fresh.get(name, value) for name, value in zip(columns(model), row, strict=True)]


def _run_all(exchanges: list[list[list[Statement]]]) -> None:
    for groups in exchanges:
        _run(groups)


def _run(groups: list[list[Statement]]) -> None:
    for group in groups:
        with raw_transaction() if len(group) > 1 else nullcontext(driver()) as cursor:
            for sql, values in group:
                cursor.execute(sql, values)
