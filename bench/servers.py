"""gunicorn as the Procfile starts it, on a free port of loopback, and visitors who keep asking it."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from itertools import cycle
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from bench import databanks

START = 60.0
"""Seconds until the first answer of a server that has just been started; of any other answer it is far too long."""
STOP = 10.0
IDLE = 2.0
"""Seconds after which a connection is not asked again: gunicorn closes one after five (`gunicorn.conf.py`), and whoever
asks at that moment gets nothing at all. A real browser asks once more."""
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Site:
    """A WSGI application with its settings, both by their dotted names."""

    application: str
    settings: str


PORTAL = Site("dnr.wsgi", "bench.served")
PLAIN = Site("bench.plain.wsgi", "bench.plain.settings")


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of the processor that its workers have used; 0 where the system does not tell."""
        try:
            workers = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in workers]
        except OSError:
            return 0.0
        return sum(int(fields[11]) + int(fields[12]) for fields in stats) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(site: Site, workers: int) -> Iterator[Server]:
    """A gunicorn that serves `site` from the database in use now."""
    with socket.socket() as listener, tempfile.TemporaryDirectory() as metrics:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            site.application,
            "--bind",
            f"fd://{listener.fileno()}",
            "--workers",
            str(workers),
            "--log-level",
            "warning",
        ]
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": site.settings,
            "BENCH_DATABASE": databanks.database_name(),
            "DNR_VAR": str(settings.VAR),
            "PROMETHEUS_MULTIPROC_DIR": metrics,
        }
        server = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[listener.fileno()])
        try:
            yield Server(int(listener.getsockname()[1]), server.pid)
        finally:
            server.terminate()
            server.wait(STOP)


@dataclass(frozen=True, slots=True)
class Question:
    """Pages of one kind that are fetched by turns."""

    name: str
    server: Server
    paths: list[str]
    cookie: str
    """Of the session."""
    shows: str
    """What each answer contains."""


def visit(question: Question, connections: int, length: float) -> list[float]:
    """Seconds of each answer, while so many visitors ask for `length` seconds, each as soon as it has its answer.

    Raises AssertionError for any answer but the page.
    """
    visitors = [_Visitor(question, n, time.perf_counter() + length) for n in range(connections)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    wrong = [visitor.wrong for visitor in visitors if visitor.wrong]
    if wrong:
        raise AssertionError(f"{question.name}: {wrong[0]}")
    return [took for visitor in visitors for took in visitor.times]


class _Visitor(Thread):
    """One open connection; it asks once at least."""

    def __init__(self, question: Question, first: int, end: float) -> None:
        super().__init__(daemon=True)
        self.question, self.end = question, end
        self.paths = question.paths[first % len(question.paths) :] + question.paths[: first % len(question.paths)]
        self.times: list[float] = []
        self.wrong = ""

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.question.server.port, timeout=START)
        try:
            for path in cycle(self.paths):
                self._ask(connection, path)
                if self.wrong or time.perf_counter() >= self.end:
                    return
        except OSError as error:
            self.wrong = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    def _ask(self, connection: HTTPConnection, path: str) -> None:
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": self.question.cookie})
        answer = connection.getresponse()
        page = answer.read()
        self.times.append(time.perf_counter() - begun)
        if answer.status != 200 or self.question.shows.encode() not in page:
            self.wrong = f"{path}: {answer.status}, without {self.question.shows!r}"


# ------------------------------------------------------------------------------------------------ forms


@dataclass(frozen=True, slots=True)
class LastPage:
    path: str
    """Where it led."""
    page: str
    took: float
    """Seconds, the page after a redirect included."""

    @property
    def level(self) -> str:
        """The level of the first message on the page, "" where there is none."""
        first = _LEVEL.search(self.page)
        return first[1] if first else ""

    def json(self) -> Any:
        return json.loads(self.page)


_LEVEL = re.compile(r'<div role="status">\s*<div class="note note-(\w+)"')


class Browser:
    """One open connection, with its cookies; it follows redirects. `cookie`: of the session."""

    def __init__(self, server: Server, cookie: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=START)
        self.token, self.used_at = secrets.token_hex(16), time.perf_counter()
        self.cookies = dict([cookie.split("=", 1)]) | {settings.CSRF_COOKIE_NAME: self.token}

    def get(self, path: str) -> LastPage:
        """Raises AssertionError for anything but a page."""
        begun = time.perf_counter()
        status, to, page = self._ask("GET", path, "", {})
        return self._page(begun, path, status, to, page)

    def post(self, path: str, data: dict[str, str], *, json: bool = False, refused: bool = False) -> LastPage:
        """`refused`: the portal may also show the form again. Raises AssertionError for any other answer."""
        begun = time.perf_counter()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        headers |= {"Accept": "application/json"} if json else {}
        status, to, page = self._ask("POST", path, urlencode(data), headers)
        if to:
            path = to
            status, to, page = self._ask("GET", path.partition("#")[0], "", {})
        elif not json and not refused:
            raise AssertionError(f"{path}: {status} instead of a redirect")
        return self._page(begun, path, 200 if refused and status in (409, 422) else status, to, page)

    def _page(self, begun: float, path: str, status: int, to: str, page: str) -> LastPage:
        if status != 200:
            raise AssertionError(f"{path}: {status} {to}")
        return LastPage(path, page, time.perf_counter() - begun)

    def _ask(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[int, str, str]:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if time.perf_counter() - self.used_at > IDLE:
            self.connection.close()  # the next request opens it
        self.connection.request(method, path, body, sent | headers)
        answer = self.connection.getresponse()
        page = answer.read().decode(errors="replace")
        self.used_at = time.perf_counter()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.coded_value
        self.token = self.cookies[settings.CSRF_COOKIE_NAME]
        return answer.status, answer.headers.get("Location", ""), page

    def close(self) -> None:
        self.connection.close()
