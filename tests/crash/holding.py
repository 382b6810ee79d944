"""Places at which a process stands still until the test lets it go, or kills it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.mail.backends.base import BaseEmailBackend

CRASH = Path(os.environ.get("DNR_CRASH", "."))
LEASE_MINUTES = 0.02


def write(name: str, line: str) -> None:
    """One line more in a file the test reads, whole or not at all."""
    with (CRASH / name).open("a") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def stand_still(place: str) -> None:
    """Says that it is here, and goes on once nobody else holds the lock of this place."""
    write("reached", place)
    with (CRASH / f"{place}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


class Mail(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        stand_still("mail")
        for message in email_messages:
            write("sent", message.extra_headers["Message-ID"])
        return len(email_messages)


class HoldingConfig(AppConfig):
    name = "tests.crash"
    label = "crash"

    def ready(self) -> None:
        from cases import effects

        effects.WAITS = (LEASE_MINUTES,) * 8  # type: ignore[assignment]
        follow = effects.follow

        def held(*args: Any) -> None:
            """The end of a step: all is written, nothing is committed."""
            follow(*args)
            stand_still("step")

        effects.follow = held  # type: ignore[assignment]
