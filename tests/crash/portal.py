"""The portal as it runs in life, in processes of its own, for tests that kill them or take the database from them."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "x" * 32
SHED = ("DATABASE_URL", "QUEUE_URL", "CACHE_URL", "PYTEST_XDIST_WORKER")
"""Of the environment of the tests: what is theirs alone."""
THREADS = 4
"""Of the web process."""
LONG = 120.0
"""Seconds after which a test stops waiting."""


class Reports:
    """What the portal's processes tell, line by line (`tests.crash.holding.tell`)."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        # For writing too: else the pipe would end whenever nobody else has it open.
        self._pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self._rest = ""
        self.lines: list[str] = []
        self._heard = 0

    def close(self) -> None:
        os.close(self._pipe)

    def hears(self, line: str, seconds: float = LONG) -> None:
        """Waits for a line that begins so, after the one heard before."""
        end = time.monotonic() + seconds
        while not self._reported(line):
            assert self._more(end - time.monotonic()), f"still waiting for {line!r} after {self.lines}"

    def _reported(self, line: str) -> bool:
        for place in range(self._heard, len(self.lines)):
            self._heard = place + 1
            if self.lines[place].startswith(line):
                return True
        return False

    def _more(self, seconds: float) -> bool:
        if not select.select([self._pipe], [], [], max(seconds, 0))[0]:
            return False
        *whole, self._rest = (self._rest + os.read(self._pipe, 65536).decode()).split("\n")
        self.lines += whole
        return True


class CrashPortal:
    """Its processes on a database of their own: that of `database` (an address), else an SQLite file below `home`."""

    def __init__(self, home: Path, settings: str = "tests.crash.settings", database: str = "", **more: str) -> None:
        self.home, self.address = home, database
        self.reports = Reports(home / "told")
        kept = {k: v for k, v in os.environ.items() if k not in SHED}
        self.environment = (
            kept
            | {
                "DJANGO_SETTINGS_MODULE": settings,
                "DNR_VAR": str(home),
                "DNR_CRASH": str(home),
                "PYTHONPATH": str(ROOT),
                "PYTHONDONTWRITEBYTECODE": "1",
                "DNR_LOG_LEVEL": "WARNING",
                "DNR_MAIL_WAITS_MINUTES": "0",
            }
            | ({"DATABASE_URL": database} if database else {})
            | more
        )

    def close(self) -> None:
        self.reports.close()

    # -------------------------------------------------------------------------------------------- its processes

    @contextmanager
    def process(self, *command: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
        """A process with all its children in a group of their own, killed outright at the end."""
        with (self.home / "log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **options,
            )
        try:
            yield started
        finally:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait(20)

    def run(self, program: str, *arguments: str) -> str:
        """The last line of what a program of ours says."""
        done = subprocess.run(
            [sys.executable, "-m", f"tests.crash.{program}", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        return done.stdout.splitlines()[-1]

    def worker(self) -> Any:
        return self.process("manage.py", "worker")

    @contextmanager
    def web(self) -> Iterator[int]:
        """Gives its port. Who comes before it is ready waits in the queue of the socket, which is ours."""
        with ExitStack() as stack:
            door = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            options = ("--worker-class", "gthread", "--threads", str(THREADS), "--no-control-socket")
            command = ("-m", "gunicorn", "dnr.wsgi", "--bind", f"fd://{door.fileno()}", *options)
            stack.enter_context(self.process(*command, pass_fds=[door.fileno()]))
            yield door.getsockname()[1]

    @contextmanager
    def held(self, place: str) -> Iterator[None]:
        """Whoever comes to this place stands still."""
        with (self.home / f"{place}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    # -------------------------------------------------------------------------------------------- its database

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        if self.address:
            with psycopg.connect(self.address, autocommit=True) as server:
                return server.execute(question.encode()).fetchall()
        with closing(self.open()) as file:
            return file.execute(question).fetchall()

    def open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.home / "dnr.sqlite3", timeout=20, isolation_level=None)


def prepared(portal: CrashPortal, state: str, role: str, count: int = 1, *steps: str) -> dict[str, Any]:
    """As tests/crash/prepare.py says: {"cases": [{"id", "number", "version"}], "session"}."""
    facts: dict[str, Any] = json.loads(portal.run("prepare", state, role, str(count), *steps))
    return facts


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> int:
    """The HTTP status. The connection breaks if the process is killed."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)) as connection:
        connection.request(method, path, body, headers)
        return connection.getresponse().status


def press(port: int, session: str, case: dict[str, Any], name: str, **fields: str) -> int:
    """The button of a step; gives the HTTP status."""
    body = urlencode({"csrfmiddlewaretoken": TOKEN, "version": case["version"], "note": ""} | fields)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return ask(
        port, "POST", f"/cases/{case['id']}/{name}/", body, Cookie=f"sessionid={session}; csrftoken={TOKEN}", **kind
    )
