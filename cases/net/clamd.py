"""Asks clamd, the daemon of ClamAV, whether bytes hold a virus.

Own code, after "COMMANDS" of the page `clamd(8)` of ClamAV: VERSION and INSTREAM, each as a "z" command, so that
command and reply end with a zero byte (docs/decisions/antivirus.md says why no library).
"""

from __future__ import annotations

import re
import select
import socket
import time
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

PORT, CHUNK, LONGEST_REPLY = 3310, 64 * 1024, 1024
_REPLY = re.compile(r"stream: (?:OK|(?P<virus>\S+) FOUND)")


class NoVerdictError(Exception):
    """clamd is away, slow or cut off, or its reply is none: nothing is known of the bytes."""


def find_virus(stream: IO[bytes]) -> str:
    """The name of the virus in it; "" where there is none. Raises NoVerdictError, and OSError of the stream alone."""
    with _Daemon() as daemon:
        daemon.send(b"zINSTREAM\0")
        while piece := stream.read(CHUNK):
            daemon.send(len(piece).to_bytes(4, "big") + piece)
        daemon.ensure_silent()
        daemon.send(bytes(4))
        reply = daemon.reply()
    verdict = _REPLY.fullmatch(reply)
    if verdict is None:
        raise NoVerdictError(f"reply: {reply[:100]}")
    return verdict["virus"] or ""


def version() -> str:
    """As "ClamAV 1.4.1/27400/…", with the number and the day of its signatures. Raises NoVerdictError."""
    with _Daemon() as daemon:
        daemon.send(b"zVERSION\0")
        return daemon.reply()


class _Daemon:
    """A connection for one command, all of which has to be over within `CLAMD_SECONDS`."""

    def __enter__(self) -> _Daemon:
        self.end = time.monotonic() + settings.CLAMD_SECONDS
        where = urlsplit(settings.CLAMD_URL)
        try:
            if where.scheme == "unix":
                self.wire = socket.socket(socket.AF_UNIX)
                self.wire.settimeout(self._left())
                self.wire.connect(where.path)
            else:
                self.wire = socket.create_connection((where.hostname, where.port or PORT), self._left())
        except OSError as error:
            raise NoVerdictError(f"not connected: {type(error).__name__}") from error
        return self

    def __exit__(self, *error: object) -> None:
        self.wire.close()

    def _left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise NoVerdictError("no time left")
        return left

    def send(self, data: bytes) -> None:
        self.wire.settimeout(self._left())
        try:
            self.wire.sendall(data)
        except TimeoutError as error:
            raise NoVerdictError("not taken in time") from error
        except OSError as error:  # its reason may have come before it hung up: its limit of size, most often
            raise NoVerdictError(f"broken off: {self.reply()[:100]}") from error

    def ensure_silent(self) -> None:
        """Whoever has an opinion before the last byte has not looked at it."""
        if select.select([self.wire], [], [], 0)[0]:
            raise NoVerdictError(f"reply before the end: {self.reply()[:100]}")

    def reply(self) -> str:
        """Up to its zero byte. What comes without one was cut."""
        data = b""
        try:
            while not data.endswith(b"\0") and len(data) <= LONGEST_REPLY:
                self.wire.settimeout(self._left())
                if not (piece := self.wire.recv(LONGEST_REPLY)):
                    break
                data += piece
        except OSError as error:
            raise NoVerdictError(f"no reply: {type(error).__name__}") from error
        if not data.endswith(b"\0"):
            raise NoVerdictError("the reply was cut")
        return data[:-1].decode("utf-8", "replace")
