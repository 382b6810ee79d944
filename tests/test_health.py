"""The pages of health: who is told, what it costs, and that nothing hangs longer than it may."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from cases.health import outside, requests, rows, running
from cases.health.finding import HealthCheck, HealthStatus, Measurement

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
PAGES = ("/health/live", "/health/ready", "/health/full", "/metrics")
TOKEN = "correct-horse-battery-staple-0123456789"


@pytest.fixture(autouse=True)
def _nothing_late(settings: Any) -> Iterator[None]:
    """Late is only what a test has made late."""
    settings.HEALTH_SECONDS = settings.HEALTH_READY_SECONDS = 60
    running.forget()
    yield
    running.forget()


@pytest.fixture
def migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not the tests ran the migrations."""

    def applied() -> Any:
        connection.ensure_connection()
        return rows._required()

    monkeypatch.setattr(rows, "_applied", applied)


@pytest.fixture
def two_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full report that touches nothing."""
    checks = (
        HealthCheck("queue", "seconds", lambda now: Measurement(1.5), "database"),
        HealthCheck(
            "gateway", "state", lambda now: {"ibd": Measurement(2, "open"), "sio": Measurement(0, "closed")}, "x"
        ),
    )
    monkeypatch.setattr(running.full, "checks", checks)


# ------------------------------------------------------------------------------------------------ alive and ready


def test_alive_needs_no_database(client: Client) -> None:
    """Without the mark `django_db` every question to the database is an error."""
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_so(client: Client, migrated: None) -> None:
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_flips_when_the_database_breaks_and_back(
    client: Client, migrated: None, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HEALTH_FRESH = 0
    assert client.get("/health/ready").status_code == 200
    with monkeypatch.context() as broken:
        broken.setattr(rows, "_applied", raising(OperationalError("password of dnr: hunter2")))
        response = client.get("/health/ready")
        assert (response.status_code, response.json()) == (503, {"status": "fail"})
    assert client.get("/health/ready").status_code == 200


def raising(error: Exception) -> Any:
    def fail(*args: Any) -> Any:
        raise error

    return fail


def test_ready_waits_for_migrations(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_required", lambda: frozenset({("cases", "0099_new")}))
    monkeypatch.setattr(rows, "_applied", frozenset)
    assert client.get("/health/ready").status_code == 503


def test_ready_asks_once_in_a_while(client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.HEALTH_FRESH = 3600
    asked = count()
    monkeypatch.setattr(rows, "_applied", lambda: (next(asked), rows._required())[1])
    assert {client.get("/health/ready").status_code for _ in range(20)} == {200}
    assert next(asked) == 1


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[int], threading.Event]]:
    """Who asked a database that does not answer, and the word at which it does. Nothing hangs longer than the test."""
    rows._required()  # reads the files of all migrations once a process: not what is timed here
    asked, over = [], threading.Event()

    def hang() -> Any:
        asked.append(1)
        over.wait(20)
        return rows._required()

    monkeypatch.setattr(rows, "_applied", hang)
    yield asked, over
    over.set()
    if "ready" in running._busy:
        running._busy["ready"].join(10)


def test_a_database_that_hangs_is_not_waited_for(client: Client, hanging: Any, settings: Any) -> None:
    settings.HEALTH_READY_SECONDS, settings.HEALTH_FRESH = 0.05, 0
    asked, over = hanging
    started = time.monotonic()
    assert {client.get("/health/ready").status_code for _ in range(3)} == {503}
    assert time.monotonic() - started < 5
    over.set()
    running._busy["ready"].join(10)
    assert asked == [1], "one thread hangs, however often is asked"
    settings.HEALTH_READY_SECONDS = 60
    assert client.get("/health/ready").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_sent_to_these_pages(page: str, client: Client) -> None:
    assert client.post(page).status_code == 405


# ------------------------------------------------------------------------------------------------ the whole


@pytest.mark.django_db
def test_the_whole_tells_of_every_check(client: Client) -> None:
    response = client.get("/health/full")
    answer = response.json()
    # Nobody has answered, and neither a folder nor an antivirus is set.
    silent = {"gateway_answered", "backup", "antivirus", "scans"}
    assert {check["name"] for check in answer["checks"]} >= {check.name for check in running.CHECKS} - silent
    assert [
        check for check in answer["checks"] if check["said"].endswith("Error") and check["name"] != "migrations"
    ] == []
    wanted = {"name", "of", "status", "value", "unit", "threshold", "seconds", "said"}
    assert all(set(check) == wanted for check in answer["checks"])
    worst = max((check["status"] for check in answer["checks"]), key=["ok", "warn", "fail"].index)
    assert answer["status"] == worst and response.status_code == (503 if worst == "fail" else 200)


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [((1, 1), "ok", 200), ((1, 60), "warn", 200), ((60, 300), "fail", 503), ((None, 1), "fail", 503)],
)
def test_the_worst_of_all_is_the_whole(
    values: Any, status: str, code: int, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {str(number): Measurement(value) for number, value in enumerate(values)}
    monkeypatch.setattr(running.full, "checks", (HealthCheck("queue", "seconds", lambda now: answer, "x"),))
    response = client.get("/health/full")
    assert (response.json()["status"], response.status_code) == (status, code)


def test_a_check_that_raises_fails_by_its_type_and_tells_no_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = (
        HealthCheck("queue", "seconds", raising(KeyError("Ivanov 900101300017")), "database"),
        HealthCheck("outbox", "seconds", lambda now: Measurement(0), "database"),
    )
    monkeypatch.setattr(running.full, "checks", checks)
    response = client.get("/health/full")
    first, second = response.json()["checks"]
    assert (first["status"], first["said"], first["value"]) == ("fail", "KeyError", None)
    assert (second["status"], response.status_code) == ("ok", 503)
    assert "Ivanov" not in response.text


def test_what_hangs_holds_up_its_own_lane_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is over as soon as the other lane is through: the machine may take as long for it as it likes."""
    over = threading.Event()

    def clock() -> float:
        quick = running._busy.get("quick")
        return 0.0 if quick is None or quick.is_alive() else 1000.0

    monkeypatch.setattr(running, "_busy", {})
    monkeypatch.setattr(running, "time", SimpleNamespace(monotonic=clock))
    checks = (
        HealthCheck("mail", "seconds", lambda now: (over.wait(60) and Measurement(0)) or Measurement(0), "slow"),
        HealthCheck("space", "bytes", lambda now: Measurement(0), "slow"),
        HealthCheck("queue", "seconds", lambda now: Measurement(0), "quick"),
    )
    results = running.run_checks(checks, NOW, 60)
    assert [(result.name, result.detail) for result in results if result.status == HealthStatus.FAIL] == [
        ("mail", "TimeoutError"),
        ("space", "TimeoutError"),
    ]
    over.set()
    running._busy["slow"].join(10)


def test_an_answer_that_costs_others_is_kept() -> None:
    asked = count()
    check = HealthCheck("mail", "seconds", lambda now: Measurement(next(asked)), "mail", every=60)
    first, second = running.run_checks([check], NOW, 5), running.run_checks([check], NOW, 5)
    assert next(asked) == 1 and first == second


@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_a_slow_statement_is_stopped_and_the_next_check_has_its_turn() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no limit of statements; there the lane's time holds")

    def slow(now: datetime) -> Measurement:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        return Measurement(0)

    checks = (
        HealthCheck("queue", "seconds", slow, rows.LANE),
        HealthCheck("outbox", "seconds", rows.outbox, rows.LANE),
    )
    results = running.run_checks(checks, NOW, 4)  # half of it for a statement
    assert [(result.status, result.detail) for result in results] == [("fail", "OperationalError"), ("ok", "")]


@pytest.mark.django_db
def test_no_check_leaves_a_connection_behind() -> None:
    left: list[Any] = []

    def look(now: datetime) -> Measurement:
        reading = rows.database(now)
        left.append(connections["default"])
        return reading

    assert (
        running.run_checks([HealthCheck("database", "seconds", look, "database")], NOW, 5)[0].status == HealthStatus.OK
    )
    assert left[0].connection is None


# ------------------------------------------------------------------------------------------------ who is told


@pytest.fixture
def token(settings: Any) -> str:
    settings.HEALTH_TOKENS = ["0" * 64, sha256(TOKEN.encode()).hexdigest().upper()]
    return TOKEN


NEAR: dict[str, Any] = {}
FAR: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.9"}
ACCESS = [
    (NEAR, 200), ({"REMOTE_ADDR": "127.8.9.1"}, 200), ({"REMOTE_ADDR": "::1"}, 200),
    ({"REMOTE_ADDR": "::ffff:127.0.0.1"}, 200), (FAR, 404), ({"REMOTE_ADDR": ""}, 404), ({"REMOTE_ADDR": "unix:"}, 404),
    ({"REMOTE_ADDR": "::ffff:203.0.113.9"}, 404),
    ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404), ({"HTTP_X_REAL_IP": "127.0.0.1"}, 404),
    ({"HTTP_FORWARDED": "for=127.0.0.1"}, 404), ({"HTTP_VIA": "1.1 proxy"}, 404),
    (FAR | {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200), (FAR | {"HTTP_AUTHORIZATION": f"bearer  {TOKEN} "}, 200),
    (FAR | {"HTTP_AUTHORIZATION": TOKEN}, 404), (FAR | {"HTTP_AUTHORIZATION": f"Basic {TOKEN}"}, 404),
    (FAR | {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}0"}, 404), (FAR | {"HTTP_AUTHORIZATION": "Bearer "}, 404),
    (FAR | {"HTTP_AUTHORIZATION": "Bearer é"}, 404), (FAR | {"HTTP_AUTHORIZATION": f"Bearer {'0' * 64}"}, 404),
    (FAR | {"HTTP_X_FORWARDED_FOR": "127.0.0.1", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
]  # fmt: skip


@pytest.mark.parametrize("page", ["/health/full", "/metrics"])
@pytest.mark.parametrize(("sent", "status"), ACCESS, ids=[str(number) for number in range(len(ACCESS))])
def test_only_operators_are_informed(
    page: str, sent: dict[str, Any], status: int, client: Client, two_checks: None, token: str
) -> None:
    assert client.get(page, **sent).status_code == status


def test_networks_of_the_settings_are_reported(client: Client, two_checks: None, settings: Any) -> None:
    settings.HEALTH_ALLOWED = ["203.0.113.0/24"]
    assert client.get("/health/full", **FAR).status_code == 200
    assert client.get("/health/full").status_code == 404
    settings.HEALTH_ALLOWED = []
    assert client.get("/health/full", **FAR).status_code == 404


@pytest.mark.parametrize("page", ["/health/live", "/health/ready"])
def test_the_balancer_needs_no_name(page: str, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_applied", lambda: rows._required())
    assert client.get(page, **FAR).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_probes_come_by_address_and_without_tls(
    page: str, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, two_checks: None
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["dnr.example.kz"]
    monkeypatch.setattr(rows, "_applied", lambda: rows._required())
    answer = client.get(page, headers={"host": "10.1.2.3:8000"})
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert client.get("/order/", headers={"host": "10.1.2.3:8000"}).status_code == 400, "people come by its name"


@pytest.mark.parametrize("page", ["/health/full", "/metrics"])
def test_a_stranger_by_address_learns_nothing_either(page: str, client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["dnr.example.kz"]
    assert client.get(page, headers={"host": "10.1.2.3:8000"}, **FAR).status_code == 404


# ------------------------------------------------------------------------------------------------ Prometheus


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(text)
    return {(s.name, tuple(sorted(s.labels.values()))): s.value for family in families for s in family.samples}


def test_the_same_is_reported_to_prometheus(client: Client, two_checks: None) -> None:
    response = client.get("/metrics")
    assert response.status_code == 200 and response["Content-Type"].startswith("text/plain; version=")
    metrics = samples(response.text)
    assert metrics["dnr_status", ()] == 1
    assert metrics["dnr_check_status", ("gateway", "ibd") if "gateway" < "ibd" else ("ibd", "gateway")] == 1
    assert metrics["dnr_check_value", ("", "queue", "seconds")] == 1.5
    assert ("dnr_check_duration_seconds", ("gateway", "sio")) in metrics


def test_a_fault_is_a_number_for_prometheus(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.full, "checks", (HealthCheck("queue", "seconds", raising(OSError()), "x"),))
    response = client.get("/metrics")
    assert response.status_code == 200 and samples(response.text)["dnr_status", ()] == 2


def test_requests_are_counted_by_view_and_never_by_address(client: Client, two_checks: None) -> None:
    def counted() -> dict[Any, float]:
        return samples(client.get("/metrics").text)

    before = counted()
    for path in ("/health/live", "/health/live", "/no/such/page/900101300017", "/health/full?token=x"):
        client.get(path)
    after = counted()
    assert (
        after["dnr_requests_total", ("2xx", "health:live")]
        - before.get(("dnr_requests_total", ("2xx", "health:live")), 0)
        == 2
    )
    assert ("dnr_requests_total", ("4xx", requests.NO_VIEW)) in after
    assert after["dnr_request_seconds_count", ("health:live",)] >= 2
    assert not [labels for _name, labels in after if any("/" in value or "900101" in value for value in labels)]


@pytest.mark.slow
def test_processes_count_together(tmp_path: Any) -> None:
    """As gunicorn's: the library looks for the folder when it is imported, so each is a process of its own."""
    import os
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from types import SimpleNamespace as N\n"
        "from datetime import datetime, UTC\n"
        "from cases.health import requests, running\n"
        "requests.count(N(resolver_match=N(view_name='x:y')), 200, 0.01)\n"
        "print(requests.text(running.HealthReport(datetime.now(UTC), [])).decode())\n"
    )
    environ = {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dnr.settings.test"}
    outs = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | environ,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for _ in range(2)
    ]
    assert [samples(out)["dnr_requests_total", ("2xx", "x:y")] for out in outs] == [1, 2]
    assert samples(outs[1])["dnr_request_seconds_count", ("x:y",)] == 2


def test_the_pages_have_names() -> None:
    assert tuple(reverse(f"health:{name}") for name in ("live", "ready", "full", "metrics")) == PAGES


def test_the_checks_outside_are_bounded_by_their_lanes() -> None:
    assert {check.lane for check in outside.CHECKS}.isdisjoint({rows.LANE, running.READY.lane})
