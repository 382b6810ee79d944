"""The queue of jobs in Redis: with a server of the test's own, with none, and with one that says nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import BadSignature, SignedPackage

from cases.health import jobs
from cases.models import Case, Effect, Exchange
from cases.outbox import draining
from dnr import queue
from tests import people
from tests.cases.engine import ways
from tools import redis_server

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def server() -> Iterator[redis_server.RedisServer]:
    try:
        with redis_server.server() as made:
            yield made
    except redis_server.NoRedisError as reason:
        pytest.skip(str(reason))


@contextmanager
def _waiting_at(url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Jobs wait at this address."""
    settings.QUEUE_URL = url
    monkeypatch.setattr(Conf, "BROKER_CLASS", "dnr.queue.RedisBroker")
    yield
    with queue._connection(url) as connection:
        connection.close()
    queue._connection.cache_clear()


@pytest.fixture
def in_redis(server: redis_server.RedisServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with _waiting_at(server.url, settings, monkeypatch):
        yield
        get_broker().delete_queue()


@pytest.fixture
def nowhere(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with _waiting_at(f"unix://{tmp_path}/nobody.sock", settings, monkeypatch):
        yield


@pytest.fixture
def silent(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody listens, and never answers."""
    monkeypatch.setattr(queue, "ANSWER", 0.2)
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        listening.bind(str(tmp_path / "silent.sock"))
        listening.listen()
        with _waiting_at(f"unix://{tmp_path}/silent.sock", settings, monkeypatch):
            yield


def _registered(capture: Any) -> Case:
    case = people.case_in("registration")
    with capture(execute=True):
        return ways.take(case, "register")


def _work() -> list[int]:
    """What a worker does with all jobs there are; what each gave back."""
    broker, given = get_broker(), []
    while taken := broker.queue_size() and broker.dequeue():
        job = SignedPackage.loads(taken[0][1])
        given.append(import_string(job["func"])(*job["args"], **job["kwargs"]))
    return given


@pytest.mark.django_db
def test_a_step_wakes_the_worker_through_redis(
    in_redis: None, monkeypatch: pytest.MonkeyPatch, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    case = _registered(django_capture_on_commit_callbacks)
    assert (get_broker().queue_size(), OrmQ.objects.count()) == (1, 0), "one job for all that the step left behind"
    with people.at(case.state_since + timedelta(seconds=1)):
        assert len(_work()) == 1
    assert not Effect.objects.filter(state="pending", kind="mail", created_at=case.state_since).exists()


@pytest.mark.django_db
def test_a_job_that_we_have_not_signed_is_not_run(in_redis: None) -> None:
    """Who can write into Redis can not have the worker run what he likes."""
    broker = get_broker()
    broker.connection.rpush(broker.list_key, b"gASVIAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAR0cnVllIWUUpQu:forged")
    with pytest.raises(BadSignature):
        SignedPackage.loads(broker.dequeue()[0][1])


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["nowhere", "silent"])
def test_a_redis_that_does_not_answer_costs_no_step(
    away: str, request: pytest.FixtureRequest, caplog: Any, django_capture_on_commit_callbacks: Any
) -> None:
    request.getfixturevalue(away)
    case = _registered(django_capture_on_commit_callbacks)
    assert case.state == "checks"
    assert "Error calling" in caplog.text
    sweep = people.after(case)
    assert draining.drain_effects(sweep) + draining.drain_exchanges(sweep), "the sweep finds the rows"
    assert not Effect.objects.filter(state="pending", next_at__lte=sweep).exists()
    assert not Exchange.objects.filter(state="pending", next_at__lte=sweep).exists()


@pytest.mark.django_db
def test_the_age_of_the_oldest_job_is_known(in_redis: None, django_capture_on_commit_callbacks: Any) -> None:
    now = timezone.now()
    assert jobs.queue(now).value == 0
    _registered(django_capture_on_commit_callbacks)
    later = timezone.now() + timedelta(seconds=90)
    assert 90 <= (jobs.queue(later).value or 0) < 150


@pytest.mark.parametrize("away", ["nowhere", "silent"])
def test_a_redis_that_does_not_answer_is_seen(away: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(away)
    with pytest.raises(redis.RedisError):
        jobs.queue(timezone.now())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "'broker_class': None"),
        ("redis://:secret@queue.example:6379/1", "dnr.queue.RedisBroker"),
        ("unix:///run/redis.sock", "dnr.queue.RedisBroker"),
        ("http://queue.example", "QUEUE_URL begins with"),
    ],
)
def test_a_single_address_decides_where_jobs_wait(url: str, expected: str, tmp_path: Path) -> None:
    asked = "from django.conf import settings; print(settings.Q_CLUSTER)"
    environment = os.environ | {"QUEUE_URL": url, "DNR_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dnr.settings"}
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert expected in done.stdout + done.stderr
    assert "secret" not in done.stdout + done.stderr
