"""Queues, a search and the case page beside what a user would build instead, over gunicorn, to several visitors."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse

from bench import servers
from bench.casecopies import Ids, surname
from bench.pages import HEADS, SOUGHT, again, signed_in
from bench.report import BenchReport, median_ms, percentile_ms
from bench.servers import PLAIN, PORTAL, Question, Server

CONNECTIONS, WORKERS = 8, 2
P95 = 150.0
"""ms, on two cores; of a head's page HEADS."""
QUEUE, CASE, SEARCH = 1.3, 2.0, 1.5
"""How much longer than the plain page ours may take, and a search by name than the queue."""
WARM = 3.0
"""Seconds: each thread of a server has its own connection to the database, and draws its first pages slowly."""


@dataclass(slots=True)
class Answers:
    times: list[float] = field(default_factory=list)
    """Seconds of each."""
    cpu: float = 0.0
    """Seconds of the processor, in the server, of all together."""

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


def measure(
    report: BenchReport, officer: Any, head: Any, cases: list[Ids], size: int, rounds: int, length: float
) -> None:
    """`rounds` of `length` seconds for each page, by turns. `cases`: those whose pages are fetched; `size`: cases of
    the portal."""
    with ExitStack() as stack:
        plain, portal = (stack.enter_context(servers.running(site, WORKERS)) for site in (PLAIN, PORTAL))
        questions = _questions(officer, head, cases, plain, portal)
        for question in questions:
            servers.visit(question, 1, 0)  # a server that fails does so once
            servers.visit(question, CONNECTIONS, WARM)
        answers = [Answers() for _question in questions]
        for _round in range(rounds):
            for question, answer in zip(questions, answers, strict=True):
                answer.ask(question, length)
    where = f"{size:,} cases, gunicorn, {CONNECTIONS} connections"
    for beside, ours, goal in ((0, 1, QUEUE), (0, 2, QUEUE), (1, 3, SEARCH), (4, 5, CASE)):
        why = again(officer, questions[ours].paths)
        _tell_ratio(report, [questions[beside], questions[ours]], [answers[beside], answers[ours]], goal, where, why)
        _tell_p95(report, questions[ours], answers[ours], P95, where, why)
    _tell_p95(report, questions[6], answers[6], HEADS, where, again(head, questions[6].paths))


def _questions(officer: Any, head: Any, cases: list[Ids], plain: Server, portal: Server) -> list[Question]:
    ours = [reverse("con:officer:case", args=[copy.case]) for copy in cases]
    home, desk = reverse("con:officer:home"), reverse("con:head:home")
    cookie, name = cookie_of(officer), officer.full_name
    return [
        Question("plain list of 25 rows", plain, ["/"], cookie, name),
        Question("queue, officer", portal, [home], cookie, name),
        Question("queue, officer, one state", portal, [f"{home}?state=knb"], cookie, name),
        Question("search, officer, a name", portal, [f"{home}?q={surname(n)}" for n in SOUGHT], cookie, name),
        Question("plain case page", plain, [f"/{copy.case}/" for copy in cases], cookie, name),
        Question("case, officer", portal, ours, cookie, name),
        Question("desk, head", portal, [desk], cookie_of(head), head.full_name),
    ]


def cookie_of(user: Any) -> str:
    """Of a session that has just begun in the database in use."""
    return f"{settings.SESSION_COOKIE_NAME}={signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value}"


def _tell_ratio(
    report: BenchReport, pair: list[Question], answers: list[Answers], goal: float, where: str, why: Callable[[], str]
) -> None:
    (plain, ours), ratio = answers, answers[1].p50 / answers[0].p50
    report.add(
        f"{pair[1].name} / {pair[0].name}, {where}",
        f"{ratio:.2f}×  (p50 {ours.p50:.1f} / {plain.p50:.1f} ms; processor {ours.cpu_ms:.1f} / {plain.cpu_ms:.1f} ms; "
        f"beside it p95 {plain.p95:.0f} ms)",
        f"≤ {goal:g}×",
        ratio <= goal,
        why,
    )


def _tell_p95(
    report: BenchReport, question: Question, answer: Answers, most: float, where: str, why: Callable[[], str]
) -> None:
    report.add(
        f"{question.name}, {where}: p95",
        f"{answer.p95:.0f} ms  (p50 {answer.p50:.1f} ms)",
        f"≤ {most:g} ms",
        answer.p95 <= most,
        why,
    )
