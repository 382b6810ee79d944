"""Whether this machine's worker works: by `manage.py worker_ready`, and by HTTP where DNR_WORKER_HEALTH names a place.

The HTTP answer is one bit and takes nothing in: GET or HEAD of /health/ready, 200 or 503. It lives in the worker's main
process, so it falls silent with it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.utils import timezone

from cases.health import running
from cases.health.finding import HealthStatus

SECONDS = 30.0
"""How old the last sign of life may be."""

Why = Callable[[], str]
"""Why the worker is not ready; "" when it is."""


def database_away() -> str:
    """The same question as the web's /health/ready."""
    if running.ready.report(timezone.now()).status == HealthStatus.FAIL:
        return "The worker runs, but the database does not answer or is older than the code."
    return ""


class _Answer(BaseHTTPRequestHandler):
    timeout = 5
    server_version, sys_version = "worker", ""
    server: _Server

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != "/health/ready":
            return self._say(404, {})
        why = self.server.why()
        return self._say(503 if why else 200, {"status": (HealthStatus.FAIL if why else HealthStatus.OK).value})

    do_HEAD = do_GET

    def _say(self, code: int, content: dict[str, str]) -> None:
        body = json.dumps(content).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """A probe every few seconds is no news."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    why: Why


def listen(place: str) -> _Server:
    """The listener at `host:port`, or at `:port` of every address. OSError or ValueError where that cannot be."""
    host, _, port = place.rpartition(":")
    return _Server((host, int(port)), _Answer)


def answer_readiness(server: _Server, why: Why) -> None:
    """From now on, until the process ends."""
    server.why = why
    threading.Thread(target=server.serve_forever, name="worker health", daemon=True).start()
