"""Whether the worker works, as a probe learns it: by exit code and by HTTP, from the same question as the web."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.core.management import CommandError, call_command

from dnr import readiness, worker


@pytest.fixture
def alive(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path
    return worker.alive_file()


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said of the database; empty for nothing."""
    faults: list[str] = []
    monkeypatch.setattr(readiness, "database_away", lambda: "".join(faults))
    return faults


def test_the_command_says_what_the_exit_code_means(alive: Path, database: list[str], capsys: Any) -> None:
    with pytest.raises(CommandError, match="No worker runs"):
        call_command("worker_ready")
    alive.touch()
    call_command("worker_ready")
    assert "is ready" in capsys.readouterr().out
    database.append("The database is away.")
    with pytest.raises(CommandError, match="is away"):
        call_command("worker_ready")
    os.utime(alive, times=(time.time() - 40,) * 2)
    with pytest.raises(CommandError, match="40 seconds old"):
        call_command("worker_ready")
    database.clear()
    call_command("worker_ready", seconds=60)


def test_the_worker_asks_its_own_pulse_and_the_database(monkeypatch: pytest.MonkeyPatch, database: list[str]) -> None:
    main = worker.Cluster()
    monkeypatch.setattr(worker._beat, "value", time.monotonic())
    assert main.why_not_ready() == ""
    database.append("away")
    assert main.why_not_ready() == "away"
    monkeypatch.setattr(worker._beat, "value", time.monotonic() - 31)
    assert "seconds old" in main.why_not_ready()
    main.asked_to_stop = True
    assert "stopping" in main.why_not_ready()


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def url(faults: list[str]) -> Iterator[str]:
    server = readiness.listen("127.0.0.1:0")
    readiness.answer_readiness(server, lambda: "".join(faults))
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def asked(url: str, method: str = "GET") -> tuple[int, bytes]:
    try:
        with urlopen(Request(url, method=method), timeout=10) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.read()


def test_by_http_an_address_says_a_single_bit(url: str, faults: list[str]) -> None:
    code, body = asked(f"{url}/health/ready")
    assert (code, json.loads(body)) == (200, {"status": "ok"})
    assert asked(f"{url}/health/ready", "HEAD") == (200, b"")
    faults.append("a secret of the house")
    code, body = asked(f"{url}/health/ready?x")
    assert (code, json.loads(body)) == (503, {"status": "fail"})
    assert asked(f"{url}/")[0] == 404 and asked(f"{url}/health/ready", "POST")[0] == 501


def test_nobody_listens_unless_it_is_asked_for(settings: Any) -> None:
    assert settings.WORKER_HEALTH == ""
