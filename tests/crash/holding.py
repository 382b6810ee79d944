"""Inside the portal's processes: places at which they stand still until the test lets them go; what they tell it."""

from __future__ import annotations

import fcntl
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.mail.backends.base import BaseEmailBackend

CRASH = Path(os.environ.get("DNR_CRASH", "."))
LEASE_SECONDS = 1.2


def tell(line: str) -> None:
    """One line to the test: shorter than what a pipe takes in one piece. Nobody there to read it is an error."""
    pipe = os.open(CRASH / "told", os.O_WRONLY | os.O_NONBLOCK)
    try:
        os.write(pipe, f"{line}\n".encode())
    finally:
        os.close(pipe)


def stand_still(place: str) -> None:
    """Says that it is here, and goes on once nobody else holds the lock of this place."""
    tell(place)
    with (CRASH / f"{place}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


class Mail(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        stand_still("mail")
        for message in email_messages:
            tell(f"sent {message.extra_headers['Message-ID']}")
        return len(email_messages)


def ended(task: dict[str, Any], **_more: Any) -> None:
    """In the worker: a task has come to its end, this way or that."""
    tell(f"ended {task['func']} {'well' if task['success'] else 'badly'}")


def settled(task: dict[str, Any], **_more: Any) -> None:
    """In the monitor: its outcome is kept, and it is off the queue."""
    tell(f"settled {task['func']}")


class HoldingConfig(AppConfig):
    name = "tests.crash"
    label = "crash"

    def ready(self) -> None:
        from django_q.signals import post_execute, post_execute_in_worker

        from cases.engine.writing import effects
        from cases.outbox import leases, waits

        waits.EFFECTS = (LEASE_SECONDS / 60,) * 8  # type: ignore[assignment]
        if "DNR_CRASH_HASTE" in os.environ:
            leases.LENGTH = timedelta(seconds=LEASE_SECONDS)
        follow = effects.follow

        def held(*args: Any) -> None:
            """The end of a step: all is written, nothing is committed."""
            follow(*args)
            stand_still("step")

        effects.follow = held  # type: ignore[assignment]
        post_execute_in_worker.connect(ended)
        post_execute.connect(settled)
