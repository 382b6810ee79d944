"""Cut off between sending a request and marking it sent: it goes again under its key, and its answer counts once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.outbox.leases import LENGTH as LEASE
from tests.crash.asked import Heard, holding_back
from tests.crash.portal import LONG, CrashPortal, prepared

pytestmark = pytest.mark.slow

SETTINGS = "tests.crash.exchange_settings"
AFTER = LEASE + timedelta(seconds=1)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A portal's folder with one case just registered, its question to ИБД due; and the number of the case."""
    home = tmp_path_factory.mktemp("template")
    with closing(CrashPortal(home, SETTINGS)) as portal:
        facts = prepared(portal, "registration", "officer", 1, "register")
    (home / "told").unlink()
    return home, facts["cases"][0]["number"]


@pytest.fixture
def ibd(template: tuple[Path, str], tmp_path: Path) -> Iterator[Heard]:
    with holding_back(tmp_path, template[1]) as asked:
        yield asked


@pytest.fixture
def portal(template: tuple[Path, str], ibd: Heard, tmp_path: Path) -> Iterator[CrashPortal]:
    home = shutil.copytree(template[0], tmp_path / "home")
    with closing(CrashPortal(home, SETTINGS, DNR_CRASH_GATEWAYS=ibd.settings())) as made:
        yield made


def test_a_request_whose_worker_was_killed_goes_again_under_its_key_and_counts_once(
    portal: CrashPortal, ibd: Heard, template: Any
) -> None:
    with portal.process("-m", "tests.crash.deliver", "0"):
        ibd.arrives()
    ibd.let_go()
    _nothing_is_half_done(portal)
    portal.run("deliver", "1")
    assert len(ibd.heard(template[1])) == 1, "the lease of the dead worker still runs"
    _made_up_for(portal, ibd, template[1])


def test_a_request_whose_answer_finds_the_database_locked_goes_again_under_its_key_and_counts_once(
    portal: CrashPortal, ibd: Heard, template: Any
) -> None:
    """SQLite: another process keeps the file to itself for longer than a worker waits for it."""
    with portal.process("-m", "tests.crash.deliver", "0") as worker:
        ibd.arrives()
        with closing(portal.open()) as other:
            other.execute("BEGIN EXCLUSIVE")
            ibd.let_go()
            assert worker.wait(LONG) != 0
    log = (portal.home / "log").read_text()
    assert "database is locked" in log and "exchange failed" not in log, "it is our fault, not theirs"
    _nothing_is_half_done(portal)
    _made_up_for(portal, ibd, template[1])


def _stand(portal: CrashPortal) -> tuple[Any, Any]:
    """The exchange, and the outcomes of its attempts as they were kept."""
    return portal.rows("SELECT state, outcome, attempts FROM cases_exchange WHERE system = 'ibd'"), portal.rows(
        "SELECT a.outcome FROM cases_attempt a JOIN cases_exchange e ON e.id = a.exchange_id WHERE e.system = 'ibd'"
    )


def _nothing_is_half_done(portal: CrashPortal) -> None:
    assert _stand(portal) == ([("pending", "", 1)], [])
    assert portal.rows("SELECT COUNT(*) FROM cases_check") == [(0,)]


def _made_up_for(portal: CrashPortal, ibd: Heard, case: str) -> None:
    """Once the lease of who sent it first has ended."""
    ibd.clock.ahead = AFTER
    portal.run("deliver", str(AFTER.total_seconds()))
    assert ibd.heard(case) == ["200", "200"]
    assert ibd.done(case) == [key for (key,) in portal.rows("SELECT key FROM cases_exchange WHERE system = 'ibd'")]
    assert _stand(portal) == ([("answered", "applied", 2)], [("ok",)])
    assert portal.rows("SELECT COUNT(*) FROM cases_check WHERE kind = 'ibd'") == [(1,)]
    assert portal.rows("SELECT COUNT(*) FROM cases_event WHERE step = 'record_check'") == [(1,)]
