"""kill -9 in the middle of the work: nothing is lost, nothing half-written, nothing done twice."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "x" * 32


def until(met: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """What `met` gives as soon as it is true; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (found := met()):
        assert time.monotonic() < end, f"still waiting: {what}"
        time.sleep(0.02)
    return found


class Portal:
    """The portal's processes on a database of their own below `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.database = home / "dnr.sqlite3"
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "tests.crash.settings", "DNR_VAR": str(home), "DNR_CRASH": str(home),
            "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "DNR_LOG_LEVEL": "WARNING",
        }  # fmt: skip
        made = subprocess.run(
            [sys.executable, "-m", "tests.crash.prepare"], cwd=ROOT, env=self.environment, check=True,
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        self.facts: dict[str, Any] = json.loads(made.stdout.splitlines()[-1])

    @contextmanager
    def process(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A process with all its children in a group of their own, killed outright at the end."""
        with (self.home / "log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        try:
            yield started
        finally:
            kill(started)

    def worker(self) -> Any:
        return self.process("manage.py", "qcluster")

    @contextmanager
    def web(self) -> Iterator[int]:
        """Gives its port once it answers."""
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with self.process(
            "-m", "gunicorn", "dnr.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1", "--no-control-socket"
        ):
            until(lambda: answers(port), "the web process answers")
            yield port

    @contextmanager
    def held(self, place: str) -> Iterator[None]:
        """Whoever comes to this place stands still."""
        with (self.home / f"{place}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def lines(self, name: str) -> list[str]:
        path = self.home / name
        return path.read_text().splitlines() if path.exists() else []

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            return database.execute(question).fetchall()

    def stand(self) -> dict[str, Any]:
        """The case, and how many rows the tables around it hold."""
        tables = ("event", "decision", "deadline", "notice", "effect", "historicalcase")
        counts = {t: self.rows(f"SELECT COUNT(*) FROM cases_{t}")[0][0] for t in tables}
        return counts | {
            "case": self.rows("SELECT state, version FROM cases_case"),
            "tasks": self.rows("SELECT id FROM django_q_ormq"),
        }

    def post(self, port: int, name: str) -> int:
        """Press the button of a step; gives the HTTP status. The connection breaks if the process is killed."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, "version": self.facts["version"], "note": ""})
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("POST", f"/cases/{self.facts['case']}/{name}/", body, {
                "Cookie": f"sessionid={self.facts['session']}; csrftoken={TOKEN}",
                "Content-Type": "application/x-www-form-urlencoded",
            })  # fmt: skip
            return connection.getresponse().status


def kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


def answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    return Portal(tmp_path_factory.mktemp("crash"))


def test_what_is_killed_in_the_middle_is_made_up_for_once(portal: Portal) -> None:
    """One story, since each part goes on from what the part before has left."""
    before = portal.stand()
    _kill_the_web_process_inside_a_step(portal)
    assert portal.stand() == before, "nothing of the step was written"
    _repeat_the_step(portal)
    _kill_the_worker_inside_a_mail(portal)
    _start_the_worker_again(portal)


def _kill_the_web_process_inside_a_step(portal: Portal) -> None:
    import threading

    outcome: list[Any] = []

    def press(port: int) -> None:
        try:
            outcome.append(portal.post(port, "admit"))
        except OSError as error:
            outcome.append(type(error))
        except http.client.HTTPException as error:
            outcome.append(type(error))

    with portal.held("step"), portal.web() as port:
        pressing = threading.Thread(target=press, args=[port])
        pressing.start()
        until(lambda: "step" in portal.lines("reached") or outcome, "the step has written its rows")
        assert outcome == [], "the step is still in its transaction"
    pressing.join(30)
    assert not isinstance(outcome[0], int), "the page got no answer"


def _repeat_the_step(portal: Portal) -> None:
    with portal.web() as port:
        assert portal.post(port, "admit") == 302
        assert portal.post(port, "admit") == 302, "a second click is told that the case has moved on"
    assert portal.rows("SELECT COUNT(*) FROM cases_event WHERE step = 'admit'") == [(1,)]
    assert portal.rows("SELECT state FROM cases_case") == [("admitted",)]
    assert portal.rows("SELECT kind, state FROM cases_effect WHERE state != 'done'") == [("mail", "pending")]


def _kill_the_worker_inside_a_mail(portal: Portal) -> None:
    with portal.held("mail"), portal.worker():
        until(lambda: "mail" in portal.lines("reached"), "the worker is sending")
    assert portal.lines("sent") == []
    assert portal.rows("SELECT kind, state, attempts FROM cases_effect WHERE state != 'done'") == [
        ("mail", "pending", 1)
    ]


def _start_the_worker_again(portal: Portal) -> None:
    """The lost task is handed out again; the notice is mailed once, and once only."""
    with portal.worker():
        until(lambda: portal.lines("sent"), "the mail is sent")
        until(lambda: portal.rows("SELECT 1 FROM cases_effect WHERE state != 'done'") == [], "the errand is over")
        until(lambda: portal.rows("SELECT 1 FROM django_q_ormq") == [], "the queue is empty")
    assert len(portal.lines("sent")) == 1
    assert portal.rows("SELECT COUNT(*) FROM cases_notice WHERE what = 'admit' AND mailed_at IS NOT NULL") == [(1,)]
