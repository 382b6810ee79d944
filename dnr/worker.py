"""The queue worker: django-q2's cluster, whose parts never outlive each other.

    main (`manage.py worker`)  takes SIGTERM and SIGINT, watches the sentinel, and says by its exit code how it ended
      sentinel                 starts the pool and puts a dead member of it in its place again
        workers, pusher, monitor

A part that dies takes with it everything below (the kernel sees to that), and main everything at all: half a cluster
would hold its jobs and do none. What was in hand is due again when its lease ends; see docs/decisions/worker.md.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import time
import uuid
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django_q import cluster

from dnr import readiness

log = structlog.get_logger(__name__)

STOP_SECONDS = 20.0
"""For the jobs in hand after SIGTERM: systemd and Kubernetes wait for half a minute and more, and then kill."""
STUCK_SECONDS = 180.0
"""Without a sign of life the sentinel hangs. Longer than a connection to a database that has vanished may take."""
ALIVE_SECONDS = 5.0
"""Between two signs of life to the outside."""

PR_SET_PDEATHSIG = 1
_fork = get_context("fork")
_beat = _fork.Value("d", 0.0, lock=False)
"""When the sentinel last went its round (monotonic seconds): one number that main shares with it."""


def alive_file() -> Path:
    """Touched by the worker of this machine while it is well; see `manage.py worker_ready`."""
    path: Path = settings.VAR / "worker.alive"
    return path


def end_with_parent(sign: int) -> None:
    """The kernel sends this process `sign` once its parent is gone, however that came."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign)


class Bell:
    """An event between processes. That of `multiprocessing` waits for ever for a listener who has been killed."""

    def __init__(self) -> None:
        self._ear, self._button = os.pipe()

    def set(self) -> None:
        os.write(self._button, b"!")

    def is_set(self) -> bool:
        return self.wait(0)

    def wait(self, seconds: float) -> bool:
        return bool(select.select([self._ear], [], [], seconds)[0])


class Sentinel(cluster.Sentinel):  # type: ignore[misc]
    main_pid = 0

    def start(self) -> None:
        """SIGTERM is for main: systemd sends it to every process, and who died of it would leave his job half done."""
        signal.signal(signal.SIGTERM, lambda *_: None)
        end_with_parent(signal.SIGKILL)
        os.register_at_fork(after_in_child=lambda: end_with_parent(signal.SIGKILL))
        try:
            if os.getppid() == self.main_pid:  # else main died before the kernel knew whom to tell
                super().start()
                return
        except Exception:
            log.exception("sentinel failed")
        os._exit(1)  # an orderly exit would wait for a pool that waits for jobs

    def spawn_process(self, target: Callable[..., Any], *args: object) -> Any:
        process = super().spawn_process(target, *args)
        process.terminate = process.kill  # of a job over its time: SIGTERM does not end it
        return process

    def status(self) -> Any:
        """Called in every round."""
        _beat.value = time.monotonic()
        return super().status()


class Cluster(cluster.Cluster):  # type: ignore[misc]
    """Main. Its signal handler sets a flag and no more: `watch` does the rest."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_to_stop = False
        self._until: float | None = None

    def start(self) -> int:
        self.stop_event, self.start_event = Bell(), Bell()
        _beat.value, Sentinel.main_pid = time.monotonic(), os.getpid()
        args = (self.stop_event, self.start_event, self.cluster_id, self.broker, self.timeout)
        self.sentinel = _fork.Process(target=Sentinel, name=f"Process-{uuid.uuid4().hex}", args=args)
        self.sentinel.start()
        return int(self.pid)

    def sig_handler(self, signum: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def watch(self) -> bool:
        """Until the sentinel has ended: whether that was requested."""
        reported = 0.0
        while self.sentinel.is_alive():
            now = time.monotonic()
            if self.asked_to_stop and self._until is None:
                self._until = now + STOP_SECONDS
                self.stop_event.set()
            elif reason := self._overdue(now):
                log.critical("worker killed", reason=reason)
                self.sentinel.kill()
            elif not self.asked_to_stop and now - reported >= ALIVE_SECONDS:
                reported = now
                _show_life()
            self.sentinel.join(0.2)
        return self.asked_to_stop

    def why_not_ready(self) -> str:
        """Called by a thread of its own, so it looks at numbers alone."""
        if self.asked_to_stop:
            return "The worker is stopping."
        silent = time.monotonic() - _beat.value
        if silent > readiness.SECONDS:
            return f"The worker's last sign of life is {silent:.0f} seconds old."
        return readiness.database_away()

    def _overdue(self, now: float) -> str:
        if self._until is not None:
            return "the jobs in hand took too long to stop" if now > self._until else ""
        return "no sign of life" if now - _beat.value > STUCK_SECONDS else ""


def _show_life() -> None:
    """A disk that is full or read only must not stop the work."""
    try:
        alive_file().touch()
    except OSError as error:
        log.warning("no sign of life can be written", error=str(error))


def run() -> bool:
    """Work until SIGTERM or SIGINT. False: it ended by itself."""
    place = settings.WORKER_HEALTH
    listener = readiness.listen(place) if place else None
    main = Cluster()
    main.start()
    if listener:  # no thread before the fork
        readiness.answer_readiness(listener, main.why_not_ready)
    try:
        well = main.watch()
    finally:
        alive_file().unlink(missing_ok=True)
    if not well:
        log.critical("worker lost its sentinel", exit_code=main.sentinel.exitcode)
    return well
