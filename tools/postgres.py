#!/usr/bin/env python3
"""Runs a command beside a PostgreSQL cluster of its own, made for it and gone after it.

    python tools/postgres.py [--optional] [--durable] -- COMMAND ...

COMMAND finds the cluster in DATABASE_URL; its exit status is ours. The cluster lives in a temporary folder, listens on
a free port of the loopback and on a socket in that folder, and asks for a password made for this run.
--optional   where PostgreSQL is not installed, say so and succeed, instead of failing
--durable    keep fsync on (for figures); without it the cluster is fast and forgetful (for tests)
"""

import argparse
import ctypes
import os
import pwd
import secrets
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
from types import FrameType
from typing import Any, NoReturn

FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = ("max_connections=60", "shared_buffers=128MB", "listen_addresses=127.0.0.1", "TimeZone=UTC")
START_SECONDS = 60
STOP_SECONDS = 20
PR_SET_PDEATHSIG = 1
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Loaded here: between fork and exec, beside other threads, as little as can be is done.
LIBC = ctypes.CDLL(None)


class NoPostgresError(Exception):
    """PostgreSQL is not installed, or its server could not be started."""


def find_binaries() -> Path:
    """The folder of the newest `initdb`; Debian keeps it off the PATH."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda path: [int(part) for part in path.parent.name.split(".")])
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise NoPostgresError("no initdb in /usr/lib/postgresql/*/bin nor on the PATH")


def servant() -> pwd.struct_passwd | None:
    """Who runs the server: ourselves, or, as PostgreSQL refuses root, somebody without rights."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgresError("running as root, and there is neither a user postgres nor nobody to run the server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """Runs in the child: should we be killed outright, the kernel asks the server for a fast shutdown."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Who is asked to stop while tidying up already does so once, and to the end."""
    before = {sign: signal.signal(sign, signal.SIG_IGN) for sign in STOPPING}
    try:
        yield
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


class PostgresCluster:
    """A cluster in `home`. Its log stays readable until the folder goes."""

    def __init__(self, home: Path, durable: bool) -> None:
        self.home, self.durable = home, durable
        self.binaries, self.user = find_binaries(), servant()
        self.password, self.port = secrets.token_urlsafe(24), 0
        self.server: subprocess.Popen[bytes] | None = None

    def as_servant(self) -> dict[str, Any]:
        """Arguments of subprocess: away from the caller's folder, locale and standard input, and without root."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
        options: dict[str, Any] = {"cwd": self.home, "stdin": subprocess.DEVNULL, "start_new_session": True}
        options["env"] = kept | {"HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        if self.user:
            options |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return options

    def create(self) -> None:
        secret = self.home / "password"
        secret.write_text(self.password)
        if self.user:
            for path in (self.home, secret):
                os.chown(path, self.user.pw_uid, self.user.pw_gid)
        command = [str(self.binaries / "initdb"), "-D", str(self.home / "data"), "-U", "dnr", "-E", "UTF8"]
        command += ["--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]
        made = subprocess.run(command, capture_output=True, text=True, **self.as_servant())
        if made.returncode:
            raise NoPostgresError(f"initdb failed:\n{made.stdout}{made.stderr}")

    def start(self) -> None:
        """Tries again on another port when somebody took the free one before us."""
        for _attempt in range(3):
            self.port = free_port()
            if self.try_start():
                return
        raise self.silent()

    def resume(self) -> None:
        """Starts it again after `stop`, on its port: its clients know no other."""
        if not self.try_start():
            raise self.silent()

    def silent(self) -> NoPostgresError:
        return NoPostgresError("the server did not start:\n" + (self.home / "log").read_text(errors="replace"))

    def try_start(self) -> bool:
        settings = [*SETTINGS, f"port={self.port}", f"unix_socket_directories={self.home}"]
        settings += [] if self.durable else FORGETFUL
        command = [str(self.binaries / "postgres"), "-D", str(self.home / "data")]
        for setting in settings:
            command += ["-c", setting]
        with (self.home / "log").open("ab") as log:
            self.server = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=die_with_parent, **self.as_servant()
            )
        return self.wait_ready(self.server)

    def wait_ready(self, server: subprocess.Popen[bytes]) -> bool:
        ask = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        deadline = time.monotonic() + START_SECONDS
        while server.poll() is None and time.monotonic() < deadline:
            if subprocess.run(ask, **self.as_servant()).returncode == 0:
                return True
            time.sleep(0.05)
        self.stop()
        return False

    def stop(self, first: signal.Signals = signal.SIGINT) -> None:
        """SIGINT is PostgreSQL's fast shutdown; SIGQUIT its immediate one, after which it has to recover."""
        if self.server is None:
            return
        for sign in (first, signal.SIGQUIT, signal.SIGKILL):
            if self.server.poll() is None:
                self.server.send_signal(sign)
            with suppress(subprocess.TimeoutExpired):
                self.server.wait(STOP_SECONDS)
                break
        self.server = None

    @property
    def url(self) -> str:
        return f"postgres://dnr:{self.password}@127.0.0.1:{self.port}/postgres"


@contextmanager
def cluster(durable: bool) -> Iterator[PostgresCluster]:
    """Whatever happens inside, the server is stopped and its folder removed."""
    home = Path(tempfile.mkdtemp(prefix="dnr-postgres-"))
    made: PostgresCluster | None = None
    try:
        made = PostgresCluster(home, durable)
        made.create()
        made.start()
        yield made
    finally:
        with undisturbed():
            if made:
                made.stop()
            shutil.rmtree(home, ignore_errors=True)


def run(command: list[str], url: str) -> int:
    """Waits for the command, also when we are asked to stop: its database must not go away beneath it."""
    try:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    except OSError as error:
        print(error, file=sys.stderr)
        return 127
    try:
        status = child.wait()
    except SystemExit as leaving:
        # Ctrl-C reaches the command from the terminal by itself; a signal sent to us alone does not.
        if leaving.code != 128 + signal.SIGINT:
            child.terminate()
        end(child)
        raise
    return status if status >= 0 else 128 - status


def end(child: subprocess.Popen[bytes]) -> None:
    for ask in (child.terminate, child.kill):
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            ask()
    child.wait()


def leave(sign: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + sign)


def loudly(reason: str) -> None:
    bar = "!" * 100
    print(f"\n{bar}\n!!  NOT RUN ON POSTGRESQL: {reason}\n{bar}\n", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--optional", action="store_true")
    parser.add_argument("--durable", action="store_true")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    for sign in STOPPING:
        signal.signal(sign, leave)
    try:
        find_binaries()
    except NoPostgresError as reason:
        loudly(str(reason))
        return 0 if options.optional else 1
    try:
        with cluster(options.durable) as made:
            return run(options.command, made.url)
    except NoPostgresError as reason:
        loudly(str(reason))
        return 1


if __name__ == "__main__":
    sys.exit(main())
