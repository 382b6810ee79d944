"""Queues, a search and the case page beside what a user would build instead, over gunicorn, to several visitors."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from bench import servers
from bench.pages import SOUGHT, signed_in, visit
from bench.report import BenchReport, median_ms, percentile_ms, profiled
from bench.rows import Ids, surname
from bench.servers import PLAIN, PORTAL, Question, Server

CONNECTIONS, WORKERS = 8, 2
P95 = 150.0
"""ms, on two cores."""
QUEUE, CASE, SEARCH = 1.3, 2.0, 1.5
"""How much longer than the plain page ours may take, and a search by name than the queue."""
WARM = 3.0
"""Seconds: each thread of a server has its own connection to the database, and draws its first pages slowly."""


@dataclass(slots=True)
class Answers:
    """`times`: seconds of each; `cpu`: of the processor, in the server, of all together."""

    times: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def p50(self) -> float:
        return median_ms(self.times)

    @property
    def p95(self) -> float:
        return percentile_ms(self.times, 0.95)

    @property
    def cpu_ms(self) -> float:
        return self.cpu / len(self.times) * 1000

    def ask(self, question: Question, length: float) -> None:
        before = question.server.cpu()
        self.times += servers.visit(question, CONNECTIONS, length)
        self.cpu += question.server.cpu() - before


def measure(report: BenchReport, officer: Any, cases: list[Ids], rounds: int, length: float) -> None:
    """`rounds` of `length` seconds for each page, by turns. `cases`: those whose pages are asked for."""
    with ExitStack() as stack:
        plain, portal = (stack.enter_context(servers.running(site, WORKERS)) for site in (PLAIN, PORTAL))
        asked = _questions(officer, cases, plain, portal)
        for question in asked:
            servers.visit(question, 1, 0)  # a server that fails does so once
            servers.visit(question, CONNECTIONS, WARM)
        answers = [Answers() for _question in asked]
        for _round in range(rounds):
            for question, given in zip(asked, answers, strict=True):
                given.ask(question, length)
    for beside, ours, goal in ((0, 1, QUEUE), (0, 2, QUEUE), (1, 3, SEARCH), (4, 5, CASE)):
        _tell(report, officer, [asked[beside], asked[ours]], [answers[beside], answers[ours]], goal)


def _questions(officer: Any, cases: list[Ids], plain: Server, portal: Server) -> list[Question]:
    cookie = f"{settings.SESSION_COOKIE_NAME}={signed_in(officer).cookies[settings.SESSION_COOKIE_NAME].value}"
    ours = [reverse("con:officer:case", args=[copy.case]) for copy in cases]
    home, name = reverse("con:officer:home"), officer.full_name
    return [
        Question("plain list of 25 rows", plain, ["/"], cookie, name),
        Question("queue, officer", portal, [home], cookie, name),
        Question("queue, officer, one state", portal, [f"{home}?state=knb"], cookie, name),
        Question("search, officer, a name", portal, [f"{home}?q={surname(n)}" for n in SOUGHT], cookie, name),
        Question("plain case page", plain, [f"/{copy.case}/" for copy in cases], cookie, name),
        Question("case, officer", portal, ours, cookie, name),
    ]


def _tell(report: BenchReport, officer: Any, pair: list[Question], answers: list[Answers], goal: float) -> None:
    (plain, ours), ratio = answers, answers[1].p50 / answers[0].p50
    visitors, again = f"gunicorn, {CONNECTIONS} connections", _again(officer, pair[1].paths)
    report.add(
        f"{pair[1].name} / {pair[0].name}, {visitors}",
        f"{ratio:.2f}×  (p50 {ours.p50:.1f} / {plain.p50:.1f} ms; processor {ours.cpu_ms:.1f} / {plain.cpu_ms:.1f} ms)",
        f"≤ {goal:g}×",
        ratio <= goal,
        again,
    )
    report.add(
        f"{pair[1].name}, {visitors}: p95",
        f"{ours.p95:.0f} ms  (beside it {plain.p95:.0f} ms)",
        f"≤ {P95:g} ms",
        ours.p95 <= P95,
        again,
    )


def _again(officer: Any, paths: list[str]) -> Callable[[], str]:
    client = signed_in(officer)

    def ask() -> None:
        for i in range(20):
            visit(client, officer, paths[i % len(paths)])

    return lambda: profiled(ask)
