"""Lists and case pages, fetched as a browser does, at every size of the portal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import databanks
from bench.casecopies import Ids, surname
from bench.report import BenchReport, median_ms, percentile_ms, profiled, seconds
from cases.models import Case

LIST, CASE, HEAD, FILING = 8, 15, 20, 24
"""Statements a page may take."""
HEADS = 300.0
"""ms that a head's page may take, at any size."""
GROWTH = 1.2
SOUGHT = (230, 257, 281)
"""Copies that every size has."""


@dataclass(slots=True)
class MeasuredPage:
    name: str
    user: Any
    urls: list[str]
    """Fetched by turns."""
    most: int
    """Statements it may take."""
    slowest: float | None = None
    """In ms, where it has a limit of its own instead of that on its growth."""
    times: dict[int, list[float]] = field(default_factory=dict)
    """By the size of the portal; statements too."""
    statements: dict[int, int] = field(default_factory=dict)


def addresses(case: Case) -> list[tuple[str, str]]:
    """The pages of who prepares an application."""
    pages = ("home", "questionnaire", "check")
    return [(f"application, {page}", reverse(f"egov:application:{page}", args=[case.pk])) for page in pages]


def pages(crew: Any, cases: dict[str, list[Ids]], owner: Any, own: Ids, applying: Case) -> list[MeasuredPage]:
    """The lists of every desk and the pages of some cases. `cases`: by the state in which they stand."""
    officer, clerk, head, home = crew("officer"), crew("clerk"), crew("head"), reverse("con:officer:home")

    def of(desk: str, state: str) -> list[str]:
        return [reverse(f"{desk}:case", args=[copy.case]) for copy in cases[state]]

    return [
        MeasuredPage("queue, officer", officer, [home], LIST),
        MeasuredPage("queue, officer, one state", officer, [f"{home}?state=knb"], LIST),
        MeasuredPage("queue, officer, by name, soon", officer, [home + "?sort=name&term=soon"], LIST),
        MeasuredPage("search, officer, a name", officer, [f"{home}?q={surname(n)}" for n in SOUGHT], LIST),
        MeasuredPage(
            "search, officer, a wrong letter", officer, [f"{home}?q=x{surname(n)[1:]}" for n in SOUGHT], LIST + 1
        ),
        MeasuredPage("search, officer, part of a number", officer, [f"{home}?q=B-{n}" for n in SOUGHT], LIST),
        MeasuredPage("queue, screener", crew("screener"), [reverse("hub:screening:home")], LIST),
        MeasuredPage("queue, signer", crew("signer"), [reverse("hub:signing:home")], LIST),
        MeasuredPage("queue, clerk", clerk, [reverse("con:clerk:home")], LIST),
        MeasuredPage("cabinet, applicant", owner, [reverse("egov:cabinet:home")], LIST),
        MeasuredPage("case, officer", officer, of("con:officer", "preliminary_decision"), CASE),
        MeasuredPage("case, clerk", clerk, of("con:clerk", "intake"), CASE),
        MeasuredPage("case, screener", crew("screener"), of("hub:screening", "screening"), CASE),
        MeasuredPage("case, applicant", owner, [reverse("egov:cabinet:case", args=[own.case])], CASE),
        *(MeasuredPage(f"{what}, applicant", applying.person.user, [url], FILING) for what, url in addresses(applying)),
        MeasuredPage("desk, head", head, [reverse("con:head:home")], HEAD, HEADS),
        MeasuredPage("work to share out, head", head, [reverse("con:head:work")], HEAD, HEADS),
    ]


def measure(measured: list[MeasuredPage], databases: dict[int, str], blocks: int, turns: int) -> None:
    """Ask for every page by turns, now of a small portal, now of a large one: a slow minute hits all alike."""
    for _block in range(blocks):
        for size, name in databases.items():
            databanks.use_database(name)
            _ask(measured, size, turns)
    for size, name in databases.items():
        databanks.use_database(name)
        for page in measured:
            client = signed_in(page.user)
            visit(client, page.user, page.urls[0])
            with CaptureQueriesContext(connection) as queries:
                visit(client, page.user, page.urls[0])
            page.statements[size] = len(queries)


def _ask(measured: list[MeasuredPage], size: int, turns: int) -> None:
    clients = [signed_in(page.user) for page in measured]
    for turn in range(-2, turns):  # two to warm up
        for page, client in zip(measured, clients, strict=True):
            took = seconds(partial(visit, client, page.user, page.urls[turn % len(page.urls)]))
            if turn >= 0:
                page.times.setdefault(size, []).append(took)


def signed_in(user: Any) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def visit(client: Client, user: Any, url: str) -> None:
    """Raises AssertionError for any other answer than the page, seen by this very user: a redirect to the sign-in page
    is quick, and would be a fine figure.
    """
    answer = client.get(url)
    if answer.status_code != 200:
        raise AssertionError(f"{url}: {answer.status_code} {answer.headers.get('Location', '')}")
    if answer.wsgi_request.user.pk != user.pk:
        raise AssertionError(f"{url} was answered to {answer.wsgi_request.user}, not to {user}")


def report_growth(report: BenchReport, measured: list[MeasuredPage]) -> None:
    """How much slower each page is at the largest size than at the smallest."""
    for page in measured:
        sizes = sorted(page.times, reverse=True)
        sizes_in_words, by_size = " / ".join(f"{size:,}" for size in sizes), [page.times[size] for size in sizes]
        growth, counts = median_ms(by_size[0]) / median_ms(by_size[-1]), [page.statements[size] for size in sizes]
        p50 = " / ".join(f"{median_ms(times):.1f}" for times in by_size)
        p95 = " / ".join(f"{percentile_ms(times, 0.95):.1f}" for times in by_size)
        worst = max(percentile_ms(times, 0.95) for times in by_size)
        if page.slowest is None:
            limit, met = f"≤ {GROWTH}×", growth <= GROWTH
        else:
            limit, met = f"p95 ≤ {page.slowest:g} ms", worst <= page.slowest
        report.add(
            f"{page.name}: {sizes_in_words} cases",
            f"{growth:.2f}×  (p50 {p50} ms, p95 {p95} ms)",
            limit,
            met,
            again(page.user, page.urls),
        )
        report.add(
            f"{page.name}: statements",
            " / ".join(map(str, counts)),
            f"≤ {page.most}, the same",
            len(set(counts)) == 1 and counts[0] <= page.most,
            _listed(page),
        )


def again(user: Any, urls: list[str]) -> Callable[[], str]:
    """The profile of some pages, signed in for in the database that is in use by then."""

    def why() -> str:
        client = signed_in(user)

        def ask() -> None:
            for i in range(20):
                visit(client, user, urls[i % len(urls)])

        return profiled(ask)

    return why


def _listed(page: MeasuredPage) -> Callable[[], str]:
    """The statements themselves: they tell more than a profile."""

    def why() -> str:
        with CaptureQueriesContext(connection) as queries:
            visit(signed_in(page.user), page.user, page.urls[0])
        # Of a statement that the driver prepared long ago it keeps no text.
        texts = [query["sql"] or "(prepared)" for query in queries]
        return "".join(f"    {i}. {text[:160]}\n" for i, text in enumerate(texts, start=1))

    return why
