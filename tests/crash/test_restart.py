"""The database stopped and started again in mid-delivery: nothing is half-done, and web and worker go on by themselves.

For PostgreSQL, with a server of the test's own: that of the run is everybody's.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.crash.asked import Heard, holding_back
from tests.crash.portal import LONG, THREADS, CrashPortal, ask, prepared, press
from tools import postgres

pytestmark = [pytest.mark.slow, pytest.mark.database]


@dataclass
class RestartStory:
    """Three cases in registration, the question of the first about to be sent; and the officer who registers them."""

    server: postgres.PostgresCluster
    portal: CrashPortal
    ibd: Heard
    facts: dict[str, Any]

    def number(self, nth: int) -> str:
        number: str = self.facts["cases"][nth]["number"]
        return number

    def register(self, port: int, nth: int) -> int:
        return press(port, self.facts["session"], self.facts["cases"][nth], "register", mp_number=f"MP-R-{nth}")

    def desks(self, port: int) -> list[int]:
        """The officer's page asked for as often as the web process has threads, at once: each has its connection."""
        cookie = f"sessionid={self.facts['session']}"
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(lambda _n: ask(port, "GET", "/con/officer/", Cookie=cookie), range(THREADS)))

    def stand(self, nth: int) -> list[tuple[Any, ...]]:
        """(state, outcome, attempts, attempts kept) of the question to ИБД, then the facts it has made."""
        return self.portal.rows(
            "SELECT x.state, x.outcome, x.attempts, (SELECT COUNT(*) FROM cases_attempt a WHERE a.exchange_id = x.id),"
            " (SELECT COUNT(*) FROM cases_check c WHERE c.case_id = x.case_id AND c.kind = 'ibd'),"
            " (SELECT COUNT(*) FROM cases_event e WHERE e.case_id = x.case_id AND e.step = 'record_check')"
            " FROM cases_exchange x JOIN cases_case k ON k.id = x.case_id"
            f" WHERE x.system = 'ibd' AND k.number = '{self.number(nth)}'"
        )


SENT = [("pending", "", 1, 0, 0, 0)]
ANSWERED_AT_ONCE = [("answered", "applied", 1, 1, 1, 1)]
MADE_UP_FOR = [("answered", "applied", 2, 1, 1, 1)]


@pytest.fixture
def server() -> Iterator[postgres.PostgresCluster]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server; what a locked file does is in test_exchange.py")
    try:
        postgres.find_binaries()
    except postgres.NoPostgresError as reason:
        pytest.skip(f"the server of this run is elsewhere, and there is none to be restarted: {reason}")
    # Durable: without, what was committed last may be gone after an immediate shutdown.
    with postgres.cluster(durable=True) as made:
        yield made


@pytest.fixture
def story(server: postgres.PostgresCluster, tmp_path: Path) -> Iterator[RestartStory]:
    settings = "tests.crash.exchange_settings"
    with closing(CrashPortal(tmp_path, settings, server.url, DNR_CRASH_HASTE="1")) as portal:
        facts = prepared(portal, "registration", "officer", 3, "register")
        with holding_back(tmp_path, *(case["number"] for case in facts["cases"][:2])) as ibd:
            portal.environment["DNR_CRASH_GATEWAYS"] = ibd.settings()
            yield RestartStory(server, portal, ibd, facts)


def test_a_restarted_database_is_made_up_for_by_web_and_worker_as_they_run(story: RestartStory) -> None:
    """One story, since each part goes on from what the part before has left."""
    _restart_under_a_program(story)
    with story.portal.web() as port, story.portal.worker() as worker:
        _crash_under_the_worker(story, port)
        _ask_while_it_is_away(story, port)
        _go_on(story, port, worker)


def _restart_under_a_program(story: RestartStory) -> None:
    """The orderly way: the server sends everybody home first."""
    with story.portal.process("-m", "tests.crash.deliver", "0") as worker:
        story.ibd.arrives()
        story.server.stop(signal.SIGINT)
        story.server.resume()
        story.ibd.let_go()
        assert worker.wait(LONG) != 0
    assert story.stand(0) == SENT


def _crash_under_the_worker(story: RestartStory, port: int) -> None:
    """The hard way: each process of the server dies at once, and it has to recover from its log."""
    assert story.desks(port) == [200] * THREADS
    assert story.register(port, 1) == 302
    story.ibd.arrives()
    story.server.stop(signal.SIGQUIT)
    story.ibd.let_go()


def _ask_while_it_is_away(story: RestartStory, port: int) -> None:
    assert ask(port, "GET", "/health/ready") == 503
    assert story.register(port, 2) == 503
    assert ask(port, "GET", "/health/live") == 200
    story.portal.reports.hears("ended cases.outbox.worker.run_job badly")
    story.server.resume()
    assert story.stand(1) == SENT


def _go_on(story: RestartStory, port: int, worker: subprocess.Popen[bytes]) -> None:
    """The web process at the first request; the worker within a quarter of a minute, as django-q2 looks after it."""
    assert story.desks(port) == [200] * THREADS
    assert story.register(port, 2) == 302
    story.portal.reports.hears("ended cases.outbox.worker.run_job well")
    assert story.stand(2) == ANSWERED_AT_ONCE
    story.portal.reports.hears("ended cases.engine.clock.sweep_job well")
    assert (story.stand(0), story.stand(1)) == (MADE_UP_FOR, MADE_UP_FOR)
    for nth, calls in enumerate((2, 2, 1)):
        assert story.ibd.heard(story.number(nth)) == ["200"] * calls
        assert len(story.ibd.done(story.number(nth))) == 1
    assert worker.poll() is None
    assert story.portal.rows("SELECT failures, last_error FROM cases_breaker") == [(0, "")], "it was never their fault"
