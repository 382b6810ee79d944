"""kill -9 between sending a request and marking it sent: it goes again under its key, and its answer counts once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from cases.gateways.outbox import LEASE

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


class System(ThreadingHTTPServer):
    """An ИБД that keeps the first who asks waiting, and answers everybody after."""

    daemon_threads = True

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.bodies: list[bytes] = []
        self.asked, self.free = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(BaseHTTPRequestHandler):
    server: System

    def do_POST(self) -> None:
        to = self.server
        to.keys.append(self.headers["Idempotency-Key"])
        to.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        if len(to.keys) == 1:
            to.asked.set()
            to.free.wait(60)
            return
        body = b'{"clear":true,"reference":"I-1"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def system() -> Iterator[System]:
    made = System()
    thread = threading.Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    yield made
    made.free.set()
    made.shutdown()
    thread.join()
    made.server_close()


class Portal:
    def __init__(self, home: Path, url: str) -> None:
        self.database = home / "dnr.sqlite3"
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PYTEST_XDIST_WORKER")}
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": "tests.crash.exchange_settings", "DNR_VAR": str(home), "DNR_CRASH": str(home),
            "DNR_CRASH_URL": url, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "DNR_LOG_LEVEL": "ERROR",
        }  # fmt: skip

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True
        )

    def run(self, *command: str) -> str:
        done = self.start(*command)
        said = done.communicate(timeout=120)[0]
        assert done.returncode == 0
        return said.splitlines()[-1]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(query).fetchall()


def test_a_request_whose_worker_was_killed_goes_again_under_its_key_and_counts_once(
    tmp_path: Path, system: System
) -> None:
    portal = Portal(tmp_path, f"http://127.0.0.1:{system.server_address[1]}")
    key = json.loads(portal.run("tests.crash.prepare_exchange"))["key"]
    ours = "SELECT state, outcome, attempts FROM cases_exchange WHERE system = 'ibd'"
    tries = "SELECT a.outcome FROM cases_attempt a JOIN cases_exchange e ON e.id = a.exchange_id WHERE e.system = 'ibd'"

    worker = portal.start("tests.crash.deliver", "0")
    assert system.asked.wait(60), "the worker has sent it"
    worker.send_signal(signal.SIGKILL)
    worker.communicate(timeout=20)
    assert (portal.rows(ours), portal.rows(tries)) == ([("pending", "", 1)], [])

    portal.run("tests.crash.deliver", "1")
    assert system.keys == [key], "the lease of the dead worker still runs"

    portal.run("tests.crash.deliver", str(LEASE.total_seconds() + 1))
    assert system.keys == [key, key]
    assert system.bodies[0] == system.bodies[1]
    assert (portal.rows(ours), portal.rows(tries)) == ([("answered", "applied", 2)], [("ok",)])
    assert portal.rows("SELECT COUNT(*) FROM cases_check WHERE kind = 'ibd'") == [(1,)]
    assert portal.rows("SELECT COUNT(*) FROM cases_event WHERE step = 'record_check'") == [(1,)]
