"""The outbox through a running worker: how many questions a second, and how long one takes; by where jobs wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from django_q.conf import Conf
from django_q.models import OrmQ

from bench import otherend
from bench.report import percentile_ms

WORKERS = 2
PATIENCE = 120.0
"""Seconds after which a worker that does nothing is a fault of the bench."""
MANAGE = Path(settings.BASE_DIR) / "manage.py"


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """Where jobs wait."""

    name: str
    url: str
    """Of a Redis; "" for the database."""


def places() -> list[QueuePlace]:
    """The database, and the Redis of the environment's REDIS_URL where there is one."""
    places = [QueuePlace("in the database", "")]
    url = os.environ.get("REDIS_URL", "")
    return [*places, QueuePlace("in Redis", url)] if url else places


@contextmanager
def running(place: QueuePlace, stub: otherend.Stub) -> Iterator[None]:
    """A worker in processes of its own, which asks `stub`; jobs of this process go where it looks for them."""
    OrmQ.objects.all().delete()
    kind = "dnr.queue.RedisBroker" if place.url else None
    with (
        tempfile.TemporaryFile() as log,
        patch.object(Conf, "BROKER_CLASS", kind),
        override_settings(QUEUE_URL=place.url),
    ):
        worker = subprocess.Popen(
            [sys.executable, str(MANAGE), "worker"],
            env=_environment(place, stub),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield
        except TimeoutError as error:
            log.seek(0)
            raise AssertionError(f"{error}; the worker says:\n{log.read().decode(errors='replace')[-4000:]}") from error
        finally:
            _end(worker)


def _environment(place: QueuePlace, stub: otherend.Stub) -> dict[str, str]:
    """Settings by which another process works in this one's database, whatever settings this one has."""
    values = {"": "http", "_URL": f"{stub.url}/pep", "_KEY_ID": otherend.KEY, "_SECRET": otherend.SECRET}
    gateway = {f"DNR_GATEWAY_PEP{end}": value for end, value in values.items()}
    return (
        os.environ
        | gateway
        | {
            "DJANGO_SETTINGS_MODULE": "dnr.settings",
            "DATABASE_URL": _database(),
            "QUEUE_URL": place.url,
            "DNR_VAR": str(settings.VAR),
            "DNR_DEMO": "true",
            "DNR_WORKERS": str(WORKERS),
            "DNR_LOG_LEVEL": "WARNING",
        }
    )


def _database() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    return f"{server}/{known['NAME']}"


def _end(worker: subprocess.Popen[bytes]) -> None:
    """Stopped alone, its main process lets the others finish; who does not come to an end goes with all of them."""
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(20)


def wait_until(met: Callable[[], Any], what: str) -> None:
    """TimeoutError after PATIENCE."""
    end = time.monotonic() + PATIENCE
    while not met():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {PATIENCE:g} s")
        time.sleep(0.002)


def times_in_words(times: list[float]) -> str:
    return f"p50 {percentile_ms(times, 0.5):.0f} ms, p95 {percentile_ms(times, 0.95):.0f} ms"
