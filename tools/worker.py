#!/usr/bin/env python3
"""Keeps `manage.py worker` running under honcho, which itself starts nothing again.

Where systemd or Kubernetes runs the portal, they start `manage.py worker` themselves, and again when it exits with 1.
The worker has a session of its own: honcho kills a whole group after five seconds, and a job may take longer."""

import ctypes
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

MANAGE = Path(__file__).resolve().parent.parent / "manage.py"
PR_SET_PDEATHSIG = 1
FIRST, LONGEST = 1.0, 60.0
"""Seconds before it is started again; twice as many each time, until it has run for LONGEST."""


def stop_with_parent() -> None:
    """Runs in the child: should we be killed outright, the kernel tells it to stop."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Keeper:
    def __init__(self, command: list[str]) -> None:
        self.command, self.stopping = command, False
        self.worker: subprocess.Popen[bytes] | None = None

    def stop(self, _sign: int, _frame: FrameType | None) -> None:
        self.stopping = True
        self.pass_on()

    def pass_on(self) -> None:
        if self.stopping and self.worker is not None:
            self.worker.send_signal(signal.SIGTERM)

    def run(self) -> int:
        """The last exit code of the worker, who was stopped: through us, or by a signal of his own."""
        wait = FIRST
        while True:
            begun = time.monotonic()
            code = self.once()
            if self.stopping or code == 0:
                return max(code, 0)
            wait = FIRST if time.monotonic() - begun > LONGEST else wait
            print(f"The worker ended with {code}; it is started again in {wait:g} s.", flush=True)
            self.rest(wait)
            wait = min(2 * wait, LONGEST)

    def once(self) -> int:
        if self.stopping:
            return 0
        self.worker = subprocess.Popen(self.command, start_new_session=True, preexec_fn=stop_with_parent)
        self.pass_on()  # a signal may have come between the two
        return self.worker.wait()

    def rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < end:
            time.sleep(0.1)


def main() -> int:
    keeper = Keeper([sys.executable, str(MANAGE), "worker"])
    signal.signal(signal.SIGTERM, keeper.stop)
    signal.signal(signal.SIGINT, keeper.stop)
    return keeper.run()


if __name__ == "__main__":
    sys.exit(main())
