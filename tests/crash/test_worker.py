"""A part of the worker is killed, or all of it is told to stop at once: nothing is left over, nothing half done."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from tests.crash.portal import LONG, CrashPortal, prepared

pytestmark = pytest.mark.slow

MAILED = "SELECT COUNT(*) FROM cases_notice WHERE what = 'admit' AND mailed_at IS NOT NULL"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal's folder with one notice to be mailed, and the job for it."""
    home = tmp_path_factory.mktemp("template")
    with closing(CrashPortal(home)) as made:
        prepared(made, "screening", "screener", 1, "admit")
        made.run("wake")
    (home / "told").unlink()
    return home


@pytest.fixture
def portal(template: Path, tmp_path: Path) -> Iterator[CrashPortal]:
    with closing(CrashPortal(shutil.copytree(template, tmp_path / "home"))) as made:
        yield made


def test_sigterm_to_every_process_lets_the_job_in_hand_finish(portal: CrashPortal) -> None:
    """As systemd sends it."""
    with portal.worker() as main:
        with portal.held("mail"):
            portal.reports.hears("mail")
            group = tree(main.pid)
            for pid in group:
                os.kill(pid, signal.SIGTERM)
        portal.reports.hears("sent")
        assert main.wait(30) == 0
        assert not [pid for pid in group if alive(pid)]
    assert portal.rows(MAILED) == [(1,)]
    assert portal.rows("SELECT 1 FROM django_q_ormq") == [], "the job is off the queue"


def test_a_killed_sentinel_ends_the_whole_worker_and_the_keeper_starts_it_again(portal: CrashPortal) -> None:
    with portal.process("tools/worker.py") as keeper:
        with portal.held("mail"):
            portal.reports.hears("mail")
            main, sentinel, *rest = tree(keeper.pid)[1:]
            assert len(rest) >= 3, "worker, pusher and monitor"
            with ending(main, sentinel, *rest):
                os.kill(sentinel, signal.SIGKILL)
        free(portal)
        portal.reports.hears("settled")
        assert tree(keeper.pid)[1] != main
        stop(keeper)
    assert portal.rows(MAILED) == [(1,)]
    log = (portal.home / "log").read_text()
    assert "worker lost its sentinel" in log and "The worker ended with 1" in log


def free(portal: CrashPortal) -> None:
    """As if the minutes had passed for which a job and a notice are with one worker alone."""
    portal.rows("UPDATE django_q_ormq SET lock = '2026-01-01 00:00:00'")
    portal.rows("UPDATE cases_effect SET next_at = '2026-01-01 00:00:00' WHERE state = 'pending'")


def stop(keeper: subprocess.Popen[bytes]) -> None:
    """Ctrl-C in a terminal: every process has it."""
    group = tree(keeper.pid)
    for pid in group:
        os.kill(pid, signal.SIGINT)
    assert keeper.wait(30) == 0
    assert not [pid for pid in group if alive(pid)]


def tree(pid: int) -> list[int]:
    """A process and all below it, parents first."""
    with suppress(FileNotFoundError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(pid_below for child in children for pid_below in tree(int(child)))]
    return []


def alive(pid: int) -> bool:
    """A dead one whom nobody has asked for is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def ending(*pids: int, seconds: float = LONG) -> Iterator[None]:
    """Waits at the end until all of these processes have ended."""
    with ExitStack() as stack:
        handles = [os.pidfd_open(pid) for pid in pids]
        for handle in handles:
            stack.callback(os.close, handle)
        yield
        for handle in handles:
            assert select.select([handle], [], [], seconds)[0], "it does not end"
