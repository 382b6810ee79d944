#!/usr/bin/env python3
"""Runs a command beside a Redis of its own, made for it and gone after it.

    python tools/redis_server.py [--optional] -- COMMAND ...

COMMAND finds it in REDIS_URL; its exit status is ours. It keeps everything in memory and listens on a socket in a
temporary folder, on no port.
--optional   where Redis is not installed, say so and run the command without it, instead of failing
"""

import argparse
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS = 20.0
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1


class NoRedisError(Exception):
    """Redis is not installed, or its server could not be started."""


def find_binary() -> str:
    """Debian's redis-tools holds the whole server under the name of a check; called by its right name, it serves.
    That package starts no service on the machine, as redis-server would."""
    for name in ("redis-server", "valkey-server", "redis-check-rdb", "valkey-check-rdb"):
        if path := shutil.which(name):
            return path
    raise NoRedisError("neither redis-server nor redis-check-rdb is on the PATH")


def die_with_parent() -> None:
    """Runs in the child: should we be killed outright, the kernel ends the server too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class RedisServer:
    """`home`: a folder for its socket. It may be stopped and started again; its content is gone then."""

    def __init__(self, home: Path) -> None:
        self.home, self.socket = home, home / "redis.sock"
        self.binary = find_binary()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        command = ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.home)]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                executable=self.binary,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise NoRedisError("the server did not start:\n" + (self.home / "log").read_text(errors="replace"))
            time.sleep(0.01)

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line, suppress(OSError):
            line.connect(str(self.socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        return False

    def stop(self) -> None:
        """At once: nothing that it holds is worth a farewell."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(STOP_SECONDS)
            self.process = None


@contextmanager
def server() -> Iterator[RedisServer]:
    """A running one; it and its folder are gone at the end. NoRedisError."""
    home = Path(tempfile.mkdtemp(prefix="dnr-redis-"))
    made: RedisServer | None = None
    try:
        made = RedisServer(home)
        made.start()
        yield made
    finally:
        if made:
            made.stop()
        shutil.rmtree(home, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--optional", action="store_true")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    try:
        with server() as made:
            return subprocess.run(options.command, env=os.environ | {"REDIS_URL": made.url}).returncode
    except NoRedisError as reason:
        print(f"No Redis: {reason}", file=sys.stderr)
        return subprocess.run(options.command).returncode if options.optional else 1


if __name__ == "__main__":
    sys.exit(main())
