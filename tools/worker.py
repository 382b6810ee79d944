#!/usr/bin/env python3
"""Runs the queue worker in a session of its own and passes on one SIGTERM.

honcho signals a whole process group. A qcluster that gets SIGTERM in every process loses its sentinel first, and then
hangs with its task half done; told alone, its main process lets the tasks in hand finish, and stops."""

import ctypes
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
MANAGE = Path(__file__).resolve().parent.parent / "manage.py"


def stop_with_parent() -> None:
    """Runs in the child: should we be killed outright, the kernel tells it to stop."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main() -> int:
    cluster = subprocess.Popen(
        [sys.executable, MANAGE, "qcluster"], start_new_session=True, preexec_fn=stop_with_parent
    )

    def pass_on(_sign: int, _frame: FrameType | None) -> None:
        cluster.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    return max(cluster.wait(), 0)


if __name__ == "__main__":
    sys.exit(main())
